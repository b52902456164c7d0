import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Outcome } from '../../../server/drift/asking.ts';
import type { BreakerState } from '../../../server/drift/breaker.ts';
import { createStanding, type Standing } from '../../../server/drift/standing.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

let clock: ManualClock;
let standing: Standing;
let breaker: { state: BreakerState };
beforeEach(() => {
  clock = createManualClock();
  breaker = { state: 'closed' };
  standing = createStanding(breaker, clock);
});

/** Calls one after the other, each of a second; each asks something else, unless it is said what. */
let questions = 0;
const calls = (count: number, outcome: Outcome, asked?: string): void => {
  for (let n = 0; n < count; n += 1) {
    clock.advance(1_000);
    questions += 1;
    standing.note(outcome, 1_000, asked ?? `/contacts/${questions}`);
  }
};
/** Calls at once, which end together. */
const crowd = (count: number, outcome: Outcome, duration: number): void => {
  clock.advance(duration);
  for (let n = 0; n < count; n += 1) standing.note(outcome, duration, `/contacts/${n}`);
};

describe("Drift's standing", () => {
  it('is unknown while nobody has asked', () => {
    expect(standing.state()).toBe('unasked');
  });

  it.each<[Outcome, string]>([
    ['answered', 'good'],
    ['upstream_busy', 'good'],
    ['upstream_unavailable', 'failing'],
    ['upstream_rejected', 'rejecting'],
    ['internal', 'unasked'],
  ])('is told by the very first call: after %s it is %s', (outcome, state) => {
    calls(1, outcome);
    expect(standing.state()).toBe(state);
  });

  it.each<Outcome>(['upstream_timeout', 'upstream_invalid'])(
    'is not told by a slow or odd first call or two (%s), only by a third',
    (outcome) => {
      calls(2, outcome);
      expect(standing.state()).toBe('unasked');
      calls(1, outcome);
      expect(standing.state()).toBe('failing');
    },
  );

  it.each<Outcome>(['upstream_unavailable', 'upstream_timeout', 'upstream_invalid', 'upstream_rejected'])(
    'stays good through two failures in a row (%s) and not through a third',
    (outcome) => {
      calls(1, 'answered');
      calls(2, outcome);
      expect(standing.state()).toBe('good');
      calls(1, outcome);
      expect(standing.state()).not.toBe('good');
    },
  );

  it('stays good through a short slowness, however many calls it holds up', () => {
    calls(1, 'answered');
    crowd(32, 'upstream_timeout', 2_000);
    crowd(32, 'upstream_timeout', 2_000);
    expect(standing.state()).toBe('good');
  });

  it('stays good however often one question gets an answer that cannot be used', () => {
    calls(1, 'answered');
    calls(50, 'upstream_invalid', '/contacts/7');
    expect(standing.state()).toBe('good');
  });

  it('stays unasked when it never answered anything but one question, and that unusably', () => {
    calls(50, 'upstream_invalid', '/contacts/7');
    expect(standing.state()).toBe('unasked');
  });

  it('is failing as soon as another question, too, gets an answer that cannot be used', () => {
    calls(1, 'answered');
    calls(50, 'upstream_invalid', '/contacts/7');
    calls(1, 'upstream_invalid', '/contacts/8');
    expect(standing.state()).toBe('failing');
  });

  it('is failing when one question gets no answer at all, again and again', () => {
    calls(1, 'answered');
    calls(3, 'upstream_timeout', '/contacts/7');
    expect(standing.state()).toBe('failing');
  });

  it('forgets with an answer whose question was answered unusably', () => {
    calls(1, 'answered');
    calls(10, 'upstream_invalid', '/contacts/7');
    calls(1, 'answered');
    calls(10, 'upstream_invalid', '/contacts/8');
    expect(standing.state()).toBe('good');
  });

  it('stays good while failures and answers take turns', () => {
    calls(1, 'answered');
    for (let n = 0; n < 50; n += 1) {
      calls(2, 'upstream_timeout');
      calls(1, 'answered');
      expect(standing.state()).toBe('good');
    }
  });

  it('is good again with the first answer', () => {
    calls(10, 'upstream_unavailable');
    calls(1, 'answered');
    expect(standing.state()).toBe('good');
  });

  it('is failing while the breaker is not closed', () => {
    calls(1, 'answered');
    breaker.state = 'open';
    calls(1, 'upstream_unavailable');
    expect(standing.state()).toBe('failing');
    breaker.state = 'closed';
    calls(1, 'answered');
    expect(standing.state()).toBe('good');
  });

  it('turns from failing to rejecting with one call', () => {
    calls(10, 'upstream_unavailable');
    calls(1, 'upstream_rejected');
    expect(standing.state()).toBe('rejecting');
  });

  it('does not change with a jump of the wall clock', () => {
    let jumped = 0;
    standing = createStanding(breaker, { ...clock, wall: () => clock.wall() + jumped });
    calls(1, 'answered');
    jumped = 3_600_000;
    calls(2, 'upstream_timeout');
    expect(standing.state()).toBe('good');
  });
});

describe('a doubt', () => {
  it('is there until Drift has answered well, and again from the first failure to the next answer', () => {
    const doubts = [standing.isInDoubt()];
    for (const outcome of ['answered', 'upstream_timeout', 'answered', 'upstream_invalid'] as const) {
      calls(1, outcome);
      doubts.push(standing.isInDoubt());
    }
    expect(doubts).toEqual([true, false, true, false, true]);
  });

  it('is no matter of a 429: Drift lives and takes our token', () => {
    calls(1, 'upstream_busy');
    expect(standing.isInDoubt()).toBe(false);
  });
});

describe('what the operator reads', () => {
  it('is the state, since when, the breaker and the last failure', () => {
    calls(1, 'answered');
    calls(6, 'upstream_timeout');
    expect(standing.report()).toEqual({
      state: 'failing',
      since: '2026-11-22T10:00:04.000Z',
      breaker: 'closed',
      lastFailure: { reason: 'upstream_timeout', at: '2026-11-22T10:00:07.000Z' },
    });
  });

  it('dates the state from the call that opened the breaker', () => {
    calls(1, 'answered');
    breaker.state = 'open';
    calls(1, 'upstream_unavailable');
    calls(3, 'upstream_unavailable');
    expect(standing.report()).toMatchObject({ state: 'failing', since: '2026-11-22T10:00:02.000Z' });
  });

  it('keeps the last failure when all is well again', () => {
    calls(1, 'upstream_timeout');
    calls(1, 'answered');
    expect(standing.report()).toMatchObject({
      state: 'good',
      lastFailure: { reason: 'upstream_timeout', at: '2026-11-22T10:00:01.000Z' },
    });
  });
});
