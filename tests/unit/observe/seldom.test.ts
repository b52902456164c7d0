import { beforeEach, describe, expect, it } from '@jest/globals';
import { createSeldom, type Seldom } from '../../../server/observe/seldom.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const interval = 60_000;

let clock: ManualClock;
let seldom: Seldom;
let said: string[];
const say = (kind: string): void => seldom(kind, () => said.push(kind));

beforeEach(() => {
  clock = createManualClock();
  seldom = createSeldom(clock, interval);
  said = [];
});

describe('what is said seldom', () => {
  it('is said the first time', () => {
    say('outage');
    expect(said).toEqual(['outage']);
  });

  it('is said once in an interval, however often it happens', () => {
    for (let millisecond = 0; millisecond < interval; millisecond += 100) {
      say('outage');
      clock.advance(100);
    }
    expect(said).toEqual(['outage']);
  });

  it('is said again after the interval', () => {
    say('outage');
    clock.advance(interval - 1);
    say('outage');
    clock.advance(1);
    say('outage');
    expect(said).toEqual(['outage', 'outage']);
  });

  it('keeps nothing else from being said', () => {
    say('outage');
    say('timeout');
    expect(said).toEqual(['outage', 'timeout']);
  });
});
