import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Found } from '../../../server/lookup/lookup.ts';
import type { ContactAnswer } from '../../../server/lookup/ports.ts';
import type { ContactRef } from '../../../server/policy/contact-ref.ts';
import { ambiguous, contact, ref, unknown } from '../../support/contacts.ts';
import { type Bench, createBench, gist, minutes } from '../../support/lookup-bench.ts';

let bench: Bench;
beforeEach(() => {
  bench = createBench();
});

const manyFind = (who: ContactRef): Promise<Found[]> =>
  Promise.all(Array.from({ length: 1_000 }, () => bench.lookup.find(who)));
const different = (found: readonly Found[]): string[] => [
  ...new Set(found.map((one) => gist(one).join(' '))),
];

const names = [ref('id', '1'), ref('external', 'ada'), ref('email', 'ada@example.com')];
const ada = contact('1', { externalId: 'ada', email: 'ada@example.com', plan: 'pro' });

describe('a thousand who ask at once', () => {
  it.each(names)('for one contact that is not cached ($kind) make one call', async (who) => {
    const found = manyFind(who);
    await bench.drift.last.answer(ada);
    expect(different(await found)).toEqual(['miss pro']);
    expect(bench.drift.calls).toHaveLength(1);
  });

  it.each(names)('for one that is long gone stale ($kind) make one call', async (who) => {
    const first = bench.lookup.find(who);
    await bench.drift.last.answer(ada);
    await first;
    bench.clock.advance(20 * minutes);
    const found = manyFind(who);
    await bench.drift.last.answer({ ...ada, attributes: { plan: 'free' } });
    expect(different(await found)).toEqual(['miss free']);
    expect(bench.drift.calls).toHaveLength(2);
  });

  it.each([unknown, ambiguous])('for nobody ($kind) make one call', async (answer: ContactAnswer) => {
    const found = manyFind(ref('email', 'nobody@example.com'));
    await bench.drift.last.answer(answer);
    expect(different(await found)).toEqual([`miss ${answer.kind}`]);
    expect(different(await manyFind(ref('email', 'nobody@example.com')))).toEqual([`hit ${answer.kind}`]);
    expect(bench.drift.calls).toHaveLength(1);
  });

  it('for three names make three calls: who is who shows only in the answers', async () => {
    const found = Promise.all(names.map(manyFind));
    expect(bench.drift.calls.map((call) => call.ref)).toEqual(names);
    for (const call of bench.drift.calls) await call.answer(ada);
    expect(different((await found).flat())).toEqual(['miss pro']);
  });

  it('for one text as two kinds of name make two calls', () => {
    void manyFind(ref('external', '1'));
    void manyFind(ref('id', '1'));
    expect(bench.drift.calls).toHaveLength(2);
  });
});

describe('one entry', () => {
  it('serves a contact under its id and under each name that it was asked for by', async () => {
    for (const who of names.slice(1)) {
      const found = bench.lookup.find(who);
      await bench.drift.last.answer(ada);
      await found;
    }
    for (const who of names) expect(gist(await bench.lookup.find(who))).toEqual(['hit', 'pro']);
    expect(bench.drift.calls).toHaveLength(2);
  });

  it('does not serve an e-mail that Drift was never asked about: somebody else may have it, too', async () => {
    const byId = bench.lookup.find(ref('id', '1'));
    await bench.drift.last.answer(ada);
    await byId;
    const byEmail = bench.lookup.find(ref('email', 'ada@example.com'));
    await bench.drift.last.answer(ambiguous);
    expect(gist(await byEmail)).toEqual(['miss', 'ambiguous']);
  });

  it('does not serve an external id that the contact merely claims', async () => {
    const claiming = contact('2', { externalId: 'ada', plan: 'stolen' });
    const byId = bench.lookup.find(ref('id', '2'));
    await bench.drift.last.answer(claiming);
    await byId;
    const byExternalId = bench.lookup.find(ref('external', 'ada'));
    await bench.drift.last.answer(ada);
    expect(gist(await byExternalId)).toEqual(['miss', 'pro']);
  });
});
