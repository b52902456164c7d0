// What does growth look like? A line over powers of ten, with the spread at each point.

import type { Spread } from '../measure/statistics.ts';
import { marksUpTo } from './scale.ts';
import { element, label, line, picture } from './svg.ts';

/** `at`: a power of ten. */
export type Point = Spread & { readonly at: number };

type LinePlot = {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  /** In ascending order. */
  readonly points: readonly Point[];
};

const width = 820;
const height = 320;
const left = 70;
const right = 40;
const top = 56;
const bottom = 44;

export const linePlot = ({ title, description, unit, points }: LinePlot): string => {
  const marks = marksUpTo(Math.max(1, ...points.map(({ most }) => most)));
  const first = Math.log10(points[0]?.at ?? 1);
  const decades = Math.max(1, Math.log10(points.at(-1)?.at ?? 10) - first);
  const x = (at: number): number =>
    left + 30 + ((Math.log10(at) - first) / decades) * (width - left - right - 60);
  const y = (value: number): number =>
    height - bottom - (value / (marks.at(-1) ?? 1)) * (height - top - bottom);

  const grid = marks.flatMap((mark) => [
    line([left, y(mark)], [width - right, y(mark)], 'grid'),
    label({ x: left - 8, y: y(mark) + 4, class: 'quiet right' }, `${mark} ${unit}`),
  ]);
  const dots = points.flatMap(({ at, median, least, most }) => [
    line([x(at), y(least)], [x(at), y(most)], 'spread'),
    element('circle', { cx: x(at), cy: y(median), r: 4.5, class: 'own' }),
    label({ x: x(at) + 10, y: y(median) - 10 }, median.toFixed(1)),
    label({ x: x(at), y: height - bottom + 20, class: 'quiet middle' }, at.toLocaleString('en-US')),
  ]);
  const path = element('polyline', {
    points: points.map(({ at, median }) => `${x(at).toFixed(1)},${y(median).toFixed(1)}`).join(' '),
    class: 'path',
  });
  return picture({
    title,
    description,
    width,
    height,
    parts: [label({ x: 16, y: 28, class: 'title' }, `${title} (${unit})`), ...grid, path, ...dots],
  });
};
