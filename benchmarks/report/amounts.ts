// How are numbers told? With as many digits as mean something, and their unit.

import type { Spread } from '../measure/statistics.ts';

/** Three digits that mean something. */
const digits = (value: number): string => {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
};

export const grouped = (value: number): string => Math.round(value).toLocaleString('en-US');

export const microseconds = (value: number): string => digits(value);
export const milliseconds = (value: number): string => `${digits(value)} ms`;
export const times = (value: number): string => `${value.toFixed(2)} ×`;
export const mebibytes = (bytes: number): string => `${grouped(bytes / 2 ** 20)} MiB`;

/** Median, least and most; the median alone where there was one measurement. */
export const strayed = ({ median, least, most }: Spread, told: (value: number) => string): string =>
  least === most ? told(median) : `${told(median)} (${told(least)}–${told(most)})`;

/** Median, and between which two the middle half of them lies. */
export const middleHalf = ({ median, lower, upper }: Spread, told: (value: number) => string): string =>
  lower === upper ? told(median) : `${told(median)} (${told(lower)}–${told(upper)})`;
