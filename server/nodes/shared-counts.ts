// How often has this key asked the other nodes? Their counts of the last minute, by keyed hash, summed up in Redis.

import { createHmac } from 'node:crypto';
import type { Run } from '../cache/redis/link.ts';
import type { Script } from '../cache/redis/script.ts';
import type { Exchange } from '../limits/exchange.ts';

/** As windows count: a minute is never undercounted. By the clock of Redis. */
const stepLength = 5_000;
const stepsKept = 13;

type Parts = {
  readonly run: Run;
  readonly tag: string;
  /** Keyed hashes are made with it; the same on all nodes. */
  readonly secret: Buffer;
  /** What is limited: counts of different kinds have nothing to do with each other. */
  readonly kind: 'subject' | 'address';
  /** What this node calls itself; no other node has that name. */
  readonly node: string;
  /** Milliseconds. */
  readonly step?: number;
};

/**
 * KEYS: for each place in a ring of steps the counts of all nodes, then for each those of this node, so that it can tell the
 * others' from its own whatever Redis has lost. ARGV: 1 a step's length; then each key with what is to be added. Whatever is
 * no count is none.
 */
const lua = `#!lua
local time = redis.call('TIME')
local length = tonumber(ARGV[1])
local step = math.floor((time[1] * 1000 + math.floor(time[2] / 1000)) / length)
local kept = #KEYS / 2
local function stepOf(key)
  local known = redis.pcall('HGET', key, '@step')
  return type(known) == 'string' and tonumber(known) or -1
end
local function countOf(value)
  local count = tonumber(value) or 0
  return count >= 0 and count <= 1e9 and math.floor(count) or 0
end
for _, at in ipairs({step % kept + 1, step % kept + 1 + kept}) do
  if stepOf(KEYS[at]) ~= step then
    redis.call('DEL', KEYS[at])
    redis.call('HSET', KEYS[at], '@step', step)
    redis.call('PEXPIRE', KEYS[at], length * (kept + 1))
  end
  for name = 2, #ARGV, 2 do
    local added = tonumber(ARGV[name + 1])
    if added > 0 then
      local sum = redis.pcall('HINCRBY', KEYS[at], ARGV[name], added)
      if type(sum) ~= 'number' or sum < added then redis.call('HSET', KEYS[at], ARGV[name], added) end
    end
  end
end
local names, sums = {}, {}
for name = 2, #ARGV, 2 do
  names[#names + 1] = ARGV[name]
  sums[#sums + 1] = 0
end
for at, key in ipairs(KEYS) do
  local known = stepOf(key)
  if known > step - kept and known <= step then
    local sign = at > kept and -1 or 1
    for name, count in ipairs(redis.call('HMGET', key, unpack(names))) do
      sums[name] = sums[name] + sign * countOf(count)
    end
  end
end
for name, sum in ipairs(sums) do sums[name] = math.max(0, sum) end
return sums`;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const script: Script<readonly number[]> = {
  name: 'exchange-counts',
  lua,
  read: (reply) => {
    if (!Array.isArray(reply) || !reply.every(isCount)) throw new Error('no counts');
    return reply;
  },
};

export const createSharedCounts = (parts: Parts): Exchange => {
  const { run, tag, secret, kind, node, step = stepLength } = parts;
  const ring = Array.from({ length: stepsKept }, (_, place) => `${tag}:counts:${kind}:${place}`);
  const keys = [...ring, ...ring.map((key) => `${key}:${node}`)];
  const nameOf = (key: string): string =>
    createHmac('sha256', secret).update(`${kind}:${key}`).digest('base64url').slice(0, 22);

  return async (counts) => {
    const told = counts.flatMap(({ key, added }) => [nameOf(key), added]);
    const sums = await run(script, keys, [step, ...told]);
    return sums?.length === counts.length ? sums : undefined;
  };
};
