// What would somebody find who reads the whole of Redis? Every key with everything that it holds, as text.

import type { Run } from '../../server/cache/redis/link.ts';
import { anchor } from '../../server/cache/redis/scripts/lua.ts';

export type Dumped = {
  readonly key: string;
  /** Milliseconds; -1 for what never ends. */
  readonly life: number;
  readonly content: string;
};

const lua = `
local readers = {
  hash = { 'HGETALL' }, string = { 'GET' }, list = { 'LRANGE', 0, -1 }, zset = { 'ZRANGE', 0, -1, 'WITHSCORES' },
}
local all = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  local reader = readers[redis.call('TYPE', key).ok]
  local held = redis.call(reader[1], key, unpack(reader, 2))
  if type(held) == 'table' then held = table.concat(held, '\\n') end
  all[#all + 1] = { key, redis.call('PTTL', key), held }
end
return all
`;

const read = (reply: unknown): Dumped[] =>
  (reply as [string, number, string][]).map(([key, life, content]) => ({ key, life, content }));

export const dumpRedis = async (run: Run): Promise<readonly Dumped[]> =>
  (await run({ name: 'dump', lua, read }, anchor, [])) ?? [];
