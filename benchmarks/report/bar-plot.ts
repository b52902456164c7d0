// What does a comparison look like? A bar for each, with a line from its least to its most.

import type { Spread } from '../measure/statistics.ts';
import { marksUpTo } from './scale.ts';
import { element, label, line, picture } from './svg.ts';

export type Bar = Spread & { readonly label: string; readonly own: boolean };

type BarPlot = {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly bars: readonly Bar[];
};

const width = 820;
const rowHeight = 30;
const left = 270;
const right = 60;
const top = 56;
const bottom = 36;

const amount = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(1));

export const barPlot = ({ title, description, unit, bars }: BarPlot): string => {
  const height = top + rowHeight * bars.length + bottom;
  const marks = marksUpTo(Math.max(1, ...bars.map(({ most }) => most)));
  const x = (value: number): number => left + (value / (marks.at(-1) ?? 1)) * (width - left - right);

  const grid = marks.flatMap((mark) => [
    line([x(mark), top - 6], [x(mark), height - bottom], 'grid'),
    label({ x: x(mark), y: height - bottom + 18, class: 'quiet middle' }, `${mark} ${unit}`),
  ]);
  const row = ({ label: name, own, median, least, most }: Bar, index: number): string => {
    const middle = top + rowHeight * (index + 0.5);
    return [
      label({ x: left - 10, y: middle + 4, class: 'right' }, name),
      element('rect', {
        x: left,
        y: middle - 9,
        width: x(median) - left,
        height: 18,
        rx: 2,
        class: own ? 'own' : 'other',
      }),
      line([x(least), middle], [x(most), middle], 'spread'),
      label({ x: x(most) + 6, y: middle + 4 }, amount(median)),
    ].join('');
  };
  return picture({
    title,
    description,
    width,
    height,
    parts: [label({ x: 16, y: 28, class: 'title' }, `${title} (${unit})`), ...grid, ...bars.map(row)],
  });
};
