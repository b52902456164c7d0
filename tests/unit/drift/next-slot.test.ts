// A visitor whose own call met a 429 is told the same as those who wait for a slot after it.

import { describe, expect, it } from '@jest/globals';
import type { Ask } from '../../../server/drift/asking.ts';
import { createAskTellingSlot } from '../../../server/drift/next-slot.ts';
import { ProxyError } from '../../../server/errors.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const request = { method: 'GET', path: '/contacts/7' } as const;

/** What comes of a question that fails so, when the next slot is so many milliseconds away. */
const toldAfter = (error: unknown, slotIn: number): Promise<unknown> => {
  const clock = createManualClock({ now: 5_000 });
  const failing: Ask = () => Promise.reject(error);
  const ask = createAskTellingSlot({
    ask: failing,
    budget: { opensAt: () => clock.now() + slotIn },
    clock,
  });
  return ask(request, 'visitor', () => 'never').catch((told: unknown) => told);
};

describe('a visitor whose call Drift refused', () => {
  const refused = (retryAfter: number) =>
    new ProxyError('upstream_busy', { reason: 'status_429', retryAfter });

  it.each([
    [5, 40_000, 40],
    [5, 39_001, 40],
    [120, 40_000, 120],
    [5, 0, 5],
    [5, -3_000, 5],
  ])('is told by Drift %i s, and there is a slot in %i ms: it is told %i', async (said, slotIn, told) => {
    expect(await toldAfter(refused(said), slotIn)).toMatchObject({
      code: 'upstream_busy',
      reason: 'status_429',
      retryAfter: told,
    });
  });

  it('is told nothing else of any other failure', async () => {
    for (const error of [new ProxyError('upstream_unavailable', { retryAfter: 5 }), new Error('bug')])
      expect(await toldAfter(error, 40_000)).toBe(error);
  });

  it('gets its answer when there is one', async () => {
    const clock = createManualClock();
    const answering = async () => 'Ada' as never;
    const ask = createAskTellingSlot({ ask: answering, budget: { opensAt: () => 0 }, clock });
    expect(await ask(request, 'visitor', () => 'never')).toBe('Ada');
  });
});
