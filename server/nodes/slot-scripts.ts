// How are the calls of all nodes counted in Redis? Each is a member of a sorted set, by when it will count no more.

import type { Script } from '../cache/redis/script.ts';
import { rosterKeys } from './announce.ts';

/**
 * KEYS: 1 the calls; 2 what tells this set from another after a flush; 3 there while nodes may not have told their calls;
 * 4 and 5 the nodes, and what each may spend without asking. All are written also when memory is full: they are small, and
 * without them everybody would spend less.
 */
export const slotKeys = (tag: string): readonly string[] => [
  `${tag}:calls`,
  `${tag}:calls:epoch`,
  `${tag}:calls:returning`,
  ...rosterKeys(tag),
];

const head = `#!lua flags=allow-oom
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
`;

/** Neither in another set nor while some may not have told their calls; ARGV 1 is the epoch that this node knows. */
const onlyWhenWhole = `
if redis.call('GET', KEYS[2]) ~= ARGV[1] then return {'strange', 0, 0} end
local returning = redis.call('PTTL', KEYS[3])
if returning > 0 then return {'returning', returning, 0} end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 1)
local count = redis.call('ZCARD', KEYS[1])
local nodes = redis.call('ZRANGEBYSCORE', KEYS[4], now, '+inf')
local function sparedBut(except)
  local sum = 0
  for _, node in ipairs(nodes) do
    if node ~= except then sum = sum + (tonumber(redis.call('HGET', KEYS[5], node)) or 0) end
  end
  return sum
end
`;

/** Numbers are counts or milliseconds. */
export type SlotReply =
  /** This set is not the one that this node has told its calls. */
  | { readonly kind: 'strange' }
  /** Some nodes may not have told their calls yet: for so long. */
  | { readonly kind: 'returning'; readonly wait: number }
  /** `spare`: what this node may spend without asking; `count`: calls of all nodes. */
  | { readonly kind: 'taken' | 'dealt'; readonly spare: number; readonly count: number }
  | { readonly kind: 'full'; readonly opensIn: number; readonly count: number };

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

const readReply = (reply: unknown): SlotReply => {
  const [kind, number, count]: unknown[] = Array.isArray(reply) ? reply : [];
  if (!isCount(number) || !isCount(count)) throw new Error('no counts');
  switch (kind) {
    case 'strange':
      return { kind };
    case 'returning':
      return { kind, wait: number };
    case 'full':
      return { kind, opensIn: Math.max(1, number), count };
    case 'taken':
    case 'dealt':
      return { kind, spare: number, count };
    default:
      throw new Error('no such reply');
  }
};

/**
 * ARGV: 2 the call; 3 the limit; 4 for how long a call that begins now may count; 5 after how long spared slots are dealt anew;
 * 6 this node; 7 the limit for visitors. A slot is free only if neither a call nor what another node may spend without asking stands in it; what this node
 * may spend so becomes less if need be.
 */
export const takeScript: Script<SlotReply> = {
  name: 'take-slot',
  lua: `${head}${onlyWhenWhole}
local spared = sparedBut(ARGV[6])
local over = count + spared - ARGV[3]
if over < 0 then
  redis.call('ZADD', KEYS[1], now + ARGV[4], ARGV[2])
  redis.call('PEXPIRE', KEYS[1], ARGV[4] * 2)
  local own = math.min(tonumber(redis.call('HGET', KEYS[5], ARGV[6])) or 0, ARGV[7] - count - spared - 1)
  redis.call('HSET', KEYS[5], ARGV[6], own)
  return {'taken', own, count + 1}
end
local opens = tonumber(ARGV[5])
if over < count then
  local leaves = redis.call('ZRANGE', KEYS[1], over, over, 'WITHSCORES')[2] - now + 1
  if spared == 0 or leaves < opens then opens = leaves end
end
return {'full', opens, count}`,
  read: readReply,
};

/** ARGV: the call, which is over; for how long it still counts; and for how long one that begins now may count. */
export const endScript: Script<void> = {
  name: 'end-slot',
  lua: `${head}
redis.call('ZADD', KEYS[1], now + 1 + ARGV[2], ARGV[1])
return redis.call('PEXPIRE', KEYS[1], ARGV[3] * 2)`,
  read: () => undefined,
};

/** ARGV: the call, which was not made. */
export const giveBackScript: Script<void> = {
  name: 'give-slot-back',
  lua: `#!lua flags=allow-oom
return redis.call('ZREM', KEYS[1], ARGV[1])`,
  read: () => undefined,
};

/**
 * ARGV: 2 this node; 3 what it holds to spend without asking, which is never more than Redis has noted; 4 the limit. A tenth of
 * what is free is shared out evenly; less of it is taken from a node only when that node has said that it holds less.
 */
export const dealScript: Script<SlotReply> = {
  name: 'deal-spare-slots',
  lua: `${head}${onlyWhenWhole}
local free = ARGV[4] - count - sparedBut(ARGV[2])
local spare = math.max(0, math.floor(free / (10 * math.max(1, #nodes))))
redis.call('HSET', KEYS[5], ARGV[2], math.max(spare, ARGV[3]))
return {'dealt', spare, count}`,
  read: readReply,
};

export type Entered = {
  readonly epoch: string;
  /** For so many milliseconds others may not have told their calls. */
  readonly returning: number;
};

/**
 * Tells calls that Redis may not know. ARGV: 1 this node; 2 for how long others are to wait for one another, 0 when this node
 * has not been away; 3 for how long a call that begins now may count; then the calls, each with how long it counts.
 */
export const enterScript: Script<Entered> = {
  name: 'enter-calls',
  lua: `${head}
local epoch = redis.call('GET', KEYS[2])
if not epoch then
  epoch = time[1] .. '.' .. time[2]
  redis.call('SET', KEYS[2], epoch)
end
for at = 4, #ARGV, 2 do redis.call('ZADD', KEYS[1], now + ARGV[at + 1], ARGV[at]) end
redis.call('PEXPIRE', KEYS[1], ARGV[3] * 2)
redis.call('HDEL', KEYS[5], ARGV[1])
if tonumber(ARGV[2]) > 0 then redis.call('SET', KEYS[3], '', 'PX', ARGV[2]) end
return {epoch, math.max(0, redis.call('PTTL', KEYS[3]))}`,
  read: (reply) => {
    const [epoch, returning]: unknown[] = Array.isArray(reply) ? reply : [];
    if (typeof epoch !== 'string' || epoch === '' || !isCount(returning)) throw new Error('not entered');
    return { epoch, returning };
  },
};
