// What do several curves look like beside each other? Lines over a scale of doublings, told apart by colour and dashes.

import { marksUpTo } from '../../report/scale.ts';
import { element, label, line, picture } from '../../report/svg.ts';

export type Curve = {
  readonly label: string;
  readonly points: readonly { readonly at: number; readonly value: number }[];
};

type CurvesPlot = {
  readonly title: string;
  readonly description: string;
  readonly unit: string;
  readonly curves: readonly Curve[];
  /** More than 0 each, ascending; where the scale is marked. */
  readonly marks: readonly { readonly at: number; readonly label: string }[];
  /** What the scale below tells. */
  readonly below: string;
};

const width = 820;
const height = 380;
const left = 90;
const right = 40;
const top = 86;
const bottom = 62;

const kinds = [
  { class: 'path', dashes: 'none' },
  { class: 'path second', dashes: '9 4' },
  { class: 'path third', dashes: '2 4' },
  { class: 'path fourth', dashes: '12 4 2 4' },
] as const;
const kindOf = (index: number) => kinds[index % kinds.length] ?? kinds[0];

/** Of a sample, its text as wide as it may be, and the space after it. */
const keyWidth = (name: string): number => 62 + 7 * name.length;
/** Between the middles of two marks that both can be read. */
const legible = 48;

/** Those that do not run into the one after them; the last is always there. */
const withRoom = <Mark>(marks: readonly Mark[], x: (mark: Mark) => number): readonly Mark[] => {
  let next = Number.POSITIVE_INFINITY;
  return marks.toReversed().filter((mark) => {
    const hasRoom = next - x(mark) >= legible;
    if (hasRoom) next = x(mark);
    return hasRoom;
  });
};

export const curvesPlot = ({ title, description, unit, curves, marks, below }: CurvesPlot): string => {
  const values = curves.flatMap(({ points }) => points.map(({ value }) => value));
  const heights = marksUpTo(Math.max(0.1, ...values));
  const [first, last] = [Math.log(marks[0]?.at ?? 1), Math.log(marks.at(-1)?.at ?? 10)];
  const x = (at: number): number =>
    left + 20 + ((Math.log(at) - first) / Math.max(0.1, last - first)) * (width - left - right - 40);
  const y = (value: number): number =>
    height - bottom - (value / (heights.at(-1) ?? 1)) * (height - top - bottom);

  const grid = heights.flatMap((mark) => [
    line([left, y(mark)], [width - right, y(mark)], 'grid'),
    label({ x: left - 8, y: y(mark) + 4, class: 'quiet right' }, `${mark} ${unit}`),
  ]);
  const scale = withRoom(marks, ({ at }) => x(at)).map(({ at, label: name }) =>
    label({ x: x(at), y: height - bottom + 20, class: 'quiet middle' }, name),
  );
  const drawn = curves.map(({ points }, index) => {
    const { class: kind, dashes } = kindOf(index);
    const corners = points.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
    return element('polyline', { points: corners, class: kind, 'stroke-dasharray': dashes });
  });
  const key = curves.flatMap(({ label: name }, index) => {
    const { class: kind, dashes } = kindOf(index);
    const before = curves.slice(0, index).reduce((sum, curve) => sum + keyWidth(curve.label), 0);
    const from = left + before;
    const sample = { x1: from, y1: 54, x2: from + 34, y2: 54, class: kind, 'stroke-dasharray': dashes };
    return [element('line', sample), label({ x: from + 42, y: 58 }, name)];
  });
  return picture({
    title,
    description,
    width,
    height,
    parts: [
      label({ x: 16, y: 28, class: 'title' }, title),
      ...key,
      ...grid,
      ...scale,
      label({ x: (left + width - right) / 2, y: height - 14, class: 'quiet middle' }, below),
      ...drawn,
    ],
  });
};
