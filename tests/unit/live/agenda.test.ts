import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Agenda, createAgenda } from '../../../server/live/agenda.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

let clock: ManualClock;
let agenda: Agenda;
let done: string[];
const note = (what: string) => (): void => void done.push(`${what} at ${clock.now()}`);

beforeEach(() => {
  clock = createManualClock();
  agenda = createAgenda(clock);
  done = [];
});

describe('an agenda', () => {
  it('does each thing once, at the next whole second after its time', () => {
    agenda(2_000, note('two'));
    agenda(2_001, note('three'));
    clock.advance(10_000);
    expect(done).toEqual(['two at 2000', 'three at 3000']);
  });

  it('has one timer for any number of things, and none when there is nothing', () => {
    const cancels = Array.from({ length: 1_000 }, (_, at) => agenda(1_000 * at, note('one')));
    expect(clock.waiting).toBe(1);
    for (const cancel of cancels) cancel();
    clock.advance(1_000);
    expect([clock.waiting, done]).toEqual([0, []]);
  });

  it('does not do what was called off, however often', () => {
    const cancel = agenda(1_000, note('one'));
    agenda(1_000, note('other'));
    cancel();
    cancel();
    clock.advance(1_000);
    expect(done).toEqual(['other at 1000']);
  });

  it('takes new things from what it does', () => {
    const again = (): void => {
      done.push(`again at ${clock.now()}`);
      if (done.length < 3) agenda(1_000, again);
    };
    agenda(0, again);
    clock.advance(10_000);
    expect(done).toEqual(['again at 1000', 'again at 2000', 'again at 3000']);
  });

  it('begins anew after a time in which there was nothing', () => {
    agenda(1_000, note('one'));
    clock.advance(100_500);
    agenda(1_000, note('other'));
    clock.advance(10_000);
    expect(done).toEqual(['one at 1000', 'other at 102000']);
  });

  it('takes what is due in a month', () => {
    const month = 30 * 86_400_000;
    agenda(month, note('month'));
    clock.advance(1_000);
    expect(clock.waiting).toBe(1);
    expect(done).toEqual([]);
  });
});
