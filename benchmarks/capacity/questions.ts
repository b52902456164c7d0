// What is asked of the simulation? What each lever buys, what nodes cost, and what happens if visitors are other than assumed.

import type { Settings } from './settings.ts';
import { hour } from './traffic.ts';

export type Question = {
  /** As it stands in the table. */
  readonly title: string;
  readonly settings: Settings;
  /** Monthly visitors that the search begins with; else those that the question before was answered with. */
  readonly begin?: number;
};

/** Settings that differ in parts. */
const fresh = (settings: Settings, time: number): Settings => ({
  ...settings,
  lifetimes: { ...settings.lifetimes, fresh: time },
});
const roomFor = (settings: Settings, times: number): Settings => ({
  ...settings,
  cache: {
    maxContacts: settings.cache.maxContacts * times,
    maxBytes: settings.cache.maxBytes * times,
  },
});
const told = (settings: Settings): Settings => ({ ...settings, webhooks: true });
const unrefreshed = (settings: Settings): Settings => ({
  ...settings,
  lifetimes: { ...settings.lifetimes, revalidate: 0 },
});

/** About as many as there turned out to be; wrong ones cost time and change nothing. */
const manyAlone = 2_400_000;
const manyWithBatches = 60_000_000;
const manyWithoutTier = 1_000_000;

export const names = (base: Settings): readonly Question[] => [
  { title: 'by id', settings: { ...base, lookUpBy: 'id' } },
  {
    title: 'by external id, in batches',
    settings: { ...base, lookUpBy: 'external' },
    begin: manyWithBatches,
  },
  { title: 'by e-mail', settings: { ...base, lookUpBy: 'email' }, begin: manyAlone },
];

/** The first is what the others are held against. */
export const levers = (base: Settings): readonly Question[] => [
  { title: 'as it comes', settings: base },
  { title: 'CACHE_FRESH=1h', settings: fresh(base, hour) },
  { title: 'CACHE_FRESH=8h', settings: fresh(base, 8 * hour) },
  { title: 'webhooks', settings: told(base) },
  { title: 'webhooks, CACHE_FRESH=8h', settings: told(fresh(base, 8 * hour)) },
  { title: 'ten times the memory', settings: roomFor(base, 10) },
  { title: 'webhooks, 8h, ten times the memory', settings: roomFor(told(fresh(base, 8 * hour)), 10) },
  { title: 'no background refresh', settings: unrefreshed(base) },
  { title: 'twice the budget, if Drift grants it', settings: { ...base, perMinute: 2 * base.perMinute } },
];

export const leversOfBatches = (base: Settings): readonly Question[] => [
  { title: 'as it comes', settings: base },
  { title: 'ten times the memory', settings: roomFor(base, 10) },
  { title: 'webhooks, 8h, ten times the memory', settings: roomFor(told(fresh(base, 8 * hour)), 10) },
];

export const nodeCounts = [1, 2, 4, 8] as const;

export type NodeQuestion = Question & { readonly nodes: number; readonly curve: string };

export const nodeCurves = [
  'each for itself',
  'each for itself, a visitor stays on one',
  'second tier',
] as const;

/** One node is the same on every curve and asked for once; two and more begin where few go together in a batch. */
export const onManyNodes = (base: Settings, carriedByOne: number): readonly NodeQuestion[] => {
  const [alone, sticky, tier] = nodeCurves;
  const curves: readonly (readonly [string, Partial<Settings>])[] = [
    [alone, {}],
    [sticky, { balanced: 'one node' }],
    [tier, { shared: true }],
  ];
  const [, ...several] = nodeCounts;
  const one: NodeQuestion = { title: 'one', nodes: 1, curve: alone, settings: base, begin: carriedByOne };
  return [
    one,
    ...curves.flatMap(([curve, change]) =>
      several.map((nodes, index) => ({
        title: `${nodes} nodes, ${curve}`,
        nodes,
        curve,
        settings: { ...base, ...change, nodes },
        ...(index === 0 ? { begin: manyWithoutTier } : {}),
      })),
    ),
  ];
};

/** The first is what is assumed. */
export const assumptions = (base: Settings): readonly Question[] => {
  const other = (change: Partial<Settings['traffic']>): Settings => ({
    ...base,
    traffic: { ...base.traffic, ...change },
  });
  const { pagesPerSession, sessionsPerVisitor, pause, unknown } = base.traffic;
  return [
    { title: 'as assumed', settings: base },
    { title: 'visitors more alike (exponent 0.6)', settings: other({ exponent: 0.6 }) },
    { title: 'a few come most of the time (exponent 1.1)', settings: other({ exponent: 1.1 }) },
    { title: 'twice the page views', settings: other({ pagesPerSession: 2 * pagesPerSession }) },
    { title: 'four times the pause between them', settings: other({ pause: 4 * pause }) },
    { title: 'half the sessions', settings: other({ sessionsPerVisitor: sessionsPerVisitor / 2 }) },
    { title: 'the same all day (no peak)', settings: other({ swing: 0, busiestDay: 1 }) },
    { title: 'four times as many unknown to Drift', settings: other({ unknown: 4 * unknown }) },
    {
      title: 'Drift four times as slow',
      settings: { ...base, latency: { ...base.latency, median: 4 * base.latency.median } },
    },
  ];
};

/** Visitors, as parts of what is carried: from far below to beyond. */
export const loads = [0.05, 0.3, 0.7, 1, 1.3] as const;
