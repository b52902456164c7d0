// Do cheap counters and histograms say what the library's own would?

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Counter, Histogram, Registry } from 'prom-client';
import { createDurations } from '../../../server/observe/durations.ts';
import { createTally } from '../../../server/observe/tally.ts';

const bounds = [0.001, 0.01, 0.1, 1];

const seriesOf = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .sort();

describe('whatever is counted', () => {
  it('a tally prints what a counter prints, however often it is asked', async () => {
    const events = fc.array(fc.tuple(fc.constantFrom('GET', 'HEAD'), fc.constantFrom(200, 404, 500)));
    await fc.assert(
      fc.asyncProperty(events, events, async (first, second) => {
        const [cheap, plain] = [new Registry(), new Registry()];
        const about = { name: 'asked', help: 'h', labelNames: ['method', 'status'] };
        const tally = createTally<[string, number]>({ ...about, registry: cheap });
        const counter = new Counter({ ...about, registers: [plain] });
        for (const events of [first, second]) {
          for (const [method, status] of events) {
            tally(method, status);
            counter.inc({ method, status });
          }
          expect(seriesOf(await cheap.metrics())).toEqual(seriesOf(await plain.metrics()));
        }
      }),
    );
  });

  it.each([
    ['one label', 'route'],
    ['no label', undefined],
  ])('durations with %s print what a histogram prints', async (_, labelName) => {
    const label = labelName === undefined ? {} : { labelName };
    const events = fc.array(
      fc.tuple(
        fc.constantFrom('/a', '/b'),
        fc.oneof(fc.constantFrom(...bounds), fc.double({ min: 0, max: 3, noNaN: true })),
      ),
    );
    await fc.assert(
      fc.asyncProperty(events, async (observed) => {
        const [cheap, plain] = [new Registry(), new Registry()];
        const about = { name: 'took', help: 'h', buckets: bounds };
        const observe = createDurations({ ...about, ...label, registry: cheap });
        const histogram = new Histogram({
          ...about,
          labelNames: labelName === undefined ? [] : [labelName],
          registers: [plain],
        });
        for (const [route, seconds] of observed) {
          if (labelName === undefined) {
            observe(seconds);
            histogram.observe(seconds);
          } else {
            observe(seconds, route);
            histogram.observe({ [labelName]: route }, seconds);
          }
        }
        expect(seriesOf(await cheap.metrics())).toEqual(seriesOf(await plain.metrics()));
        expect((await cheap.getMetricsAsJSON()).map(({ name, type }) => [name, type])).toEqual([
          ['took', 'histogram'],
        ]);
      }),
    );
  });
});
