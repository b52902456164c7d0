import { beforeEach, describe, expect, it } from '@jest/globals';
import { ProxyError } from '../../../server/errors.ts';
import type { ContactAnswer } from '../../../server/lookup/ports.ts';
import { ambiguous, contact, ref, unknown } from '../../support/contacts.ts';
import { settle } from '../../support/held-fetch.ts';
import { type Bench, createBench, gist, hours, minutes, seconds } from '../../support/lookup-bench.ts';

const nobody = ref('email', 'nobody@example.com');
const outage = new ProxyError('upstream_timeout');

let bench: Bench;
beforeEach(() => {
  bench = createBench();
});

const ask = async (answer: ContactAnswer): Promise<void> => {
  const found = bench.lookup.find(nobody);
  await bench.drift.last.answer(answer);
  await found;
};

/** Whether Drift is asked again just before and right at the end of that time. */
const asksAgainAt = async (time: number): Promise<readonly boolean[]> => {
  const before = bench.drift.calls.length;
  bench.clock.advance(time - 1);
  await bench.lookup.find(nobody);
  const tooEarly = bench.drift.calls.length > before;
  bench.clock.advance(1);
  void bench.lookup.find(nobody);
  return [tooEarly, bench.drift.calls.length > before];
};

describe.each([unknown, ambiguous])('that Drift says "$kind"', (answer) => {
  it('is remembered for 5 s, then for 20 s, then for CACHE_UNKNOWN', async () => {
    await ask(answer);
    for (const time of [5 * seconds, 20 * seconds, minutes, minutes]) {
      expect(await asksAgainAt(time)).toEqual([false, true]);
      await bench.drift.last.answer(answer);
    }
  });

  it('is remembered for 5 s again after a contact was there', async () => {
    await ask(answer);
    bench.clock.advance(5 * seconds);
    await ask(contact('1', { email: 'nobody@example.com' }));
    bench.clock.advance(hours);
    await ask(answer);
    expect(await asksAgainAt(5 * seconds)).toEqual([false, true]);
  });

  it('is remembered for 5 s again after a forget', async () => {
    await ask(answer);
    bench.clock.advance(5 * seconds);
    await ask(answer);
    await bench.lookup.forget(nobody);
    await ask(answer);
    expect(await asksAgainAt(5 * seconds)).toEqual([false, true]);
  });

  it('stands in, marked stale, when Drift fails', async () => {
    await ask(answer);
    bench.clock.advance(minutes);
    const found = bench.lookup.find(nobody);
    await bench.drift.last.fail(outage);
    expect(gist(await found)).toEqual(['stale', answer.kind]);
  });

  it('stands in after 200 ms when Drift is slow; the answer still counts when it comes', async () => {
    await ask(answer);
    bench.clock.advance(minutes);
    const found = bench.lookup.find(nobody);
    bench.clock.advance(199);
    await settle();
    bench.clock.advance(1);
    expect(gist(await found)).toEqual(['stale', answer.kind]);
    await bench.drift.last.answer(contact('1', { email: 'nobody@example.com', plan: 'pro' }));
    expect(gist(await bench.lookup.find(nobody))).toEqual(['hit', 'pro']);
  });

  it('does not stand in once it is older than CACHE_STALE', async () => {
    await ask(answer);
    bench.clock.advance(24 * hours);
    const found = expect(bench.lookup.find(nobody)).rejects.toBe(outage);
    await bench.drift.last.fail(outage);
    await found;
  });

  it('makes way for a contact that was found under another name', async () => {
    await ask(answer);
    const byId = bench.lookup.find(ref('id', '1'));
    await bench.drift.last.answer(contact('1', { email: 'nobody@example.com', plan: 'pro' }));
    await byId;
    const found = bench.lookup.find(nobody);
    // That several share the e-mail stays true; that nobody has it does not.
    expect(bench.drift.calls).toHaveLength(answer.kind === 'unknown' ? 3 : 2);
    if (answer.kind === 'unknown') await bench.drift.last.answer(ambiguous);
    expect(gist(await found)[1]).toBe('ambiguous');
  });
});

describe('"ambiguous" after "unknown"', () => {
  it('is remembered for 5 s: it is another answer', async () => {
    await ask(unknown);
    bench.clock.advance(5 * seconds);
    await ask(ambiguous);
    expect(await asksAgainAt(5 * seconds)).toEqual([false, true]);
  });
});

describe('"ambiguous"', () => {
  it('is told once for each answer of Drift, not for each who hears it', async () => {
    const found = Promise.all(Array.from({ length: 20 }, () => bench.lookup.find(nobody)));
    await bench.drift.last.answer(ambiguous);
    await found;
    await bench.lookup.find(nobody);
    expect(bench.ambiguities()).toBe(1);
  });
});
