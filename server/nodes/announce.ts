// Who else is serving? Each node says every three seconds that it is there, and hears how many say so.

import type { Run } from '../cache/redis/link.ts';
import type { Script } from '../cache/redis/script.ts';
import type { Cancel, Clock } from '../clock.ts';

/** Milliseconds; the life is longer than three announcements, so that a lost one makes nobody gone. */
export const interval = 3_000;
export const life = 10_000;

/** Where nodes are announced until when, and what each may spend without asking (see shared-slots). */
export const rosterKeys = (tag: string): readonly [nodes: string, spare: string] => [
  `${tag}:nodes`,
  `${tag}:nodes:spare`,
];

export type Announce = {
  /**
   * How many there were when they were last counted, this one included; undefined while none ever were. It rises at once, and falls
   * when it has been lower for a life.
   */
  nodes(): number | undefined;
  /** Announces this node now and from now on; `then` is done after each attempt. */
  start(then: () => Promise<void>): void;
  /** Ends that, and tells the others that this node is gone. */
  close(): Promise<void>;
};

type Parts = {
  readonly run: Run;
  readonly tag: string;
  /** What this node calls itself; no other node has that name. */
  readonly node: string;
  readonly clock: Clock;
};

const countOf = (reply: unknown): number => {
  if (!Number.isSafeInteger(reply) || Number(reply) < 1) throw new Error('no count of nodes');
  return Number(reply);
};

const announceScript: Script<number> = {
  name: 'announce',
  lua: `#!lua flags=allow-oom
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
for _, gone in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now)) do
  redis.call('ZREM', KEYS[1], gone)
  redis.call('HDEL', KEYS[2], gone)
end
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
return redis.call('ZCARD', KEYS[1])`,
  read: countOf,
};

const leaveScript: Script<void> = {
  name: 'leave',
  lua: `#!lua flags=allow-oom
redis.call('ZREM', KEYS[1], ARGV[1])
return redis.call('HDEL', KEYS[2], ARGV[1])`,
  read: () => undefined,
};

export const createAnnounce = ({ run, tag, node, clock }: Parts): Announce => {
  const keys = rosterKeys(tag);
  let nodes: number | undefined;
  let lowerSince: number | undefined;
  let cancel: Cancel = () => {};
  let closed = false;

  /** Who was away, as Redis was, has not announced itself again yet: its part of the budget must not be given to others. */
  const believe = (counted: number): void => {
    const isLower = nodes !== undefined && counted < nodes;
    lowerSince = isLower ? (lowerSince ?? clock.now()) : undefined;
    if (lowerSince !== undefined && clock.now() - lowerSince < life) return;
    [nodes, lowerSince] = [counted, undefined];
  };

  const announce = async (then: () => Promise<void>): Promise<void> => {
    const counted = await run(announceScript, keys, [node, life]);
    if (counted === undefined) lowerSince = undefined;
    else believe(counted);
    if (closed) return;
    await then();
    if (!closed) cancel = clock.after(interval, () => void announce(then));
  };

  return {
    nodes: () => nodes,
    start: (then) => void announce(then),
    async close() {
      closed = true;
      cancel();
      await run(leaveScript, keys, [node]);
    },
  };
};
