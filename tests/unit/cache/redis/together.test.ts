import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { systemClock } from '../../../../server/clock.ts';
import { storeSuite } from '../../../suites/store.ts';
import { contact, contactEntry, ref } from '../../../support/contacts.ts';
import { gist } from '../../../support/lookup-bench.ts';
import { aliases } from '../../../support/lookup-nodes.ts';
import { joinNode, type RealNode } from '../../../support/real-nodes.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../../../support/redis-server.ts';
import { until } from '../../../support/until.ts';

const byExternalId = ref('external', 'ada');
const name = aliases.nameOf(byExternalId);
const ada = contact('1', { externalId: 'ada', email: 'ada@example.com', plan: 'pro' });

describeWithRedis('nodes on one Redis', () => {
  let redis: RedisServer;
  let nodes: readonly RealNode[] = [];
  let a: RealNode;
  let b: RealNode;
  let c: RealNode;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.end());
  beforeEach(async () => {
    await redis.ask('FLUSHALL');
    nodes = await Promise.all(['a', 'b', 'c'].map((node) => joinNode(redis.servers, node)));
    [a, b, c] = nodes as [RealNode, RealNode, RealNode];
  });
  afterEach(async () => {
    for (const { link } of nodes) await link.close();
  });

  const entry = () =>
    contactEntry(
      ['id:1', name, 'email:ada'],
      { plan: 'pro' },
      { storedAt: systemClock.now(), asOf: Date.now() },
    );
  const allKnow = async (): Promise<void> => {
    await a.store.write(name, entry(), a.store.latestForget());
    for (const { store } of nodes)
      await until('all know', async () => (await store.read(name)) !== undefined);
  };
  const fresh = (): (boolean | undefined)[] =>
    nodes.map(({ store }) => {
      const found = store.atHand(name);
      return found && !found.expired;
    });
  /** How long it takes until it is so, in milliseconds. */
  const timeUntil = async (what: string, holds: () => boolean): Promise<number> => {
    const begun = performance.now();
    await until(what, holds);
    return performance.now() - begun;
  };

  describe('each', () => {
    const opened: RealNode[] = [];
    storeSuite('the layered store on Redis', async () => {
      const node = await joinNode(redis.servers, 'alone');
      opened.push(node);
      return { store: node.store, clock: { now: () => 0 }, end: () => node.link.close() };
    });
  });

  it('a forget on one is done on all in less than 100 ms', async () => {
    await allKnow();
    expect(fresh()).toEqual([true, true, true]);
    const forgotten = b.store.forget(['email:ada']);
    const time = await timeUntil('all have forgotten', () => fresh().every((one) => one === undefined));
    expect(time).toBeLessThan(100);
    expect([await forgotten, b.store.unreached()]).toEqual([1, []]);
    expect(await c.store.read(name)).toBeUndefined();
  });

  it('an expiry on one is done on all in less than 100 ms', async () => {
    await allKnow();
    void b.store.expire(['id:1']);
    const time = await timeUntil('all have expired', () => fresh().every((one) => one === false));
    expect(time).toBeLessThan(100);
  });

  it('an answer under way on one node while another forgets brings nothing back', async () => {
    const found = c.lookup.find(byExternalId);
    await until('Drift was asked', () => c.drift.calls.length === 1);
    await a.store.forget(['id:1']);
    await c.drift.last.answer(ada);
    expect(gist(await found)).toEqual(['miss', 'pro']);
    for (const { store } of nodes) expect(await store.read(name)).toBeUndefined();
  });

  it('three thousand who ask three nodes at once for a cold contact cost one call', async () => {
    const found = nodes.map((node) =>
      Promise.all(Array.from({ length: 1_000 }, () => node.lookup.find(byExternalId))),
    );
    const calls = () => nodes.flatMap(({ drift }) => drift.calls);
    await until('Drift was asked', () => calls().length > 0);
    await calls()[0]?.answer(ada);
    const all = (await Promise.all(found)).flat().map((one) => gist(one)[1]);
    expect([all.length, new Set(all)]).toEqual([3_000, new Set(['pro'])]);
    expect(calls()).toHaveLength(1);
  });

  it('a node whose question fails is followed by one other', async () => {
    const first = a.lookup.find(byExternalId);
    first.catch(() => {});
    await until('the first asks', () => a.drift.calls.length === 1);
    const others = [b, c].map(({ lookup }) => lookup.find(byExternalId));
    await a.drift.last.fail(new Error('outage'));
    const calls = () => [b, c].flatMap(({ drift }) => drift.calls);
    await until('another asks', () => calls().length > 0);
    await calls()[0]?.answer(ada);
    expect((await Promise.all(others)).map((one) => gist(one)[1])).toEqual(['pro', 'pro']);
    expect(calls()).toHaveLength(1);
  });

  it('a node that is cut off while others wait for it is followed when its lease is over', async () => {
    const mortal = await joinNode(redis.servers, 'mortal', { lease: 300 });
    void mortal.lookup.find(byExternalId).catch(() => {});
    await until('it asks', () => mortal.drift.calls.length === 1);
    await mortal.link.close();
    const found = b.lookup.find(byExternalId);
    await until('another asks', () => b.drift.calls.length === 1);
    await b.drift.last.answer(ada);
    expect(gist(await found)).toEqual(['miss', 'pro']);
  });

  it('a message sealed with another key expires what a node has', async () => {
    await allKnow();
    const stranger = await joinNode(redis.servers, 'stranger', { keys: ['another'] });
    await stranger.store.expire(['id:77']);
    await until('all have expired', () => fresh().every((one) => one === false));
    await stranger.link.close();
  });

  describe('while CACHE_KEY is changed on one node after the other', () => {
    const isFreshOn = (node: RealNode): boolean => node.store.atHand(name)?.expired === false;
    const join = async (node: string, ...keys: readonly string[]): Promise<RealNode> => {
      const joined = await joinNode(redis.servers, node, { keys });
      nodes = [...nodes, joined];
      return joined;
    };

    /** Who names by another key has another name for her. */
    it.each([
      ['the new key before the old one', ['new', 'old'], 'email:ada', ['old']],
      ['no old key any more', ['new'], 'email:adaByNewKey', ['new', 'old']],
    ] as const)('a forget on a node that has %s reaches the others', async (_, its, email, others) => {
      const changed = await join('changed', ...its);
      const other = await join('other', ...others);
      await other.store.write(name, entry(), other.store.latestForget());
      expect(isFreshOn(other)).toBe(true);
      await changed.store.forget([email]);
      await until('it is not fresh any more', () => !isFreshOn(other));
    });

    it('what no strike of another key can reach in Redis is not believed, though Redis calls it fresh', async () => {
      await allKnow();
      const changed = await join('changed', 'another');
      await changed.store.forget(['email:ada']);
      await until('the others have expired', () => [a, b, c].every((node) => !isFreshOn(node)));
      expect((await b.store.look(name))?.expired).toBe(true);
      await b.store.write(name, { ...entry(), asOf: Date.now() + 1 }, b.store.latestForget());
      await until('the next answer is believed', async () => (await c.store.look(name))?.expired === false);
    });

    it('nor by a node that was away when it was struck', async () => {
      await allKnow();
      const letReturn = b.keepAway();
      await redis.ask('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
      await redis.ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await until('it is away', () => !b.link.isUp);
      const changed = await join('changed', 'another');
      await changed.store.forget(['email:ada']);
      letReturn();
      await until('it is back', () => b.link.isUp);
      expect((await b.store.look(name))?.expired).toBe(true);
    });
  });

  it('a forget reaches the memory of the node that was told, by names that only Redis knows', async () => {
    await allKnow();
    await b.store.expire(['id:1']);
    await until('all have expired', () => fresh().every((one) => one === false));
    const renamed = contactEntry(
      ['id:1', name, 'email:countess'],
      { plan: 'pro' },
      { storedAt: systemClock.now(), asOf: Date.now() + 1 },
    );
    await b.store.write(name, renamed, b.store.latestForget());
    await until('it is shared', async () => (await b.store.look(name))?.expired === false);
    await a.store.forget(['email:countess']);
    await until('the one that was told has forgotten', () => a.memory.read(name) === undefined);
  });

  it('a Redis that is emptied is filled again by the next answers', async () => {
    await redis.ask('FLUSHALL');
    await until('an answer is shared', async () => {
      await a.store.write(name, entry(), a.store.latestForget());
      return (await b.store.read(name)) !== undefined;
    });
  });
});
