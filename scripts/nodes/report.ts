// How is it told what three nodes did? A row for each fault of Redis, a row for each other promise, and where they belong.

import { markdownTable } from '../../config/markdown-table.ts';
import { isRight, isWarm } from './bounds.ts';
import type { Proved } from './proofs.ts';
import { lasts, type Soaked } from './soak.ts';
import { coldPerSecond, type Seen, sharedPerSecond, visitsPerSecond, warmContacts } from './visits.ts';

export const faultHead = [
  'fault',
  'what happens',
  'requests',
  'not a correct 200',
  'slowest warm answer',
  '99th percentile',
  'slowest other answer',
  'calls Drift saw',
  'log lines of a node',
  'a forget meanwhile is with all after',
  'a forget afterwards within',
];
export const proofHead = ['promise', 'what was done', 'seen', 'at most'];

export const time = (milliseconds: number | undefined): string => {
  if (milliseconds === undefined) return 'never';
  return milliseconds < 1_000 ? `${Math.ceil(milliseconds)} ms` : `${(milliseconds / 1_000).toFixed(1)} s`;
};

const timesOf = (seen: readonly Seen[]): readonly number[] =>
  seen.map(({ took }) => took).sort((one, other) => one - other);

const slowest = (seen: readonly Seen[]): string => time(timesOf(seen).at(-1) ?? 0);

/** The time within which `share` of them were answered. */
const within = (share: number, seen: readonly Seen[]): string => {
  const times = timesOf(seen);
  return time(times[Math.ceil(share * times.length) - 1] ?? 0);
};

const inTurn = (seen: readonly Seen[]): string => {
  const told = seen.filter((one) => !isRight(one)).map((one) => `${one.group}: ${one.told}`);
  return told.length === 0 ? '0' : `${told.length} (${[...new Set(told)].join(', ')})`;
};

const cells = (soaked: Soaked): readonly string[] => {
  const { fault, seen, calls, linesTold, meanwhileReachedAll, reachesAll } = soaked;
  const warm = seen.filter(isWarm);
  const others = seen.filter((one) => !isWarm(one));
  return [
    fault.name,
    fault.about,
    `${seen.length}`,
    inTurn(seen),
    slowest(warm),
    within(0.99, warm),
    slowest(others),
    `${calls}`,
    `${linesTold}`,
    time(meanwhileReachedAll),
    time(reachesAll),
  ];
};

/** One line for whoever watches. */
export const progressLine = (soaked: Soaked): string => {
  const [name = '', , requests, failed, warm, most, others, calls, lines, meanwhile, afterwards] =
    cells(soaked);
  return `${name.padEnd(17)} ${requests} requests, not right ${failed}; warm ${warm} (99 %: ${most}), others ${others}; ${calls} calls; ${lines} lines; forgets ${meanwhile}, ${afterwards}`;
};

export const proofLine = ({ promise, seen, atMost }: Proved): string =>
  `${promise}: ${seen} (at most ${atMost})`;

export const faultTable = (all: readonly Soaked[]): string => markdownTable(faultHead, all.map(cells));

export const proofTable = (all: readonly Proved[]): string =>
  markdownTable(
    proofHead,
    all.map(({ promise, about, seen, atMost }) => [promise, about, seen, atMost]),
  );

/** How it was measured. */
export const measuredOn = (machine: string, engine: string): string =>
  `Measured on ${machine}, with three nodes, their Redis (\`${engine}\`), Drift's stand-in and the visitors on it. Each fault is met by ${lasts / 1_000} s of ${visitsPerSecond} requests a second over ${warmContacts} contacts that every node remembers, ${sharedPerSecond} a second of contacts that only another node has asked for and ${coldPerSecond} of contacts never seen; it begins after 2 s and ends after 6 s.`;

export const markers = { begin: '<!-- nodes-faults:begin -->', end: '<!-- nodes-faults:end -->' };
