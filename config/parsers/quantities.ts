// How much, how long, how many? Quantities that carry their unit, and whole numbers that have none.

import type { Parser } from '../parser.ts';

type Units = ReadonlyMap<string, number>;
/** Both ends are allowed; written as a user would write them. */
type Bounds = { readonly from: string; readonly to: string };

const amount = (text: string, units: Units): number | undefined => {
  const [, digits, unit] = /^(\d{1,12})([A-Za-z]+)$/.exec(text) ?? [];
  const factor = units.get(unit ?? '');
  return digits === undefined || factor === undefined ? undefined : Number(digits) * factor;
};

const quantity =
  (units: Units, examples: string) =>
  ({ from, to }: Bounds): Parser<number> => {
    const least = amount(from, units) ?? 0;
    const most = amount(to, units) ?? Number.MAX_SAFE_INTEGER;
    return (text) => {
      if (/^\d+$/.test(text)) return { problem: `needs a unit; write for example ${examples}` };
      const value = amount(text, units);
      if (value === undefined) {
        return { problem: `must be a whole number and a unit, for example ${examples}` };
      }
      return value < least || value > most ? { problem: `must be from ${from} to ${to}` } : { value };
    };
  };

/** A time with its unit, as milliseconds. */
export const duration = quantity(
  new Map([
    ['ms', 1],
    ['s', 1000],
    ['m', 60_000],
    ['h', 3_600_000],
  ]),
  '500ms, 2s, 5m or 1h',
);

/** A size with its unit, as bytes. */
export const size = quantity(
  new Map([
    ['B', 1],
    ['KiB', 1024],
    ['MiB', 1024 ** 2],
    ['GiB', 1024 ** 3],
  ]),
  '512KiB, 64MiB or 1GiB',
);

/** A whole number in decimal digits. */
export const integer =
  ({ from, to }: { readonly from: number; readonly to: number }): Parser<number> =>
  (text) => {
    const value = /^(?:0|[1-9]\d{0,14})$/.test(text) ? Number(text) : Number.NaN;
    return value >= from && value <= to
      ? { value }
      : { problem: `must be a whole number from ${from} to ${to}` };
  };
