import { beforeEach, describe, expect, it } from '@jest/globals';
import { ProxyError } from '../../../server/errors.ts';
import { contact, ref, unknown } from '../../support/contacts.ts';
import { settle } from '../../support/held-fetch.ts';
import { type Bench, createBench, gist, hours, minutes, seconds } from '../../support/lookup-bench.ts';

const ada = ref('id', '1');
const pro = contact('1', { plan: 'pro' });
const free = contact('1', { plan: 'free' });
const outage = new ProxyError('upstream_unavailable');

let bench: Bench;

/** Cached as `pro`, that long ago. */
const agedBy = async (age: number): Promise<void> => {
  bench = createBench();
  const found = bench.lookup.find(ada);
  await bench.drift.last.answer(pro);
  await found;
  bench.clock.advance(age);
};
const calls = (): number => bench.drift.calls.length;

beforeEach(() => {
  bench = createBench();
});

describe('a session that names no contact', () => {
  it('is answered without asking anybody', async () => {
    expect(await bench.lookup.find(undefined)).toEqual({
      entry: undefined,
      state: 'none',
      asOf: Date.parse('2026-11-22T10:00:00Z'),
    });
    expect(calls()).toBe(0);
  });
});

describe('a contact that is not cached', () => {
  it('is asked of Drift, as a miss, and dated when the answer arrived', async () => {
    const found = bench.lookup.find(ada);
    bench.clock.advance(3 * seconds);
    await bench.drift.last.answer(pro);
    expect(gist(await found)).toEqual(['miss', 'pro']);
    expect((await found).asOf).toBe(Date.parse('2026-11-22T10:00:03Z'));
    expect(bench.drift.last.ref).toBe(ada);
  });

  it('waits for Drift for as long as the call lasts', async () => {
    const found = bench.lookup.find(ada);
    bench.clock.advance(hours);
    await bench.drift.last.answer(pro);
    expect(gist(await found)).toEqual(['miss', 'pro']);
  });

  it('holds nothing of the answer but what the sieve picked', async () => {
    const found = bench.lookup.find(ada);
    await bench.drift.last.answer(contact('1', { plan: 'pro', phone: '555' }));
    expect((await found).entry).toMatchObject({ values: { plan: 'pro' } });
    expect(JSON.stringify(bench.cached(ada))).not.toContain('555');
  });

  it('fails for all who wait when Drift fails; nothing is cached and the failure is told once', async () => {
    const waiting = Array.from({ length: 50 }, () => bench.lookup.find(ada));
    const settled = Promise.allSettled(waiting);
    await bench.drift.last.fail(outage);
    expect(new Set((await settled).map((one) => one.status === 'rejected' && one.reason))).toEqual(
      new Set([outage]),
    );
    expect(bench.cached(ada)).toBeUndefined();
    expect(bench.failures).toEqual([outage]);
  });

  it('is asked for again after a failure', async () => {
    const failed = bench.lookup.find(ada).catch(() => 'failed');
    await bench.drift.last.fail(outage);
    expect(await failed).toBe('failed');
    const found = bench.lookup.find(ada);
    expect(calls()).toBe(2);
    await bench.drift.last.answer(pro);
    expect(gist(await found)).toEqual(['miss', 'pro']);
  });
});

describe('a fresh entry', () => {
  it('is served as a hit, and Drift is not asked', async () => {
    await agedBy(5 * minutes - 1);
    expect(gist(await bench.lookup.find(ada))).toEqual(['hit', 'pro']);
    expect(calls()).toBe(1);
  });

  it('keeps the date of its answer', async () => {
    await agedBy(4 * minutes);
    expect((await bench.lookup.find(ada)).asOf).toBe(Date.parse('2026-11-22T10:00:00Z'));
  });

  it.each([hours, -hours])('stays so when the wall clock jumps by %i ms', async (jump) => {
    await agedBy(4 * minutes);
    bench.jumpWallClock(jump);
    expect(gist(await bench.lookup.find(ada))).toEqual(['hit', 'pro']);
    bench.clock.advance(minutes);
    expect(gist(await bench.lookup.find(ada))).toEqual(['stale', 'pro']);
  });
});

describe('an entry that is due to be refreshed', () => {
  beforeEach(() => agedBy(5 * minutes));

  it('is served at once, while Drift is asked once, however many ask', async () => {
    const found = await Promise.all(Array.from({ length: 1_000 }, () => bench.lookup.find(ada)));
    expect(new Set(found.map((one) => gist(one).join(' ')))).toEqual(new Set(['stale pro']));
    expect(calls()).toBe(2);
  });

  it('is replaced by the answer, which is fresh again', async () => {
    await bench.lookup.find(ada);
    await bench.drift.last.answer(free);
    expect(gist(await bench.lookup.find(ada))).toEqual(['hit', 'free']);
    expect(calls()).toBe(2);
  });

  it('is replaced by a definite "unknown"', async () => {
    await bench.lookup.find(ada);
    await bench.drift.last.answer(unknown);
    expect(gist(await bench.lookup.find(ada))).toEqual(['hit', 'unknown']);
  });

  it('stays when Drift fails, which is told, and Drift is asked again five seconds later', async () => {
    await bench.lookup.find(ada);
    await bench.drift.last.fail(outage);
    expect(bench.failures).toEqual([outage]);
    expect(gist(await bench.lookup.find(ada))).toEqual(['stale', 'pro']);
    expect(calls()).toBe(2);
    bench.clock.advance(5 * seconds);
    expect(gist(await bench.lookup.find(ada))).toEqual(['stale', 'pro']);
    expect(calls()).toBe(3);
  });

  it('stays when the answer cannot be used, which is told', async () => {
    await bench.lookup.find(ada);
    const poison = {
      get plan(): string {
        throw new Error('unusable');
      },
    };
    await bench.drift.last.answer({ ...pro, attributes: poison });
    expect(bench.failures).toEqual([new Error('unusable')]);
    expect(gist(await bench.lookup.find(ada))).toEqual(['stale', 'pro']);
  });
});

describe('a stale entry', () => {
  beforeEach(() => agedBy(15 * minutes));

  it('is not served when Drift answers within 200 ms', async () => {
    const found = bench.lookup.find(ada);
    bench.clock.advance(199);
    await bench.drift.last.answer(free);
    expect(gist(await found)).toEqual(['miss', 'free']);
  });

  it('is served after 200 ms; the call goes on, and its answer is kept', async () => {
    let served = false;
    const found = bench.lookup.find(ada).finally(() => {
      served = true;
    });
    bench.clock.advance(199);
    await settle();
    expect(served).toBe(false);
    bench.clock.advance(1);
    expect(gist(await found)).toEqual(['stale', 'pro']);
    await bench.drift.last.answer(free);
    expect(gist(await bench.lookup.find(ada))).toEqual(['hit', 'free']);
    expect(calls()).toBe(2);
  });

  it('is served when Drift fails', async () => {
    const found = bench.lookup.find(ada);
    await bench.drift.last.fail(outage);
    expect(gist(await found)).toEqual(['stale', 'pro']);
    expect(bench.failures).toEqual([outage]);
  });

  it('is served once more when Drift fails only after that', async () => {
    const found = bench.lookup.find(ada);
    bench.clock.advance(200);
    expect(gist(await found)).toEqual(['stale', 'pro']);
    await bench.drift.last.fail(outage);
    expect(bench.failures).toEqual([outage]);
    expect(bench.cached(ada)).toBeDefined();
  });

  it('makes way for a definite "unknown" at once', async () => {
    const found = bench.lookup.find(ada);
    await bench.drift.last.answer(unknown);
    expect(gist(await found)).toEqual(['miss', 'unknown']);
    expect(gist(await bench.lookup.find(ada))).toEqual(['hit', 'unknown']);
  });

  it('is asked for once, by all who come while the call lasts', async () => {
    const early = Array.from({ length: 500 }, () => bench.lookup.find(ada));
    bench.clock.advance(150);
    const late = Array.from({ length: 500 }, () => bench.lookup.find(ada));
    bench.clock.advance(50);
    expect(gist(await (early[0] ?? bench.lookup.find(undefined)))).toEqual(['stale', 'pro']);
    await bench.drift.last.answer(free);
    const found = await Promise.all(late);
    expect(new Set(found.map((one) => gist(one).join(' ')))).toEqual(new Set(['miss free']));
    expect(calls()).toBe(2);
  });
});

describe('an entry that a webhook has expired', () => {
  beforeEach(async () => {
    await agedBy(minutes);
    bench.expire(ada);
  });

  it('is not served when Drift answers in time', async () => {
    const found = bench.lookup.find(ada);
    await bench.drift.last.answer(free);
    expect(gist(await found)).toEqual(['miss', 'free']);
  });

  it('stands in when Drift fails', async () => {
    const found = bench.lookup.find(ada);
    await bench.drift.last.fail(outage);
    expect(gist(await found)).toEqual(['stale', 'pro']);
  });
});

describe('an entry older than CACHE_STALE', () => {
  beforeEach(() => agedBy(24 * hours));

  it('does not stand in when Drift fails', async () => {
    const found = expect(bench.lookup.find(ada)).rejects.toBe(outage);
    await bench.drift.last.fail(outage);
    await found;
  });

  it('does not stand in when Drift is slow', async () => {
    const found = bench.lookup.find(ada);
    bench.clock.advance(minutes);
    await bench.drift.last.answer(free);
    expect(gist(await found)).toEqual(['miss', 'free']);
  });
});

describe('a new policy', () => {
  beforeEach(() => agedBy(minutes));

  it('that wants more places makes entries stale, not absent', async () => {
    bench.usePlaces('plan', 'company');
    const found = bench.lookup.find(ada);
    expect(calls()).toBe(2);
    bench.clock.advance(200);
    expect(gist(await found)).toEqual(['stale', 'pro']);
    await bench.drift.last.answer(contact('1', { plan: 'free', company: 'Acme' }));
    expect((await bench.lookup.find(ada)).entry).toMatchObject({ values: { plan: 'free', company: 'Acme' } });
  });

  it('that wants other places, of the same number, makes entries stale', async () => {
    bench.usePlaces('company');
    const found = bench.lookup.find(ada);
    await bench.drift.last.answer(contact('1', { company: 'Acme' }));
    expect((await found).state).toBe('miss');
  });

  it('that wants fewer places, or the same, leaves entries good', async () => {
    bench.usePlaces();
    expect((await bench.lookup.find(ada)).state).toBe('hit');
    bench.usePlaces('plan');
    expect((await bench.lookup.find(ada)).state).toBe('hit');
    expect(calls()).toBe(1);
  });

  it('brings nothing back that is too old', async () => {
    bench.usePlaces('plan', 'company');
    bench.clock.advance(24 * hours);
    const found = expect(bench.lookup.find(ada)).rejects.toBe(outage);
    await bench.drift.last.fail(outage);
    await found;
  });
});

describe('lifetimes', () => {
  it.each([
    [0, 4.5 * minutes],
    [0.5, 5 * minutes],
    [0.999999, 5.5 * minutes - 1],
  ])('are drawn between 90 and 110 % (chance %f: fresh for %i ms)', async (chance, fresh) => {
    bench = createBench({ random: () => chance });
    const found = bench.lookup.find(ada);
    await bench.drift.last.answer(pro);
    await found;
    bench.clock.advance(fresh - 1);
    expect((await bench.lookup.find(ada)).state).toBe('hit');
    bench.clock.advance(2);
    expect((await bench.lookup.find(ada)).state).toBe('stale');
  });
});

describe('what is counted of look-ups', () => {
  it('is what came of each', async () => {
    await agedBy(0);
    await bench.lookup.find(ada);
    bench.clock.advance(5 * minutes);
    await bench.lookup.find(ada);
    await bench.drift.last.answer(unknown);
    await bench.lookup.find(ada);
    await bench.lookup.find(undefined);
    expect(bench.looked).toEqual(['miss', 'hit', 'stale', 'unknown']);
  });
});
