import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ContactEntry, Entry, Name } from '../../../server/lookup/entry.ts';
import { storeSuite } from '../../suites/store.ts';
import { absentEntry, contactEntry } from '../../support/contacts.ts';
import { createFakeRedis, type FakeRedis } from '../../support/fake-redis.ts';
import { settle } from '../../support/held-fetch.ts';
import { createNode, createNodes, type NodeInHand } from '../../support/layered-nodes.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const open = async () => {
  const clock = createManualClock();
  const redis = createFakeRedis(clock);
  return { clock, redis, nodes: await createNodes(redis, ['a', 'b'], clock) };
};

storeSuite('the layered store', async () => {
  const { nodes, clock } = await open();
  return { store: (nodes[0] as NodeInHand).store, clock, end: () => {} };
});
storeSuite('the layered store whose Redis is away', () => {
  const clock = createManualClock();
  return { store: createNode(createFakeRedis(clock), 'a', clock).store, clock, end: () => {} };
});

const ada = contactEntry(['id:1', 'external:ada', 'email:ada'], { plan: 'pro' });
const later = (values: Record<string, string>, storedAt: number): Entry =>
  contactEntry(ada.names, values, { storedAt, asOf: ada.asOf + storedAt });

let clock: ManualClock;
let redis: FakeRedis;
let a: NodeInHand;
let b: NodeInHand;
beforeEach(async () => {
  const made = await open();
  ({ clock, redis } = made);
  [a, b] = made.nodes as [NodeInHand, NodeInHand];
});

const learn = async (node: NodeInHand, asked: Name, entry: Entry): Promise<boolean> => {
  const kept = await node.store.write(asked, entry, node.store.latestForget());
  await settle();
  return kept;
};

describe('reading', () => {
  it('gives at once what memory has, and asks Redis nothing', async () => {
    await learn(a, 'external:ada', ada);
    expect(a.store.read('external:ada')).toBe(ada);
    expect(redis.reads).toBe(0);
  });

  it('finds what another node has learned, and has it at hand from then on', async () => {
    await learn(a, 'external:ada', ada);
    const found = await b.store.read('external:ada');
    expect(found).toEqual(ada);
    expect(b.store.atHand('external:ada')).toBe(found);
    expect(b.store.read('id:1')).toBe(found);
    expect(redis.reads).toBe(1);
  });

  it('follows a name on another node only if Drift was asked for that very name on some node', async () => {
    await learn(a, 'id:1', ada);
    expect(await b.store.read('external:ada')).toBeUndefined();
  });

  it('finds that nobody is there, too', async () => {
    await learn(a, 'email:nobody', absentEntry('unknown', { times: 3 }));
    expect(await b.store.read('email:nobody')).toEqual(absentEntry('unknown', { times: 3 }));
    expect(b.store.atHand('email:nobody')).toBeDefined();
  });

  it('gives contacts the same set of places that this node’s own have, so that it takes no room', async () => {
    const places = new Set(['plan', 'city']);
    await learn(b, 'id:2', contactEntry(['id:2'], {}, { places }));
    await learn(a, 'id:1', contactEntry(['id:1'], {}, { places: new Set(['city', 'plan']) }));
    await learn(a, 'id:3', contactEntry(['id:3'], {}, { places: new Set(['plan']) }));
    expect(await b.store.read('id:1')).toHaveProperty('places', places);
    expect((b.store.atHand('id:1') as ContactEntry).places).toBe(places);
    expect(((await b.store.read('id:3')) as ContactEntry).places).toEqual(new Set(['plan']));
  });

  it('by a crowd at once asks Redis once and gives all one object', async () => {
    await learn(a, 'id:1', ada);
    const found = await Promise.all(Array.from({ length: 1_000 }, () => b.store.read('id:1')));
    expect(new Set(found)).toEqual(new Set([b.store.atHand('id:1')]));
    expect(redis.reads).toBe(1);
  });

  it('under a second name gives the object that is there already', async () => {
    await learn(a, 'id:1', ada);
    await learn(a, 'external:ada', ada);
    const byId = await b.store.read('id:1');
    expect(await b.store.read('external:ada')).toBe(byId);
    expect(b.store.atHand('external:ada')).toBe(byId);
  });

  it('waits for nobody while Redis is away', () => {
    a.cut();
    expect(a.store.read('external:ada')).toBeUndefined();
    expect(redis.reads).toBe(0);
  });

  it('is not answered from before a strike that comes while Redis is asked', async () => {
    await learn(a, 'id:1', ada);
    const found = b.store.read('id:1');
    void a.store.forget(['id:1']);
    expect(await found).toBeUndefined();
    expect(b.store.atHand('id:1')).toBeUndefined();
  });

  it('after an own strike is not answered with what Redis said before it had heard of it', async () => {
    await learn(a, 'id:1', ada);
    a.line.delayStrikes(true);
    const forgotten = a.store.forget(['id:1']);
    const found = a.store.read('id:1');
    expect(await found).toBeUndefined();
    a.line.delayStrikes(false);
    await forgotten;
    expect(a.store.atHand('id:1')).toBeUndefined();
  });

  it('of what an own strike does not concern goes on meanwhile', async () => {
    await learn(b, 'id:2', contactEntry(['id:2']));
    a.line.delayStrikes(true);
    const forgotten = a.store.forget(['id:1']);
    expect(await a.store.read('id:2')).toBeDefined();
    a.line.delayStrikes(false);
    await forgotten;
  });
});

describe('looking for something better than memory has', () => {
  it('finds the later answer, whichever node has it', async () => {
    await learn(a, 'id:1', ada);
    await b.store.read('id:1');
    await learn(a, 'id:1', later({ plan: 'free' }, 10));
    expect(b.store.atHand('id:1')).toMatchObject({ values: { plan: 'pro' } });
    expect(await b.store.look('id:1')).toMatchObject({ values: { plan: 'free' } });
    expect(b.store.atHand('id:1')).toMatchObject({ values: { plan: 'free' } });
  });

  it('keeps the very object that it has when Redis has the same', async () => {
    await learn(a, 'id:1', ada);
    expect(await a.store.look('id:1')).toBe(ada);
  });

  it('keeps what it has when Redis has less: an answer may have been learned while Redis was away', async () => {
    await learn(a, 'id:1', ada);
    b.cut();
    const newer = later({ plan: 'free' }, 10);
    await learn(b, 'id:1', newer);
    await b.back();
    b.store.write('id:1', newer, b.store.latestForget()); // its return has expired everything; this is a later answer
    expect(await b.store.look('id:1')).toBe(newer);
  });

  it('does not lead a name to an older answer than it has of the same contact', async () => {
    await learn(a, 'external:ada', ada);
    b.memory.write('id:1', later({ plan: 'free' }, 10), b.store.latestForget());
    expect(await b.store.read('external:ada')).toMatchObject({ values: { plan: 'free' } });
  });

  it('does not believe an older answer about a contact that is known not to be there any more', async () => {
    await learn(a, 'external:ada', ada);
    b.memory.write('id:1', absentEntry('unknown', { storedAt: 10 }), b.store.latestForget());
    expect(await b.store.read('external:ada')).toBeUndefined();
    expect(b.store.atHand('id:1')?.kind).toBe('unknown');
  });

  it('believes Redis that an answer has not expired, when memory was expired as a whole', async () => {
    await learn(a, 'id:1', ada);
    a.memory.expireEverything();
    expect(a.store.atHand('id:1')?.expired).toBe(true);
    expect((await a.store.look('id:1'))?.expired).toBe(false);
  });

  it('does not believe it of what is from before a strike that could not be read: it may be under other names', async () => {
    await learn(a, 'id:1', ada);
    b.news.unreadable();
    expect((await b.store.look('id:1'))?.expired).toBe(true);
    clock.advance(1);
    await learn(b, 'id:1', { ...ada, asOf: ada.asOf + 1, storedAt: clock.now() });
    expect((await a.store.look('id:1'))?.expired).toBe(false);
    expect((await b.store.look('id:1'))?.expired).toBe(false);
  });
});

describe('writing', () => {
  it('does not wait for Redis', () => {
    expect(a.store.write('id:1', ada, a.store.latestForget())).toBe(true);
  });

  it('goes on in memory while Redis is away', async () => {
    a.cut();
    expect(await learn(a, 'id:1', ada)).toBe(true);
    expect(a.store.atHand('id:1')).toBe(ada);
    expect(await b.store.read('id:1')).toBeUndefined();
  });

  it('what memory refuses goes nowhere, and nobody waits for it', async () => {
    const begun = a.store.latestForget();
    expect(await a.line.shared.board('id:1')).toBe('asks');
    a.memory.forget(['id:1']);
    expect(await a.store.write('id:1', ada, begun)).toBe(false);
    await settle();
    expect(await b.line.shared.board('id:1')).toBe('asks');
    expect(await b.store.read('id:1')).toBeUndefined();
  });

  it.each(['expire', 'forget'] as const)(
    'an answer that was asked for before another node’s %s brings nothing back',
    async (strike) => {
      const begun = b.store.latestForget();
      await a.store[strike](['email:ada']);
      expect(await b.store.write('external:ada', ada, begun)).toBe(false);
      await settle();
      expect([await a.store.read('external:ada'), await b.store.read('external:ada')]).toEqual([
        undefined,
        undefined,
      ]);
    },
  );

  it('nor does one on a node that has not heard of it yet: gone when it hears', async () => {
    b.line.holdMessages();
    const begun = b.store.latestForget();
    await a.store.forget(['email:ada']);
    await b.store.write('external:ada', ada, begun);
    await settle();
    expect(await a.store.read('external:ada')).toBeUndefined();
    b.line.letThrough();
    expect(await b.store.read('external:ada')).toBeUndefined();
  });

  it('what is asked for after an own strike is shared again', async () => {
    await a.store.forget(['id:1']);
    await learn(a, 'id:1', ada);
    expect(await b.store.read('id:1')).toEqual(ada);
  });

  it('what is asked for once Redis has confirmed an own strike is shared, though its word comes later', async () => {
    a.line.holdMessages();
    await a.store.forget(['id:1']);
    await learn(a, 'id:1', ada);
    expect(await b.store.read('id:1')).toEqual(ada);
  });

  it('what was begun before Redis had heard of an own strike and is about somebody else is shared', async () => {
    await b.store.expire(['id:7']); // so that the counter is known by a strike
    a.line.delayStrikes(true);
    const forgotten = a.store.forget(['id:1']);
    const begun = a.store.latestForget();
    a.line.delayStrikes(false);
    await forgotten;
    await a.store.write('id:2', contactEntry(['id:2']), begun);
    await settle();
    expect(await b.store.read('id:2')).toBeDefined();
  });

  it('what was begun before Redis had heard of an own strike is not shared: others may have struck, too', async () => {
    a.line.delayStrikes(true);
    const forgotten = a.store.forget(['id:1']);
    const begun = a.store.latestForget();
    a.line.delayStrikes(false);
    await forgotten;
    await a.store.write('id:1', ada, begun);
    await settle();
    expect(a.store.atHand('id:1')).toBe(ada);
    expect(await b.store.read('id:1')).toBeUndefined();
  });

  it('after Redis was emptied is shared again as soon as the new counter is known', async () => {
    redis.flush();
    await learn(a, 'id:1', ada);
    expect(await b.store.read('id:1')).toBeUndefined();
    clock.advance(10);
    await learn(a, 'id:1', later({ plan: 'free' }, 10));
    expect(await b.store.read('id:1')).toMatchObject({ values: { plan: 'free' } });
  });
});
