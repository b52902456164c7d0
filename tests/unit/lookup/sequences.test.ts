import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyStep, createLookupRun, everyName, type LookupRun } from '../../support/lookup-run.ts';

/** Checks after every step; a run ends when everybody who asked has got an answer, so that nobody may wait for ever. */
const always = (check: (run: LookupRun) => void): Promise<void> =>
  fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 5, maxLength: 40 }), async (steps) => {
      const run = createLookupRun();
      for (const step of steps) {
        await run.act(step);
        check(run);
      }
      await run.end();
      check(run);
    }),
    { numRuns: 100 },
  );

describe('whatever the order of finds, answers, expiries, forgets and waits', () => {
  it('nothing from before a forget rests in the cache', () =>
    always((run) => expect(run.cachedFromBeforeForget()).toEqual([])));

  it('nothing from before an expiry rests in the cache unmarked', () =>
    always((run) => expect(run.cachedFromBeforeExpiry()).toEqual([])));

  it('nobody who asks after a forget is answered from before it', () =>
    always((run) => expect(run.servedFromBeforeForget).toEqual([])));

  it('a name leads only to a contact that carries it and that Drift has given when asked for it', () =>
    always((run) => expect(run.misled()).toEqual([])));

  it('Drift is asked at most once at a time for a name, but for those who come after a forget or an expiry', () =>
    always((run) => {
      for (const name of everyName) {
        expect(run.callsInTheAirFor(name)).toBeLessThanOrEqual(1 + run.strikes());
      }
      expect(run.calls()).toBeLessThanOrEqual(run.finds());
    }));
});
