import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { tag } from '../../../../server/cache/redis/script.ts';
import { systemClock } from '../../../../server/clock.ts';
import { contact, contactEntry, ref } from '../../../support/contacts.ts';
import { gist } from '../../../support/lookup-bench.ts';
import { aliases } from '../../../support/lookup-nodes.ts';
import { joinNode, type RealNode } from '../../../support/real-nodes.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../../../support/redis-server.ts';
import { until } from '../../../support/until.ts';

const byExternalId = ref('external', 'ada');
const name = aliases.nameOf(byExternalId);
const ada = contact('1', { externalId: 'ada', email: 'ada@example.com', plan: 'pro' });

describeWithRedis('nodes that Redis is taken from', () => {
  let redis: RedisServer;
  let nodes: readonly RealNode[] = [];
  let a: RealNode;
  let b: RealNode;

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.end());
  beforeEach(async () => {
    await redis.ask('FLUSHALL');
    nodes = await Promise.all(['a', 'b', 'c'].map((node) => joinNode(redis.servers, node)));
    [a, b] = nodes as [RealNode, RealNode];
  });
  afterEach(async () => {
    redis.child.kill('SIGCONT');
    for (const { link } of nodes) await link.close();
  });

  const allKnow = async (): Promise<void> => {
    const moment = { storedAt: systemClock.now(), asOf: systemClock.wall() };
    const entry = contactEntry(['id:1', name, 'email:ada'], { plan: 'pro' }, moment);
    await a.store.write(name, entry, a.store.latestForget());
    for (const { store } of nodes)
      await until('all know', async () => (await store.read(name)) !== undefined);
  };
  const fresh = (): (boolean | undefined)[] =>
    nodes.map(({ store }) => {
      const found = store.atHand(name);
      return found && !found.expired;
    });
  const allForgotten = (): Promise<void> =>
    until('all have forgotten', () => fresh().every((one) => one === undefined));
  const allGone = (): Promise<void> => until('all noticed', () => nodes.every(({ link }) => !link.isUp));
  const allBack = (): Promise<void> => until('all are back', () => nodes.every(({ link }) => link.isUp));

  /** While `act` goes on no node has a connection; afterwards all come back. */
  const whileApart = async (act: () => Promise<void>): Promise<void> => {
    const returns = nodes.map((node) => node.keepAway());
    await redis.ask('CLIENT', 'KILL', 'TYPE', 'normal');
    await redis.ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await allGone();
    await act();
    for (const letReturn of returns) letReturn();
    await allBack();
  };

  describe('by a broken connection', () => {
    it('keep what they have when nothing was struck meanwhile', async () => {
      await allKnow();
      await whileApart(async () => {});
      expect(fresh()).toEqual([true, true, true]);
    });

    it('forget on their return what one of them was told to forget meanwhile', async () => {
      await allKnow();
      await whileApart(async () => {
        expect(await a.store.forget(['email:ada'])).toBe(1);
        expect([a.store.unreached(), fresh()]).toEqual([['redis'], [undefined, true, true]]);
      });
      await allForgotten();
      expect(a.store.unreached()).toEqual([]);
      expect(await b.store.read(name)).toBeUndefined();
    });

    it('forget on their return what another node has forgotten meanwhile', async () => {
      await allKnow();
      await whileApart(async () => {
        const other = await joinNode(redis.servers, 'other');
        expect(await other.store.forget(['email:ada'])).toBe(1);
        await other.link.close();
      });
      expect(fresh()).toEqual([undefined, undefined, undefined]);
    });

    it('expire everything when Redis was emptied meanwhile', async () => {
      await allKnow();
      await whileApart(async () => {
        await redis.ask('FLUSHALL');
      });
      expect(fresh()).toEqual([false, false, false]);
    });

    it('expire everything when more was struck meanwhile than is still told', async () => {
      await allKnow();
      await whileApart(async () => {
        const other = await joinNode(redis.servers, 'other');
        await other.store.expire(['id:77']);
        await other.link.close();
        await redis.ask('DEL', `${tag}:strikes`);
      });
      expect(fresh()).toEqual([false, false, false]);
    });

    it('let everybody ask at once who waits for another node', async () => {
      void a.lookup.find(byExternalId).catch(() => {});
      await until('one asks', () => a.drift.calls.length === 1);
      const found = b.lookup.find(byExternalId);
      await whileApart(() => until('the other asks', () => b.drift.calls.length === 1));
      await b.drift.last.answer(ada);
      expect(gist(await found)).toEqual(['miss', 'pro']);
    });
  });

  describe('by its standing still', () => {
    it('wait for it once and no longer than it may take, and make up for it later', async () => {
      await allKnow();
      redis.child.kill('SIGSTOP');
      const begun = performance.now();
      expect(await a.store.forget(['id:1'])).toBe(1);
      expect(performance.now() - begun).toBeLessThan(300);
      expect(a.store.unreached()).toEqual(['redis']);
      expect(a.store.read(name)).toBeUndefined();
      redis.child.kill('SIGCONT');
      await allForgotten();
      await until('all was told', () => a.store.unreached().length === 0);
    });

    it('ask Drift each for itself', async () => {
      redis.child.kill('SIGSTOP');
      const found = nodes.map(({ lookup }) => lookup.find(byExternalId));
      for (const { drift } of nodes) {
        await until('each asks', () => drift.calls.length === 1);
        await drift.last.answer(ada);
      }
      expect((await Promise.all(found)).map((one) => gist(one)[1])).toEqual(['pro', 'pro', 'pro']);
    });
  });

  it('by its end serve from memory, and share again with the next one', async () => {
    await allKnow();
    await redis.end();
    await allGone();
    expect(fresh()).toEqual([true, true, true]);
    await a.store.forget(['id:1']);
    redis = await startRedis([], { at: redis.port });
    await allBack();
    await allForgotten();
    expect(a.store.unreached()).toEqual([]);
    await allKnow();
  });

  it('by its memory being full forget on all nodes as before, and ask Drift each for itself', async () => {
    await allKnow();
    await redis.ask('CONFIG', 'SET', 'maxmemory', '1');
    expect(await a.store.forget(['id:1'])).toBe(1);
    await allForgotten();
    expect(a.store.unreached()).toEqual([]);
    const found = b.lookup.find(byExternalId);
    await until('it asks', () => b.drift.calls.length === 1);
    await b.drift.last.answer(ada);
    expect(gist(await found)).toEqual(['miss', 'pro']);
    await redis.ask('CONFIG', 'SET', 'maxmemory', '0');
  });
});
