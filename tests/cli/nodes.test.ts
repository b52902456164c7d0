// Several commands with one Redis and one Drift: what they spend is counted where it is spent.

import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { canary } from '../support/canary.ts';
import { type Command, emptyFolder, freePort, runCommand } from '../support/command.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../support/redis-server.ts';

const cacheKey = randomBytes(32).toString('base64');
const running: Command[] = [];
let redis: RedisServer;
let drift: Server;
let calls = 0;

const start = async (): Promise<Command> => {
  const { port } = drift.address() as AddressInfo;
  const env = {
    DRIFT_API_URL: `http://127.0.0.1:${port}`,
    DRIFT_TOKEN: canary.driftToken,
    DRIFT_REQUESTS_PER_MINUTE: '1',
    SESSION_SECRET: canary.sessionSecret,
    SESSION_ISSUER: 'https://www.example.com',
    SESSION_AUDIENCE: 'test',
    REDIS_URL: redis.url,
    CACHE_KEY: cacheKey,
    PORT: String(await freePort()),
    ADMIN_PORT: String(await freePort()),
  };
  const command = runCommand(['start'], { cwd: emptyFolder(), env });
  running.push(command);
  return command;
};

describeWithRedis('several nodes', () => {
  beforeAll(async () => {
    redis = await startRedis();
    drift = createServer((_, response) => {
      calls += 1;
      response.end('{}');
    });
    await new Promise<void>((resolve) => drift.listen(0, '127.0.0.1', resolve));
  });
  afterEach(async () => {
    for (const { child } of running) child.kill('SIGTERM');
    await Promise.all(running.splice(0).map(({ ended }) => ended));
  });
  afterAll(async () => {
    drift.close();
    await redis.end();
  });

  it('spend one budget from their first call on, which each makes as it starts', async () => {
    await (await start()).printed(/Redis is there/);
    const other = await start();
    await other.printed(/Redis is there/);
    await other.printed(/could not be asked about DRIFT_TOKEN/);
    expect(calls).toBe(1);
  });
});
