// Where does a real Redis come from in tests? From where `npm run faults -- --nodes` has it, too; without one a suite says so.

import { describe } from '@jest/globals';
import { redisProgram } from '../../scripts/nodes/redis-server.ts';

export { type RedisServer, redisProgram, serversAt, startRedis } from '../../scripts/nodes/redis-server.ts';

/** A suite that needs Redis or Valkey: without one it is skipped by name, but on CI it fails. */
export const describeWithRedis = (name: string, suite: () => void): void => {
  const runs = redisProgram !== undefined || process.env['CI'] === 'true';
  if (runs) describe(name, suite);
  else describe.skip(`${name} (skipped: Redis is missing)`, suite);
};
