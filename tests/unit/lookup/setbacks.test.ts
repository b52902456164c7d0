import { beforeEach, describe, expect, it } from '@jest/globals';
import { createSetbacks, type Setbacks } from '../../../server/lookup/setbacks.ts';
import { contactEntry } from '../../support/contacts.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const ada = contactEntry(['id:1']);
const bob = contactEntry(['id:2']);

let clock: ManualClock;
let setbacks: Setbacks;
beforeEach(() => {
  clock = createManualClock();
  setbacks = createSetbacks(clock);
});

/** How long a refresh is held back from now on, in milliseconds. */
const heldBackFor = (): number => {
  const begun = clock.now();
  while (setbacks.holdsBack(ada)) clock.advance(1);
  return clock.now() - begun;
};

describe('a failed refresh', () => {
  it('holds the next one back for 5 s, then each for 10 s', () => {
    const pauses = Array.from({ length: 5 }, () => {
      setbacks.note(ada, clock.now());
      return heldBackFor();
    });
    expect(pauses).toEqual([5_000, 10_000, 10_000, 10_000, 10_000]);
  });

  it.each([
    [2_000, [5_000, 8_000, 8_000]],
    [6_000, [5_000, 5_000, 5_000]],
  ])(
    'that took %i ms to fail holds the next one back for 10 s from its beginning, and 5 s at least',
    (took, expected) => {
      const pauses = expected.map(() => {
        const begun = clock.now();
        clock.advance(took);
        setbacks.note(ada, begun);
        return heldBackFor();
      });
      expect(pauses).toEqual(expected);
    },
  );

  it('counts once when two fail at once', () => {
    setbacks.note(ada, clock.now());
    clock.advance(1_000);
    setbacks.note(ada, clock.now());
    expect(heldBackFor()).toBe(4_000);
  });

  it('holds back no other entry', () => {
    setbacks.note(ada, clock.now());
    expect(setbacks.holdsBack(bob)).toBe(false);
  });

  it('says nothing of the entry that takes the place of this one', () => {
    setbacks.note(ada, clock.now());
    expect(setbacks.holdsBack({ ...ada })).toBe(false);
  });
});

describe('an entry that was never refreshed in vain', () => {
  it('is not held back', () => {
    expect(setbacks.holdsBack(ada)).toBe(false);
  });
});
