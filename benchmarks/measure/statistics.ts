// What is the typical value, and how far do the others stray? Median, least and most of a few measurements.

export type Spread = { readonly median: number; readonly least: number; readonly most: number };

/** @throws Error when there are none */
export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (index: number): number => sorted[index] ?? Number.NaN;
  if (sorted.length === 0) throw new Error('there is nothing to take the median of');
  const middle = (sorted.length - 1) / 2;
  return {
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    least: at(0),
    most: at(sorted.length - 1),
  };
};
