import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Found } from '../../../server/lookup/lookup.ts';
import type { ContactRef } from '../../../server/policy/contact-ref.ts';
import { contact, ref, unknown } from '../../support/contacts.ts';
import { createFakeRedis, type FakeRedis } from '../../support/fake-redis.ts';
import { settle } from '../../support/held-fetch.ts';
import { bound, createNodes, type NodeInHand } from '../../support/layered-nodes.ts';
import { gist, minutes } from '../../support/lookup-bench.ts';
import { aliases, createLookupNode, type LookupNode } from '../../support/lookup-nodes.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const byExternalId = ref('external', 'ada');
const byId = ref('id', '1');
const adaOn = (plan: string) => contact('1', { externalId: 'ada', email: 'ada@example.com', plan });

type Server = NodeInHand & LookupNode;

/** Milliseconds. */
const leaseLife = 10_000;

let clock: ManualClock;
let redis: FakeRedis;
let servers: readonly Server[];
let a: Server;
let b: Server;
let c: Server;

beforeEach(async () => {
  clock = createManualClock();
  redis = createFakeRedis(clock, leaseLife);
  const nodes = await createNodes(redis, ['a', 'b', 'c'], clock);
  servers = nodes.map((node) => ({ ...node, ...createLookupNode(node, clock) }));
  [a, b, c] = servers as [Server, Server, Server];
});

const calls = (): number[] => servers.map(({ drift }) => drift.calls.length);
const pass = async (milliseconds: number): Promise<void> => {
  clock.advance(milliseconds);
  await settle();
};
const find = async (server: Server, who: ContactRef): Promise<{ readonly found: Promise<Found> }> => {
  const found = server.lookup.find(who);
  found.catch(() => {});
  await settle();
  return { found };
};
/** Everybody has an old answer in memory, made by the first node. */
const allHaveOld = async (age: number, plan = 'old'): Promise<void> => {
  const { found } = await find(a, byExternalId);
  await a.drift.last.answer(adaOn(plan));
  await found;
  for (const server of servers) await server.lookup.find(byExternalId);
  await pass(age);
};

describe('a contact that is cold on all nodes', () => {
  it('is asked for once, however many ask on however many nodes', async () => {
    const found = servers.map((server) =>
      Promise.all(Array.from({ length: 1_000 }, () => server.lookup.find(byExternalId))),
    );
    await settle();
    expect(calls()).toEqual([1, 0, 0]);
    await a.drift.last.answer(adaOn('pro'));
    const all = (await Promise.all(found)).flat().map((one) => gist(one).join(' '));
    expect([all.length, new Set(all)]).toEqual([3_000, new Set(['miss pro'])]);
    expect(calls()).toEqual([1, 0, 0]);
    expect(redis.boarded).toBe(3); // nobody had to try for the lease again
    for (const server of servers)
      expect(gist(await server.lookup.find(byExternalId))).toEqual(['hit', 'pro']);
  });

  it('is asked for once when it turns out to be nobody', async () => {
    const found = await Promise.all(servers.map((server) => find(server, byExternalId)));
    await a.drift.last.answer(unknown);
    for (const { found: one } of found) expect(gist(await one)).toEqual(['miss', 'unknown']);
    expect(calls()).toEqual([1, 0, 0]);
  });

  it('is not asked for again by a node that was slow to ask for the lease', async () => {
    const { found } = await find(a, byExternalId);
    const late = b.store.read(aliases.nameOf(byExternalId)); // sees nothing
    await a.drift.last.answer(adaOn('pro'));
    await Promise.all([found, late]);
    b.memory.forgetEverything();
    const asked = await b.askTogether({
      name: aliases.nameOf(byExternalId),
      suffices: () => true,
      ask: () => Promise.reject(new Error('asked')),
    });
    expect(asked).toMatchObject({ values: { plan: 'pro' } });
    expect(await c.line.shared.board(aliases.nameOf(byExternalId))).toBe('asks');
  });

  it('by two names is two questions: who is who shows only in the answers', async () => {
    const first = await find(a, byExternalId);
    const second = await find(b, byId);
    expect(calls()).toEqual([1, 1, 0]);
    await a.drift.last.answer(adaOn('pro'));
    await b.drift.last.answer(adaOn('pro'));
    expect([gist(await first.found), gist(await second.found)]).toEqual([
      ['miss', 'pro'],
      ['miss', 'pro'],
    ]);
  });

  it('is asked for again on a node whose policy wants more of it than the one that asked', async () => {
    b.usePlaces('plan', 'city');
    await find(a, byExternalId);
    const { found } = await find(b, byExternalId);
    await a.drift.last.answer(adaOn('pro'));
    await settle();
    expect(calls()).toEqual([1, 1, 0]);
    await b.drift.last.answer(adaOn('pro'));
    expect(gist(await found)).toEqual(['miss', 'pro']);
  });
});

describe('an answer that another node has', () => {
  it('that is newer is taken, and Drift is not asked: instead of a refresh', async () => {
    await allHaveOld(6 * minutes);
    expect(gist(await a.lookup.find(byExternalId))).toEqual(['stale', 'old']);
    await settle();
    await a.drift.last.answer(adaOn('new'));
    expect(gist(await b.lookup.find(byExternalId))).toEqual(['stale', 'old']);
    await settle();
    expect(gist(await b.lookup.find(byExternalId))).toEqual(['hit', 'new']);
    expect(calls()).toEqual([2, 0, 0]);
  });

  it('that is newer is taken instead of asking for one that is stale', async () => {
    await allHaveOld(20 * minutes);
    const { found } = await find(a, byExternalId);
    await a.drift.last.answer(adaOn('new'));
    await found;
    expect(gist(await b.lookup.find(byExternalId))).toEqual(['miss', 'new']);
    expect(calls()).toEqual([2, 0, 0]);
  });

  it('after a forget is not mistaken for one from before it by a node that has not heard of it yet', async () => {
    await allHaveOld(0);
    b.line.holdMessages();
    await a.lookup.forget(byId);
    const { found } = await find(a, byExternalId);
    await a.drift.last.answer(adaOn('new'));
    await found;
    b.line.letThrough();
    expect(gist(await b.lookup.find(byExternalId))).toEqual(['hit', 'new']);
    expect(calls()).toEqual([2, 0, 0]);
  });

  it('"unknown" goes on being counted where another node has counted to', async () => {
    const learn = async (server: Server): Promise<void> => {
      const { found } = await find(server, byExternalId);
      await server.drift.last.answer(unknown);
      await found;
    };
    await learn(a);
    await b.lookup.find(byExternalId);
    await pass(6_000);
    await learn(a);
    await pass(23_000);
    await learn(b);
    expect(b.store.atHand(aliases.nameOf(byExternalId))).toMatchObject({ kind: 'unknown', times: 3 });
  });
});

describe('the node that asks', () => {
  it('and fails: another tries at once, and the rest wait for that one', async () => {
    const asked = await Promise.all(servers.map((server) => find(server, byExternalId)));
    await a.drift.last.fail(new Error('outage'));
    await settle();
    await expect(asked[0]?.found).rejects.toThrow('outage');
    expect(calls()).toEqual([1, 1, 0]);
    await b.drift.last.answer(adaOn('pro'));
    expect(gist((await asked[2]?.found) as Found)).toEqual(['miss', 'pro']);
    expect(calls()).toEqual([1, 1, 0]);
  });

  it('and dies: the others ask once its lease is over, and before that when they have waited long enough', async () => {
    await find(a, byExternalId);
    a.cut();
    const { found } = await find(b, byExternalId);
    for (let waited = 0; waited < bound - 250; waited += 250) await pass(250);
    expect(calls()).toEqual([1, 0, 0]);
    await pass(250);
    expect(calls()).toEqual([1, 1, 0]);
    await b.drift.last.answer(adaOn('pro'));
    expect(gist(await found)).toEqual(['miss', 'pro']);
  });

  it('and whose lease runs out is followed by exactly one other', async () => {
    await find(a, byExternalId);
    a.cut();
    await pass(leaseLife - 200);
    await find(b, byExternalId);
    await find(c, byExternalId);
    await pass(250);
    expect(calls()[1] === 1 || calls()[2] === 1).toBe(true);
    expect(calls()[1]).not.toBe(calls()[2]);
  });

  it('and whose word of the landing is lost is found out by looking', async () => {
    await find(a, byExternalId);
    const { found } = await find(b, byExternalId);
    b.line.holdMessages();
    await a.drift.last.answer(adaOn('pro'));
    await pass(250);
    expect(gist(await found)).toEqual(['miss', 'pro']);
    expect(calls()).toEqual([1, 0, 0]);
  });

  it('and whose answer was struck meanwhile: the others ask anew', async () => {
    await find(a, byExternalId);
    const { found } = await find(b, byExternalId);
    await c.lookup.forget(byId);
    await a.drift.last.answer(adaOn('from before'));
    await settle();
    expect(calls()).toEqual([1, 1, 0]);
    await b.drift.last.answer(adaOn('from after'));
    expect(gist(await found)).toEqual(['miss', 'from after']);
    for (const server of servers) {
      const { entry } = await server.lookup.find(byExternalId);
      expect(entry).toMatchObject({ values: { plan: expect.not.stringContaining('before') } });
    }
  });
});

describe('Redis', () => {
  it('that goes while another node is waited for lets everybody ask at once', async () => {
    await find(a, byExternalId);
    const { found } = await find(b, byExternalId);
    b.cut();
    await settle();
    expect(calls()).toEqual([1, 1, 0]);
    await b.drift.last.answer(adaOn('pro'));
    expect(gist(await found)).toEqual(['miss', 'pro']);
  });

  it('that is not there is not waited for', async () => {
    for (const server of servers) server.cut();
    await Promise.all(servers.map((server) => find(server, byExternalId)));
    expect(calls()).toEqual([1, 1, 1]);
    expect(redis.boarded).toBe(0);
  });

  it('that does not give leases any more lets everybody ask', async () => {
    a.line.refuseLeases(true);
    await find(a, byExternalId);
    expect(calls()).toEqual([1, 0, 0]);
  });

  it('costs nobody a wait whose answer is at hand', async () => {
    await allHaveOld(0);
    const before = [redis.boarded, redis.reads];
    for (const server of servers) expect(server.lookup.atHand(byExternalId)).toBeDefined();
    for (const server of servers) await server.lookup.find(byExternalId);
    expect([redis.boarded, redis.reads]).toEqual(before);
  });

  it('holds no lease once everybody was answered, and nobody waits for word any more', async () => {
    await allHaveOld(0);
    expect(await c.line.shared.board(aliases.nameOf(byExternalId))).toBe('asks');
    expect(clock.waiting).toBe(0);
  });
});
