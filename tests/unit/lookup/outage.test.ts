import { beforeEach, describe, expect, it } from '@jest/globals';
import { ProxyError } from '../../../server/errors.ts';
import { ambiguous, contact, ref, unknown } from '../../support/contacts.ts';
import { settle } from '../../support/held-fetch.ts';
import { type Bench, createBench, gist, hours, minutes, seconds } from '../../support/lookup-bench.ts';

const ada = ref('id', '1');
const external = ref('external', 'ada');
const pro = contact('1', { externalId: 'ada', plan: 'pro' });
const free = contact('1', { externalId: 'ada', plan: 'free' });
const outage = new ProxyError('upstream_unavailable');

let bench: Bench;
beforeEach(() => {
  bench = createBench();
});

const calls = (): number => bench.drift.calls.length;
/** Cached as `pro` under both names, that long ago. */
const agedBy = async (age: number): Promise<void> => {
  for (const who of [external, ada]) {
    const found = bench.lookup.find(who);
    await bench.drift.last.answer(pro);
    await found;
  }
  bench.clock.advance(age);
};
/** Asks, lets Drift fail if it was asked, and says whether it was. */
const askInVain = async (who = ada): Promise<boolean> => {
  const before = calls();
  const found = bench.lookup.find(who);
  await settle();
  const asked = calls() > before;
  if (asked) await bench.drift.last.fail(outage);
  expect(gist(await found)).toEqual(['stale', 'pro']);
  return asked;
};
/** Asks every second for so long, in vain, and gives the seconds at which Drift was asked. */
const askEverySecond = async (howLong: number): Promise<number[]> => {
  const asked: number[] = [];
  for (let second = 0; second < howLong; second += 1) {
    if (await askInVain()) asked.push(second);
    bench.clock.advance(seconds);
  }
  return asked;
};

describe.each([
  ['due to be refreshed', 5 * minutes],
  ['stale', 20 * minutes],
])('while Drift fails, an entry that is %s', (_, age) => {
  beforeEach(() => agedBy(age));

  it('is served each time, and Drift asked after 5 s, and then every 10 s', async () => {
    expect(await askEverySecond(60)).toEqual([0, 5, 15, 25, 35, 45, 55]);
  });

  it('is served at once while a refresh is held back', async () => {
    await askInVain();
    const before = bench.clock.now();
    expect(gist(await bench.lookup.find(ada))).toEqual(['stale', 'pro']);
    expect(bench.clock.now()).toBe(before);
  });

  it('is held back under all its names', async () => {
    await askInVain(ada);
    expect(await askInVain(external)).toBe(false);
  });

  it('is fresh after the first refresh that succeeds, and a later failure holds it back for 5 s again', async () => {
    await askEverySecond(16);
    bench.clock.advance(10 * seconds);
    const found = bench.lookup.find(ada);
    await bench.drift.last.answer(pro);
    await found;
    expect(gist(await bench.lookup.find(ada))).toEqual(['hit', 'pro']);
    bench.clock.advance(age);
    expect(await askEverySecond(16)).toEqual([0, 5, 15]);
  });

  it('is asked for at once after a webhook, though a refresh has failed before', async () => {
    await askInVain();
    bench.expire(ada);
    const found = bench.lookup.find(ada);
    await bench.drift.last.answer(free);
    expect(gist(await found)).toEqual(['miss', 'free']);
  });

  it.each([hours, -hours])('is held back as long when the wall clock jumps by %i ms', async (jump) => {
    await askInVain();
    bench.jumpWallClock(jump);
    bench.clock.advance(5 * seconds - 1);
    expect(await askInVain()).toBe(false);
    bench.clock.advance(1);
    expect(await askInVain()).toBe(true);
  });
});

describe('while Drift fails, a contact that is not cached', () => {
  const fails = async (): Promise<void> => {
    const before = calls();
    const found = expect(bench.lookup.find(ada)).rejects.toBe(outage);
    expect(calls()).toBe(before + 1);
    await bench.drift.last.fail(outage);
    await found;
  };

  it('is asked for each time: no earlier error refuses it', async () => {
    for (let n = 0; n < 10; n += 1) await fails();
  });

  it('is asked for each time when it was forgotten after a failed refresh', async () => {
    await agedBy(20 * minutes);
    await askInVain();
    await bench.lookup.forget(ada);
    await fails();
  });

  it('is asked for each time when what was known is older than CACHE_STALE', async () => {
    await agedBy(24 * hours - seconds);
    await askInVain();
    bench.clock.advance(seconds);
    await fails();
    await fails();
  });
});

describe('while Drift fails, "nobody" that was remembered', () => {
  it.each([unknown, ambiguous])(
    'is served ($kind), and Drift asked after 5 s, and then every 10 s',
    async (answer) => {
      const first = bench.lookup.find(ada);
      await bench.drift.last.answer(answer);
      await first;
      bench.clock.advance(minutes);
      const asked: number[] = [];
      for (let second = 0; second < 30; second += 1) {
        const before = calls();
        const found = bench.lookup.find(ada);
        if (calls() > before) {
          asked.push(second);
          await bench.drift.last.fail(outage);
        }
        expect(gist(await found)).toEqual(['stale', answer.kind]);
        bench.clock.advance(seconds);
      }
      expect(asked).toEqual([0, 5, 15, 25]);
    },
  );
});

describe('a refresh', () => {
  beforeEach(() => agedBy(5 * minutes));

  it('is background work', async () => {
    await bench.lookup.find(ada);
    expect(bench.drift.last.lane).toBe('background');
  });

  it('never runs twice for one contact, by whichever of its names it is asked for', async () => {
    const before = calls();
    for (let n = 0; n < 100; n += 1) await Promise.all([bench.lookup.find(ada), bench.lookup.find(external)]);
    expect(calls()).toBe(before + 1);
  });

  it('never runs twice for one contact, also while others are forgotten or expired', async () => {
    const before = calls();
    for (let n = 0; n < 10; n += 1) {
      await bench.lookup.find(ada);
      await bench.lookup.forget(ref('id', '2'));
      bench.expire(ref('id', '3'));
    }
    expect(calls()).toBe(before + 1);
  });

  it('runs again once the one before is over', async () => {
    await bench.lookup.find(ada);
    await bench.drift.last.answer(free);
    bench.clock.advance(5 * minutes);
    const before = calls();
    await bench.lookup.find(external);
    expect(calls()).toBe(before + 1);
  });

  it('runs anew for who asks after the contact itself was expired', async () => {
    await bench.lookup.find(ada);
    const first = bench.drift.last;
    bench.expire(ada);
    const found = bench.lookup.find(ada);
    expect(bench.drift.last).not.toBe(first);
    await first.answer(pro);
    await bench.drift.last.answer(free);
    expect(gist(await found)).toEqual(['miss', 'free']);
  });
});

describe('a visitor', () => {
  it.each([
    ['who is not cached', 0],
    ['whose entry is stale', 20 * minutes],
    ['whose entry is too old', 24 * hours],
  ])('%s is asked for in the lane of those who wait', async (_, age) => {
    if (age > 0) await agedBy(age);
    void bench.lookup.find(ada);
    await settle();
    expect(bench.drift.last.lane).toBe('visitor');
    await bench.drift.last.answer(pro);
  });
});

describe('an overloaded process', () => {
  const overloaded = expect.objectContaining({ code: 'overloaded', reason: 'event_loop' });

  it('begins no look-up that memory cannot serve', async () => {
    bench.overload(true);
    await expect(bench.lookup.find(ada)).rejects.toEqual(overloaded);
    expect(calls()).toBe(0);
  });

  it.each([
    ['fresh', 0, 'hit'],
    ['due to be refreshed', 5 * minutes, 'stale'],
    ['stale', 20 * minutes, 'stale'],
  ] as const)('serves an entry that is %s, and asks nobody', async (_, age, state) => {
    await agedBy(age);
    const before = calls();
    bench.overload(true);
    expect(gist(await bench.lookup.find(ada))).toEqual([state, 'pro']);
    expect(calls()).toBe(before);
  });

  it('serves what a webhook has expired', async () => {
    await agedBy(minutes);
    bench.expire(ada);
    bench.overload(true);
    expect(gist(await bench.lookup.find(ada))).toEqual(['stale', 'pro']);
  });

  it('serves "nobody" that was remembered', async () => {
    const first = bench.lookup.find(ada);
    await bench.drift.last.answer(unknown);
    await first;
    bench.clock.advance(minutes);
    bench.overload(true);
    expect(gist(await bench.lookup.find(ada))).toEqual(['stale', 'unknown']);
  });

  it('lets who comes join a call that is under way', async () => {
    const early = bench.lookup.find(ada);
    bench.overload(true);
    const late = bench.lookup.find(ada);
    await bench.drift.last.answer(pro);
    expect([gist(await early), gist(await late)]).toEqual([
      ['miss', 'pro'],
      ['miss', 'pro'],
    ]);
  });

  it('blames nobody: when it is over, the next visitor is looked up, and no refresh is held back', async () => {
    await agedBy(20 * minutes);
    bench.overload(true);
    await bench.lookup.find(ada);
    bench.overload(false);
    const found = bench.lookup.find(ada);
    await bench.drift.last.answer(free);
    expect(gist(await found)).toEqual(['miss', 'free']);
    expect(bench.failures).toEqual([]);
  });
});
