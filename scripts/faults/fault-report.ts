// How is it told what was seen? A row for each fault, the table of all of them, and its place in the manual.

import { markdownTable } from '../../config/markdown-table.ts';
import { isStranger, isWarm } from './bounds.ts';
import type { Soaked } from './soak.ts';
import { type Seen, strangersPerSecond, visitsPerSecond, warmContacts } from './visitors.ts';

export const head = [
  'fault',
  'what happens',
  'warm visitor gets',
  'within',
  'cold visitor gets',
  'within',
  'calls Drift saw',
  'back to normal after',
];

const time = (milliseconds: number): string =>
  milliseconds < 1_000 ? `${Math.ceil(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;

const inWords = (told: Seen['told']): string => (/^\d/.test(told) ? told : `200 ${told}`);

/** Everything that was told, the most frequent first. */
const everythingTold = (seen: readonly Seen[]): string => {
  const times = new Map<string, number>();
  for (const { told } of seen) times.set(inWords(told), (times.get(inWords(told)) ?? 0) + 1);
  return [...times]
    .sort(([, one], [, other]) => other - one)
    .map(([told]) => told)
    .join(', ');
};

const longest = (seen: readonly Seen[]): string => time(Math.max(0, ...seen.map(({ took }) => took)));

const cells = ({ fault, during, calls, normalAfter }: Soaked): readonly string[] => {
  const [warm, strangers] = [during.filter(isWarm), during.filter(isStranger)];
  return [
    fault.name,
    fault.about,
    everythingTold(warm),
    longest(warm),
    everythingTold(strangers),
    longest(strangers),
    String(calls),
    normalAfter === undefined ? 'not seen' : time(normalAfter),
  ];
};

/** One line for whoever watches. */
export const progressLine = (soaked: Soaked): string => {
  const [name = '', , warm, warmWithin, cold, coldWithin, calls, normal] = cells(soaked);
  return `${name.padEnd(20)} warm: ${warm} (${warmWithin}); cold: ${cold} (${coldWithin}); ${calls} calls; normal after ${normal}`;
};

/** The table in Markdown. */
export const faultTable = (all: readonly Soaked[]): string => markdownTable(head, all.map(cells));

/** How it was measured; `lasts` in milliseconds. */
export const measuredOn = (machine: string, lasts: number): string =>
  `Measured on ${machine}. Each fault lasts ${lasts / 1_000} s, under ${visitsPerSecond} requests a second over ${warmContacts} warm contacts (a third of them fresh, a third past \`CACHE_FRESH\`, a third past \`CACHE_REVALIDATE\`) and ${strangersPerSecond} a second of contacts never seen, with every setting at its default.`;

export const markers = { begin: '<!-- faults:begin -->', end: '<!-- faults:end -->' };

type Markers = { readonly begin: string; readonly end: string };

/** The page with `text` between the markers. @throws Error when the page lacks them */
export const written = (page: string, text: string, { begin, end }: Markers = markers): string => {
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error('the page has no place for the table');
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
};
