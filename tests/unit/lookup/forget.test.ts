import { beforeEach, describe, expect, it } from '@jest/globals';
import { contact, ref, unknown } from '../../support/contacts.ts';
import { type Bench, createBench, gist, hours, minutes } from '../../support/lookup-bench.ts';

const byId = ref('id', '1');
const byExternalId = ref('external', 'ada');
const byEmail = ref('email', 'ada@example.com');
const everyName = [byId, byExternalId, byEmail];

const adaOn = (plan: string) => contact('1', { externalId: 'ada', email: 'ada@example.com', plan });

let bench: Bench;
beforeEach(() => {
  bench = createBench();
});

describe('forgetting a contact that is cached', () => {
  beforeEach(async () => {
    for (const who of everyName) {
      const found = bench.lookup.find(who);
      await bench.drift.calls.at(-1)?.answer(adaOn('pro'));
      await found;
    }
  });

  it.each(everyName)('by one of its names ($kind) removes it under all, and says so', async (who) => {
    expect(await bench.lookup.forget(who)).toBe(1);
    expect(everyName.map(bench.cached)).toEqual([undefined, undefined, undefined]);
  });

  it('does not stand in for Drift afterwards', async () => {
    await bench.lookup.forget(byEmail);
    const found = expect(bench.lookup.find(byId)).rejects.toThrow('outage');
    await bench.drift.last.fail(new Error('outage'));
    await found;
  });

  it('wins over a refresh that has begun', async () => {
    bench.clock.advance(6 * minutes);
    await bench.lookup.find(byId);
    await bench.lookup.forget(byEmail);
    await bench.drift.last.answer(adaOn('from before'));
    expect(everyName.map(bench.cached)).toEqual([undefined, undefined, undefined]);
  });
});

describe.each(everyName)('forgetting by $kind while Drift is being asked', (forgotten) => {
  it.each(everyName)('(by $kind) wins: the answer is not kept, under any name', async (asked) => {
    const found = bench.lookup.find(asked);
    expect(await bench.lookup.forget(forgotten)).toBe(0);
    await bench.drift.last.answer(adaOn('from before'));
    expect(gist(await found)).toEqual(['miss', 'from before']);
    expect(everyName.map(bench.cached)).toEqual([undefined, undefined, undefined]);
  });

  it.each(everyName)('(by $kind): who comes later is not answered from before', async (asked) => {
    const early = bench.lookup.find(asked);
    await bench.lookup.forget(forgotten);
    const late = bench.lookup.find(asked);
    expect(bench.drift.calls).toHaveLength(2);
    await bench.drift.calls[1]?.answer(adaOn('from after'));
    await bench.drift.calls[0]?.answer(adaOn('from before'));
    expect(gist(await early)).toEqual(['miss', 'from before']);
    expect(gist(await late)).toEqual(['miss', 'from after']);
    expect(gist(await bench.lookup.find(asked))).toEqual(['hit', 'from after']);
  });
});

describe('forgetting while Drift is being asked', () => {
  it('leaves those who come later with one call among them', async () => {
    void bench.lookup.find(byId);
    await bench.lookup.forget(byId);
    const late = Array.from({ length: 1_000 }, () => bench.lookup.find(byId));
    expect(bench.drift.calls).toHaveLength(2);
    await bench.drift.last.answer(adaOn('from after'));
    expect(gist(await (late[999] ?? bench.lookup.find(undefined)))).toEqual(['miss', 'from after']);
  });

  it('keeps no "unknown" from before either', async () => {
    const found = bench.lookup.find(byEmail);
    await bench.lookup.forget(byEmail);
    await bench.drift.last.answer(unknown);
    expect(gist(await found)).toEqual(['miss', 'unknown']);
    expect(bench.cached(byEmail)).toBeUndefined();
  });

  it('wins however long the answer takes', async () => {
    void bench.lookup.find(byId);
    await bench.lookup.forget(byId);
    bench.clock.advance(hours);
    await bench.lookup.forget(ref('id', '2'));
    await bench.drift.last.answer(adaOn('from before'));
    expect(bench.cached(byId)).toBeUndefined();
  });

  it('somebody else does not keep the answer from being kept', async () => {
    void bench.lookup.find(byExternalId);
    await bench.lookup.forget(ref('id', '2'));
    await bench.drift.last.answer(adaOn('pro'));
    expect(gist(await bench.lookup.find(byExternalId))).toEqual(['hit', 'pro']);
  });
});

describe('an expiry while Drift is being asked', () => {
  it('wins, too', async () => {
    const found = bench.lookup.find(byExternalId);
    bench.expire(byId);
    await bench.drift.last.answer(adaOn('from before'));
    expect(gist(await found)).toEqual(['miss', 'from before']);
    expect(bench.cached(byExternalId)).toBeUndefined();
  });
});
