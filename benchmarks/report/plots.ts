// Which pictures go with the tables? CPU and p99 of each contender, and CPU per hit over the number of cached contacts.

import { contenders } from '../contenders/contenders.ts';
import type { Measured } from '../measure/measure.ts';
import { spreadOf } from '../measure/statistics.ts';
import type { Results } from '../results.ts';
import { barPlot } from './bar-plot.ts';
import { linePlot } from './line-plot.ts';

type Quantity = 'cpu' | 'p99';

const bars = ({ sideBySide }: Results, quantity: Quantity) =>
  contenders.flatMap(({ name, title }) => {
    const all = sideBySide.get(name);
    if (all === undefined) return [];
    return [
      {
        label: title,
        own: isOwn(name),
        ...spreadOf([...all.values()].map((one: Measured) => one[quantity])),
      },
    ];
  });

/** Rows of the table that are this server, however it is set. */
const ownNames: ReadonlySet<string> = new Set(['ours', 'rs256', 'es256', 'cookie', 'express-path']);
const isOwn = (name: string): boolean => ownNames.has(name);

/** File name to SVG. */
export const plots = (results: Results): Readonly<Record<string, string>> => ({
  'cpu.svg': barPlot({
    title: 'CPU per request',
    description: 'Microseconds of CPU that each contender takes for one request: median, least and most.',
    unit: 'µs',
    bars: bars(results, 'cpu'),
  }),
  'p99.svg': barPlot({
    title: 'p99 at 64 connections',
    description: 'Milliseconds within which 99 of 100 requests are answered: median, least and most.',
    unit: 'ms',
    bars: bars(results, 'p99'),
  }),
  'contacts.svg': linePlot({
    title: 'CPU per hit over cached contacts',
    description:
      'Microseconds of CPU for one hit, for each number of cached contacts: median, least and most.',
    unit: 'µs',
    points: [...results.cachedContacts].map(([at, all]) => ({
      at,
      ...spreadOf([...all.values()].map(({ cpu }) => cpu)),
    })),
  }),
});
