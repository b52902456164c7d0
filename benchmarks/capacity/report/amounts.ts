// How are numbers of the simulation told? With no more digits than they mean.

import { tolerated } from '../capacity-of.ts';

/** Two digits that mean something, as a simulation has: 2.1 million, 340,000. */
export const visitors = (count: number): string => {
  const step = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1);
  const rounded = Math.round(count / step) * step;
  return rounded >= 1_000_000
    ? `${Number((rounded / 1_000_000).toPrecision(2)).toLocaleString('en-US')} million`
    : rounded.toLocaleString('en-US');
};

export const percent = (part: number, whole: number): string => {
  const share = whole === 0 ? 0 : (100 * part) / whole;
  if (share > 0 && share < 0.01) return '< 0.01 %';
  return `${share.toFixed(share < 1 ? 2 : 1)} %`;
};

export const toleratedShare = percent(tolerated, 1);

const unitsOfTime = [
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
] as const;

/** In the largest unit that it is a whole number of. */
export const time = (milliseconds: number): string => {
  const [name, length] = unitsOfTime.find(([, unit]) => milliseconds % unit === 0 && milliseconds > 0) ?? [
    'ms',
    1,
  ];
  return `${milliseconds / length} ${name}`;
};
