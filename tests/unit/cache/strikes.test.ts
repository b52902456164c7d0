import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Entry, Name } from '../../../server/lookup/entry.ts';
import { contactEntry } from '../../support/contacts.ts';
import { createFakeRedis, type FakeRedis } from '../../support/fake-redis.ts';
import { settle } from '../../support/held-fetch.ts';
import { createNode, createNodes, type NodeInHand } from '../../support/layered-nodes.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const ada = contactEntry(['id:1', 'external:ada', 'email:ada'], { plan: 'pro' });
const bob = contactEntry(['id:2', 'external:bob'], { plan: 'free' });

let clock: ManualClock;
let redis: FakeRedis;
let nodes: readonly NodeInHand[];
let a: NodeInHand;
let b: NodeInHand;
let c: NodeInHand;

const learn = async (node: NodeInHand, asked: Name, entry: Entry): Promise<void> => {
  await node.store.write(asked, entry, node.store.latestForget());
  await settle();
};
/** Everybody has Ada and Bob at hand. */
const allKnow = async (): Promise<void> => {
  await learn(a, 'external:ada', ada);
  await learn(a, 'external:bob', bob);
  for (const { store } of nodes)
    for (const name of ['external:ada', 'external:bob'] as const) await store.read(name);
};
const atHand = (name: Name): (boolean | undefined)[] =>
  nodes.map(({ store }) => {
    const entry = store.atHand(name);
    return entry && !entry.expired;
  });

beforeEach(async () => {
  clock = createManualClock();
  redis = createFakeRedis(clock);
  nodes = await createNodes(redis, ['a', 'b', 'c'], clock);
  [a, b, c] = nodes as [NodeInHand, NodeInHand, NodeInHand];
  await allKnow();
});

describe('a strike on one node', () => {
  it('that forgets removes it on all, and nobody else', async () => {
    expect(await b.store.forget(['email:ada'])).toBe(1);
    expect(atHand('id:1')).toEqual([undefined, undefined, undefined]);
    expect(atHand('id:2')).toEqual([true, true, true]);
    expect(await c.store.read('external:ada')).toBeUndefined();
  });

  it('that expires expires it on all', async () => {
    expect(await b.store.expire(['email:ada'])).toBe(1);
    expect(atHand('external:ada')).toEqual([false, false, false]);
    expect(atHand('id:2')).toEqual([true, true, true]);
  });

  it('counts what only another node had', async () => {
    a.memory.forget(['id:2']);
    expect(await a.store.forget(['id:2'])).toBe(1);
  });

  it('is not done a second time when its own word comes back: a newer answer stays', async () => {
    a.line.holdMessages();
    await a.store.expire(['id:1']);
    await learn(a, 'id:1', ada);
    a.line.letThrough();
    expect(a.store.atHand('id:1')).toBe(ada);
  });

  it('says that all were reached', async () => {
    await a.store.forget(['id:1']);
    expect(a.store.unreached()).toEqual([]);
  });

  it('keeps answers that were asked for before it out of the memory of every node', async () => {
    const begun = nodes.map(({ store }) => store.latestForget());
    await a.store.forget(['id:1']);
    for (const [n, { store }] of nodes.entries())
      expect(await store.write('external:ada', ada, begun[n] ?? 0)).toBe(false);
  });

  it('that removes everything removes it on the other nodes', async () => {
    await a.line.shared.strike('flush', []);
    expect(atHand('id:2')).toEqual([true, undefined, undefined]);
  });
});

describe('a message that nobody here can open', () => {
  it('expires all that this node has in memory', () => {
    b.news.unreadable();
    expect(atHand('id:1')).toEqual([true, false, true]);
    expect(atHand('id:2')).toEqual([true, false, true]);
  });

  it('keeps answers that were asked for before it out of memory', async () => {
    const begun = b.store.latestForget();
    b.news.unreadable();
    expect(await b.store.write('id:3', contactEntry(['id:3']), begun)).toBe(false);
  });
});

describe('a node that was away', () => {
  it('learns on its return what was struck meanwhile, and keeps the rest', async () => {
    b.cut();
    await a.store.forget(['id:1']);
    expect(atHand('id:1')).toEqual([undefined, true, undefined]);
    await b.back();
    expect(atHand('id:1')).toEqual([undefined, undefined, undefined]);
    expect(atHand('id:2')).toEqual([true, true, true]);
  });

  it('keeps everything when nothing was struck', async () => {
    b.cut();
    await b.back();
    expect([atHand('id:1'), atHand('id:2')]).toEqual([
      [true, true, true],
      [true, true, true],
    ]);
  });

  it('expires everything when more was struck than can be told', async () => {
    redis.listLength = 3;
    b.cut();
    for (let n = 10; n < 14; n += 1) await a.store.expire([`id:${n}`]);
    await b.back();
    expect([atHand('id:1'), atHand('id:2')]).toEqual([
      [true, false, true],
      [true, false, true],
    ]);
  });

  it('is told exactly as much as the list holds', async () => {
    redis.listLength = 3;
    b.cut();
    for (let n = 10; n < 13; n += 1) await a.store.expire([`id:${n}`]);
    await b.back();
    expect(atHand('id:1')).toEqual([true, true, true]);
  });

  it('does not take what it hears while it is coming back for all that it has missed', async () => {
    b.cut();
    await a.store.expire(['id:1']);
    await b.line.back(async (shared) => {
      await a.store.expire(['id:2']); // heard already
      await b.catchUp(shared);
    });
    expect([atHand('id:1'), atHand('id:2')]).toEqual([
      [false, false, false],
      [false, false, false],
    ]);
  });

  it('does not count the number of its own strike as proof that it has heard those before it', async () => {
    a.line.holdMessages();
    await b.store.expire(['id:2']);
    await a.store.expire(['id:1']);
    a.cut();
    await a.back();
    expect(atHand('id:2')).toEqual([false, false, false]);
  });

  it('expires everything when Redis has been emptied meanwhile', async () => {
    b.cut();
    redis.flush();
    await b.back();
    expect(atHand('id:1')).toEqual([true, false, true]);
  });

  it('keeps no answer that was asked for before Redis was emptied', async () => {
    const begun = b.store.latestForget();
    b.cut();
    redis.flush();
    await b.back();
    expect(await b.store.write('id:3', contactEntry(['id:3']), begun)).toBe(false);
  });

  it('from the start expires what it had before it ever met the others', async () => {
    const late = createNode(redis, 'late', clock);
    await late.store.write('id:3', contactEntry(['id:3']), late.store.latestForget());
    await late.back();
    expect(late.store.atHand('id:3')?.expired).toBe(true);
  });
});

describe('what Redis did not take', () => {
  it('is done here, and it is said that it was not done elsewhere', async () => {
    a.cut();
    expect(await a.store.forget(['id:1'])).toBe(1);
    expect(a.store.unreached()).toEqual(['redis']);
    expect(atHand('id:1')).toEqual([undefined, true, true]);
  });

  it('is sent on return, before anything is read', async () => {
    a.cut();
    await a.store.forget(['id:1']);
    await a.store.expire(['external:bob']);
    await a.back();
    expect([atHand('id:1'), atHand('id:2')]).toEqual([
      [undefined, undefined, undefined],
      [false, false, false],
    ]);
    expect(await a.store.read('id:1')).toBeUndefined();
    expect(a.store.unreached()).toEqual([]);
  });

  it('although Redis is there keeps this node from asking it, until it is taken', async () => {
    a.line.refuseStrikes(true);
    await a.store.forget(['id:1']);
    expect(a.store.unreached()).toEqual(['redis']);
    expect(a.store.read('id:1')).toBeUndefined();
    a.line.refuseStrikes(false);
    clock.advance(1_000);
    await settle();
    expect(a.store.unreached()).toEqual([]);
    expect(atHand('id:1')).toEqual([undefined, undefined, undefined]);
  });

  it('is tried again each second, however often it fails', async () => {
    a.line.refuseStrikes(true);
    await a.store.forget(['id:1']);
    for (let n = 0; n < 3; n += 1) {
      clock.advance(1_000);
      await settle();
    }
    a.line.refuseStrikes(false);
    clock.advance(1_000);
    await settle();
    expect(a.store.unreached()).toEqual([]);
  });

  it('and is more than can be kept removes everything everywhere', async () => {
    a.cut();
    for (let n = 0; n < 10_001; n += 1) await a.store.expire([`id:${n + 100}`]);
    await a.back();
    expect(redis.strikes.at(-1)?.kind).toBe('flush');
    expect(atHand('id:1').slice(1)).toEqual([undefined, undefined]);
    expect(await b.store.read('id:1')).toBeUndefined();
  });

  it('and may have been taken late is not done twice to a newer answer here', async () => {
    a.cut();
    await a.store.expire(['id:1']);
    await learn(a, 'id:1', ada);
    await a.back();
    expect(a.store.atHand('id:1')).toMatchObject({ values: { plan: 'pro' } });
  });
});

describe('a Redis that has lost the latest strikes', () => {
  /** A replica that lags takes over: it holds Ada as she was before she was struck. */
  const failOver = async (): Promise<void> => {
    for (const node of nodes) node.cut();
    redis.loseStrikes(1);
  };

  it.each(['forget', 'expire'] as const)('is told again of a %s by the node that struck', async (strike) => {
    await a.store.expire(['id:9']);
    await a.store[strike](['id:1']);
    await failOver();
    await a.back();
    expect(redis.strikes.at(-1)).toMatchObject({ node: 'a' });
    expect(redis.strikes.flatMap(({ names }) => names)).toContain('id:1');
  });

  it('is told again of a forget by any node: the one that struck may be gone', async () => {
    await a.store.expire(['id:9']);
    await a.store.forget(['id:1']);
    await failOver();
    await b.back();
    expect(redis.strikes.filter(({ kind }) => kind === 'forget').flatMap(({ names }) => names)).toEqual([
      'id:1',
    ]);
  });

  it('is not told of what was struck long ago', async () => {
    await a.store.forget(['id:1']);
    clock.advance(600_001);
    await a.store.expire(['id:9']);
    await failOver();
    await a.back();
    expect(redis.strikes.slice(1).flatMap(({ names }) => names)).toEqual(['id:9']);
  });

  it('leaves no node with what it has in memory unexpired', async () => {
    await a.store.expire(['id:9']);
    await failOver();
    for (const node of nodes) await node.back();
    expect(atHand('id:2')).toEqual([false, false, false]);
  });
});
