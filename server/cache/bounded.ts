// What is kept while there is room? The latest used of anything, bounded by count and by size.

import { LRUCache } from 'lru-cache';

type Options<Value extends object> = {
  readonly max: number;
  /** In the unit of `sizeOf`. */
  readonly maxSize: number;
  /** At least 1. */
  readonly sizeOf: (value: Value, key: string) => number;
};

export type Bounded<Value extends object> = {
  get(key: string): Value | undefined;
  set(key: string, value: Value): void;
  clear(): void;
};

export const createBounded = <Value extends object>(options: Options<Value>): Bounded<Value> => {
  const { max, maxSize, sizeOf } = options;
  const kept = new LRUCache<string, Value>({ max, maxSize, sizeCalculation: sizeOf });
  return {
    get: (key) => kept.get(key),
    set: (key, value) => {
      kept.set(key, value);
    },
    clear: () => kept.clear(),
  };
};
