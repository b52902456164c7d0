// What is the typical value, and how far do the others stray? Median, middle half, least and most of many measurements.

export type Spread = {
  readonly median: number;
  /** Between these two lies the middle half. */
  readonly lower: number;
  readonly upper: number;
  readonly least: number;
  readonly most: number;
};

/** @throws Error when there are none */
export const spreadOf = (values: readonly number[]): Spread => {
  const sorted = values.toSorted((one, other) => one - other);
  if (sorted.length === 0) throw new Error('there is nothing to take the median of');
  /** 0 is the place of the least, 1 that of the most; between two values it is told in proportion. */
  const at = (place: number): number => {
    const index = place * (sorted.length - 1);
    const [below = Number.NaN, above = Number.NaN] = [sorted[Math.floor(index)], sorted[Math.ceil(index)]];
    return below + (above - below) * (index - Math.floor(index));
  };
  return { median: at(0.5), lower: at(0.25), upper: at(0.75), least: at(0), most: at(1) };
};
