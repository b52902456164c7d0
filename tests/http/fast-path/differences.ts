// Where do the two differ? A sequence of steps, and the first thing that a client or an operator could tell them apart by.

import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { CreateFastPath } from '../../../server/http/fast-path.ts';
import { type ConfigChanges, testPolicy } from '../../support/proxy.ts';
import { askingsFrom, homes } from './asking.ts';
import { openBoth, type Step } from './both.ts';

const ids = fc.constantFrom('1001', '1002', '1003', '9999');
const second = 1_000;
const minute = 60 * second;

const narrowerPolicy = testPolicy.replace(/ {6}plan:.*\n/, '').replace('maxLength: 80', 'maxLength: 3');

const events: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      milliseconds: fc.constantFrom(
        1,
        second,
        5 * second,
        30 * second,
        61 * second,
        5 * minute,
        16 * minute,
        61 * minute,
      ),
    }),
  },
  fc.record({
    kind: fc.constant('edit' as const),
    id: ids,
    value: fc.constantFrom('pro', 'free', 'enterprise'),
  }),
  fc.record({ kind: fc.constantFrom('delete' as const, 'forget' as const, 'webhook' as const), id: ids }),
  fc.record({ kind: fc.constant('policy' as const), text: fc.constantFrom(testPolicy, narrowerPolicy) }),
  fc.constantFrom<Step>({ kind: 'fail' }, { kind: 'recover' }),
);

export const steps: fc.Arbitrary<readonly Step[]> = homes.chain((home) =>
  fc.array(
    fc.oneof(
      { weight: 12, arbitrary: askingsFrom(home).map((asking): Step => ({ kind: 'ask', asking })) },
      { weight: 1, arbitrary: events },
    ),
    { minLength: 100, maxLength: 160, size: 'max' },
  ),
);

export const configs: fc.Arbitrary<ConfigChanges> = fc.record({
  http: fc.record({
    httpCache: fc.constantFrom('no-store' as const, 'revalidate' as const),
    trustedProxies: fc.constantFrom<string[]>([], ['127.0.0.0/8', '10.0.0.0/8']),
    sessionCookie: fc.constantFrom('session', 'session', undefined),
  }),
  limits: fc.constantFrom({ subject: 100_000, address: 100_000 }, { subject: 25, address: 60 }),
});

export type Journey = { readonly config: ConfigChanges; readonly steps: readonly Step[] };

/** The first difference, or undefined; `asked` hears of every request. */
export const firstDifference = async (
  { config, steps: taken }: Journey,
  fastPath: CreateFastPath,
): Promise<unknown> => {
  const policy = { contactClaims: [{ claim: 'contact', kind: 'id' as const }] };
  const both = await openBoth({ fastPath, config: { ...config, policy }, policy: testPolicy });
  try {
    for (const step of taken) {
      if (step.kind !== 'ask') await both.act(step);
      else {
        const [fast, slow] = await both.ask(step.asking);
        if (!isDeepStrictEqual(fast, slow)) return { asking: step.asking, fast, slow };
      }
    }
    const { metrics, lines } = await both.records();
    if (metrics[0] !== metrics[1])
      return { metrics: lineByLine(metrics[0].split('\n'), metrics[1].split('\n')) };
    return isDeepStrictEqual(lines[0], lines[1])
      ? undefined
      : { lines: lineByLine(lines[0] ?? [], lines[1] ?? []) };
  } finally {
    await both.close();
  }
};

const lineByLine = (fast: readonly string[], slow: readonly string[]) => ({
  fast: fast.filter((line) => !slow.includes(line)),
  slow: slow.filter((line) => !fast.includes(line)),
});
