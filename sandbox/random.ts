// What comes next by chance? A small generator that says the same for the same seed, on every machine.

export type Random = {
  /** A whole number from 0 up to, not including, `limit`. */
  below(limit: number): number;
  /** True in `share` of the cases, 0 to 1. */
  chance(share: number): boolean;
  pick<List extends readonly [unknown, ...unknown[]]>(list: List): List[number];
};

/** Makes a generator from a whole number (mulberry32: a 32-bit state, mixed on each draw). */
export const createRandom = (seed: number): Random => {
  let state = seed >>> 0;

  const draw = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  const below = (limit: number): number => Math.floor(draw() * limit);
  return {
    below,
    chance: (share) => draw() < share,
    pick: (list) => list[below(list.length)] ?? list[0],
  };
};
