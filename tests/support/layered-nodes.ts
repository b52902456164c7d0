// What do several nodes do beside each other? Each with a memory of its own, sharing one stand-in for Redis.

import { createMemoryStore, type MemoryStore } from '../../server/cache/memory.ts';
import { createTogether, type Together } from '../../server/cache/together.ts';
import type { Clock } from '../../server/clock.ts';
import type { FakeLine, FakeRedis } from './fake-redis.ts';

export type NodeInHand = Together & {
  readonly memory: MemoryStore;
  readonly line: FakeLine;
  back(): Promise<void>;
  cut(): void;
};

/** Milliseconds that one node waits for another. */
export const bound = 3_000;

/** A node that Redis is not there for yet. */
export const createNode = (redis: FakeRedis, name: string, clock: Clock): NodeInHand => {
  const memory = createMemoryStore({ maxContacts: 1_000, maxBytes: 16 * 1024 * 1024 }, clock);
  const line = redis.line(name);
  const together = createTogether({
    memory,
    shared: line.shared,
    isUp: line.isUp,
    node: name,
    clock,
    bound,
  });
  line.hear(together.news, () => void together.doubt());
  return {
    ...together,
    memory,
    line,
    back: () => line.back(together.catchUp),
    cut: () => {
      line.cut();
      together.lost();
    },
  };
};

export const createNodes = async (
  redis: FakeRedis,
  names: readonly string[],
  clock: Clock,
): Promise<NodeInHand[]> => {
  const nodes = names.map((name) => createNode(redis, name, clock));
  for (const node of nodes) await node.back();
  return nodes;
};
