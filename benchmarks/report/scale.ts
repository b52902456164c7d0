// How far does an axis reach, and where are its marks? A round step, a few times.

const mostMarks = 6;

/** 1, 2 or 5 times a power of ten. */
const stepFor = (most: number): number => {
  const rough = most / mostMarks;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
};

/** From 0 to at least `most`, which is more than 0. */
export const marksUpTo = (most: number): readonly number[] => {
  const step = stepFor(most);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) =>
    Number((index * step).toPrecision(6)),
  );
};
