// How much more does one cost than the other? Told pass by pass: what the machine did meanwhile struck both of them.

/** What was measured of one subject, by the number of the pass. */
export type ByPass<Result> = ReadonlyMap<number, Result>;

/** `compare` of each pass that has both. */
export const pairwise = <Result>(
  ones: ByPass<Result> | undefined,
  others: ByPass<Result> | undefined,
  compare: (one: Result, other: Result) => number,
): readonly number[] =>
  [...(ones ?? [])].flatMap(([pass, one]) => {
    const other = others?.get(pass);
    return other === undefined ? [] : [compare(one, other)];
  });
