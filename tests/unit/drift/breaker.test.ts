import { beforeEach, describe, expect, it } from '@jest/globals';
import { type Breaker, createBreaker, type Health } from '../../../server/drift/breaker.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

let clock: ManualClock;
let breaker: Breaker;
beforeEach(() => {
  clock = createManualClock();
  breaker = createBreaker(clock);
});

const calls = (count: number, health: Health): void => {
  for (let n = 0; n < count; n += 1) breaker.admit()(health);
};
const openIt = (): void => calls(20, 'failed');

describe('the breaker', () => {
  it.each([
    [0, 19, 'closed'],
    [0, 20, 'open'],
    [11, 9, 'closed'],
    [11, 10, 'closed'],
    [11, 11, 'open'],
    [10, 10, 'open'],
    [1_000, 999, 'closed'],
    [1_000, 1_000, 'open'],
  ])('after %i good calls and %i failed ones is %s', (good, failed, state) => {
    calls(good, 'good');
    calls(failed, 'failed');
    expect(breaker.state).toBe(state);
  });

  it.each([
    [29_000, 'open'],
    [30_001, 'closed'],
  ])('counts the calls of 30 s: with the first ten %i ms before the others it is %s', (apart, state) => {
    clock.advance(400);
    calls(10, 'failed');
    clock.advance(apart);
    calls(10, 'failed');
    expect(breaker.state).toBe(state);
  });

  it('does not count calls that say nothing', () => {
    calls(100, 'unclear');
    calls(19, 'failed');
    expect(breaker.state).toBe('closed');
    calls(1, 'failed');
    expect(breaker.state).toBe('open');
  });

  it('does not open at a good call', () => {
    const told = Array.from({ length: 40 }, () => breaker.admit());
    for (const tell of told.slice(0, 19)) tell('failed');
    for (const tell of told.slice(19)) tell('good');
    expect(breaker.state).toBe('closed');
  });
});

describe('an open breaker', () => {
  beforeEach(openIt);

  it('lets no call through for five seconds, and says how long', () => {
    expect(breaker.opensIn()).toBe(5_000);
    clock.advance(4_999);
    expect(breaker.opensIn()).toBe(1);
    clock.advance(1);
    expect(breaker.opensIn()).toBe(0);
  });

  it('lets one call through every five seconds, however long each takes', () => {
    clock.advance(5_000);
    breaker.admit();
    expect(breaker.opensIn()).toBe(5_000);
    const second = breaker.admit();
    clock.advance(2_000);
    second('failed');
    expect(breaker.opensIn()).toBe(3_000);
  });

  it('closes when the probe goes well, and counts from nothing', () => {
    clock.advance(5_000);
    breaker.admit()('good');
    expect([breaker.state, breaker.opensIn()]).toEqual(['closed', 0]);
    calls(19, 'failed');
    expect(breaker.state).toBe('closed');
  });

  it('stays open when the probe fails', () => {
    clock.advance(5_000);
    const probe = breaker.admit();
    expect(breaker.state).toBe('half-open');
    probe('failed');
    expect(breaker.state).toBe('open');
  });

  it('waits for the next probe when one says nothing', () => {
    clock.advance(5_000);
    breaker.admit()('unclear');
    expect([breaker.state, breaker.opensIn()]).toEqual(['half-open', 5_000]);
    clock.advance(5_000);
    breaker.admit()('good');
    expect(breaker.state).toBe('closed');
  });

  it('is not closed by one probe and opened again by the one before', () => {
    clock.advance(5_000);
    const slow = breaker.admit();
    clock.advance(5_000);
    breaker.admit()('good');
    slow('failed');
    expect(breaker.state).toBe('closed');
  });
});

describe('a Drift that says for how long it is away', () => {
  it('is left alone for so long, and then for everybody there again', () => {
    breaker.keepAway(3_000);
    expect(breaker.opensIn()).toBe(3_000);
    clock.advance(3_000);
    expect([breaker.state, breaker.opensIn()]).toEqual(['closed', 0]);
  });

  it('is believed for five seconds: it may be back before it thought', () => {
    breaker.keepAway(120_000);
    expect(breaker.opensIn()).toBe(5_000);
  });

  it('is left alone for the longest time that it has told', () => {
    breaker.keepAway(4_000);
    breaker.keepAway(1_000);
    expect(breaker.opensIn()).toBe(4_000);
  });

  it('is there when it tells no time', () => {
    breaker.keepAway(0);
    expect(breaker.opensIn()).toBe(0);
  });
});

describe('whoever wants to know when calls may no longer be made', () => {
  it.each<[string, () => unknown]>([
    ['when it opens', openIt],
    ['when Drift says that it is away', () => breaker.keepAway(1_000)],
  ])('is told %s, and not in the midst of that', async (_, act) => {
    let told = 0;
    breaker.onShut(() => {
      told += 1;
    });
    act();
    expect(told).toBe(0);
    await Promise.resolve();
    expect(told).toBe(1);
  });

  it('is told again when a probe has failed', async () => {
    openIt();
    await Promise.resolve();
    clock.advance(5_000);
    const told = new Promise<void>((resolve) => breaker.onShut(resolve));
    breaker.admit()('failed');
    await told;
    expect(breaker.state).toBe('open');
  });
});

describe('a call that began before the breaker opened', () => {
  it.each(['good', 'failed'] as const)('and ends %s while it is open changes nothing', (health) => {
    const straggler = breaker.admit();
    openIt();
    straggler(health);
    expect([breaker.state, breaker.opensIn()]).toEqual(['open', 5_000]);
    clock.advance(5_000);
    breaker.admit();
    straggler(health);
    expect(breaker.state).toBe('half-open');
  });

  it('and fails after it has closed is not counted', () => {
    const stragglers = Array.from({ length: 50 }, () => breaker.admit());
    openIt();
    clock.advance(5_000);
    breaker.admit()('good');
    for (const straggler of stragglers) straggler('failed');
    expect(breaker.state).toBe('closed');
  });
});
