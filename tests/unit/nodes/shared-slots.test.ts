import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { systemClock } from '../../../server/clock.ts';
import type { SharedSlot } from '../../../server/drift/shared-slots.ts';
import type { Lane } from '../../../server/lookup/ports.ts';
import { type Announce, createAnnounce } from '../../../server/nodes/announce.ts';
import { createSharedSlots, type SharedSlotsOfNode } from '../../../server/nodes/shared-slots.ts';
import { settle } from '../../support/held-fetch.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { describeWithRedis } from '../../support/redis-server.ts';
import { type CuttableLink, openSharedRedis, type SharedRedis } from '../../support/shared-redis.ts';

// The clock of Redis cannot be turned: a minute is a quarter of a second here, and an outage is as short.
const window = 240;
const longestCall = 100;
const patience = 200;
const minute = 60_000;
const perMinute = 20;

type Node = {
  readonly link: CuttableLink;
  readonly announce: Announce;
  readonly slots: SharedSlotsOfNode;
  /** Lets it announce itself once more, by the node's own timer. */
  tick(): void;
};

let redis: SharedRedis;
let tag: string;
let nodes: Node[];
let run = 0;

type Options = { readonly limit?: number; readonly window?: number };

const startNode = async ({ limit = perMinute, window = minute }: Options = {}): Promise<Node> => {
  const timers: ManualClock = createManualClock();
  const link = redis.link();
  const node = `node-${nodes.length}`;
  const announce = createAnnounce({ run: link.run, tag, node, clock: timers });
  const slots = createSharedSlots({
    link,
    tag,
    node,
    nodes: announce.nodes,
    perMinute: limit,
    longestCall,
    firstWord: Promise.resolve(),
    clock: systemClock,
    window,
    patience,
  });
  await link.mend();
  const announced = new Promise<void>((resolve) => {
    announce.start(async () => {
      await slots.tend();
      resolve();
    });
  });
  await announced;
  const started = { link, announce, slots, tick: () => timers.advance(3_000) };
  nodes.push(started);
  return started;
};
const startNodes = async (count: number, options: Options = {}): Promise<void> => {
  for (let n = 0; n < count; n += 1) await startNode(options);
};
/** All know of each other, and of what is left. */
const acquaint = async (): Promise<void> => {
  for (const { tick } of nodes) tick();
  await setTimeout(20);
};

type Given = SharedSlot | { readonly opensIn: number };
const isSlot = (given: Given): given is SharedSlot => 'end' in given;
/** Takes until there is nothing left. */
const takeAll = async ({ slots }: Node, lane: Lane = 'visitor'): Promise<SharedSlot[]> => {
  const taken: SharedSlot[] = [];
  for (;;) {
    const given = await slots.take(lane);
    if (!isSlot(given)) return taken;
    taken.push(given);
  }
};
const endAll = (slots: readonly SharedSlot[], made: 'made' | 'not made' = 'made'): void => {
  for (const slot of slots) slot.end(made);
};
const opensIn = async ({ slots }: Node, lane: Lane = 'visitor'): Promise<number> => {
  const given = await slots.take(lane);
  return isSlot(given) ? 0 : given.opensIn;
};
const firstOf = (): [Node, Node] => {
  const [one, other] = nodes;
  if (one === undefined || other === undefined) throw new Error('there are not two nodes');
  return [one, other];
};

/** Each node calls Drift as fast as it may for so long; gives when Drift saw the calls. */
const load = async (milliseconds: number): Promise<number[]> => {
  const seen: number[] = [];
  const over = performance.now() + milliseconds;
  const call = async ({ slots }: Node): Promise<void> => {
    while (performance.now() < over) {
      const given = await slots.take('visitor');
      if (!isSlot(given)) {
        await setTimeout(Math.min(given.opensIn, 20));
        continue;
      }
      await setTimeout(Math.random() * 10);
      seen.push(performance.now());
      await setTimeout(Math.random() * 10);
      given.end('made');
    }
  };
  await Promise.all(nodes.flatMap((node) => [1, 2, 3, 4].map(() => call(node))));
  return seen;
};
const mostInAnyWindow = (seen: readonly number[]): number =>
  Math.max(0, ...seen.map((from) => seen.filter((at) => at >= from && at < from + window).length));

describeWithRedis('one budget of all nodes', () => {
  beforeAll(async () => {
    redis = await openSharedRedis();
  });
  afterAll(() => redis.close());
  beforeEach(() => {
    run += 1;
    [tag, nodes] = [`{budget-${run}}`, []];
  });

  it('is never exceeded in any window, and is used', async () => {
    await startNodes(3, { window });
    const seen = await load(4 * window);
    expect(mostInAnyWindow(seen)).toBeLessThanOrEqual(perMinute);
    expect(seen.length).toBeGreaterThan(2 * perMinute);
  });

  it('can be spent by one node to the last slot', async () => {
    await startNodes(3);
    const [busy] = firstOf();
    await acquaint();
    expect(await takeAll(busy)).toHaveLength(perMinute);
    expect([busy.slots.remaining(), await opensIn(busy)]).toEqual([0, expect.any(Number)]);
  });

  it('is what the node says it may spend, and what is left of it', async () => {
    await startNodes(2);
    const [one, other] = firstOf();
    endAll((await takeAll(one)).slice(0, 1), 'not made');
    await acquaint();
    expect([other.slots.perMinute(), other.slots.remaining()]).toEqual([perMinute, 1]);
  });

  it('counts a call until a window after its end, and says when that is', async () => {
    await startNodes(2, { window });
    const [one, other] = firstOf();
    const taken = await takeAll(one);
    await setTimeout(20);
    endAll(taken);
    const wait = await opensIn(other);
    expect(wait).toBeGreaterThan(window - 20);
    expect(wait).toBeLessThanOrEqual(window + 2);
    await setTimeout(wait + 2);
    expect(isSlot(await other.slots.take('visitor'))).toBe(true);
  });

  it('does not count a call that was not made', async () => {
    await startNodes(2);
    const [one, other] = firstOf();
    endAll(await takeAll(one), 'not made');
    expect(await takeAll(other)).toHaveLength(perMinute);
  });

  it('is left by background work to a fifth', async () => {
    await startNodes(2);
    const [one, other] = firstOf();
    expect(await takeAll(one, 'background')).toHaveLength(16);
    expect(await takeAll(other, 'background')).toHaveLength(0);
    expect([...(await takeAll(other)), ...(await takeAll(one))]).toHaveLength(4);
  });

  it('comes back when a node has died in the midst of its calls, and not before', async () => {
    await startNodes(2, { window });
    const [dead, other] = firstOf();
    await takeAll(dead);
    dead.link.cut();
    const wait = await opensIn(other);
    expect(wait).toBeGreaterThan(window);
    await setTimeout(wait + 50);
    expect(await takeAll(other)).toHaveLength(perMinute);
  });

  it('is never exceeded while Redis goes, is gone, and comes back empty', async () => {
    await startNodes(3, { window });
    await acquaint();
    const loading = load(8 * window);
    await setTimeout(1.2 * window);
    for (const { link } of nodes) link.cut();
    await setTimeout(2.5 * window);
    expect(nodes.map(({ slots }) => slots.perMinute())).toEqual([6, 6, 6]);
    await redis.command('FLUSHALL');
    for (const { link } of nodes) {
      await link.mend();
      await setTimeout(30);
    }
    const seen = await loading;
    expect(mostInAnyWindow(seen)).toBeLessThanOrEqual(perMinute);
    expect(seen.length).toBeGreaterThan(3 * perMinute);
    expect(nodes.map(({ slots }) => slots.perMinute())).toEqual([perMinute, perMinute, perMinute]);
  });

  it('is never exceeded when the count is lost though Redis was always there', async () => {
    await startNodes(3, { window });
    const loading = load(4 * window);
    await setTimeout(1.2 * window);
    await redis.command('FLUSHALL');
    const seen = await loading;
    expect(mostInAnyWindow(seen)).toBeLessThanOrEqual(perMinute);
    expect(nodes.map(({ slots }) => slots.perMinute())).toEqual([perMinute, perMinute, perMinute]);
  });

  it('is nobody else’s when one node has spent it as Redis goes', async () => {
    await startNodes(2, { limit: 60, window });
    const [busy, idle] = firstOf();
    await acquaint();
    const before = await takeAll(busy);
    for (const { link } of nodes) link.cut();
    const after = [...(await takeAll(idle)), ...(await takeAll(busy))];
    expect(before.length).toBeLessThan(60); // what others may spend without asking is left to them
    expect(after.length).toBeGreaterThan(0);
    expect(before.length + after.length).toBeLessThanOrEqual(60);
    endAll([...before, ...after]);
    await setTimeout(window + longestCall + 5);
    expect([(await takeAll(idle)).length, (await takeAll(busy)).length]).toEqual([30, 30]);
  });

  it('is spent to the last slot again when nodes have heard how little is left', async () => {
    await startNodes(2, { limit: 200 });
    const [busy, idle] = firstOf();
    await acquaint();
    const before = await takeAll(busy);
    expect(await opensIn(busy)).toBeLessThanOrEqual(3_000);
    for (let n = 0; n < 3; n += 1) {
      await acquaint();
      before.push(...(await takeAll(busy)));
    }
    expect([before.length, await opensIn(idle)]).toEqual([200, expect.any(Number)]);
  });

  it('holds the calls that a node makes between its return and the common count', async () => {
    await startNodes(2, { limit: 100 });
    const [one, other] = firstOf();
    await acquaint();
    one.link.cut();
    const own = [await one.slots.take('visitor')].filter(isSlot);
    await one.link.mend();
    own.push(...(await takeAll(one)));
    expect(own.length).toBeGreaterThan(1);
    await setTimeout(patience + 5);
    const common = [...(await takeAll(other)), ...(await takeAll(one))];
    expect(own.length + common.length).toBe(100);
  });

  it('is not exceeded by a node that was away without having noticed', async () => {
    await startNodes(2);
    const [one, other] = firstOf();
    const taken = await takeAll(other);
    await one.link.mend();
    expect(taken.length + (await takeAll(one)).length).toBe(perMinute);
    expect(one.slots.perMinute()).toBeLessThan(perMinute / 2);
  });

  it('makes a new node wait while the others may not have told their calls', async () => {
    await startNodes(2);
    const [one] = firstOf();
    one.link.cut();
    const own = await takeAll(one);
    expect(own.length).toBeGreaterThan(0);
    await one.link.mend();
    const fresh = await startNode();
    const wait = await opensIn(fresh);
    expect(wait).toBeGreaterThan(0);
    await setTimeout(patience + 5);
    expect(await takeAll(fresh)).toHaveLength(perMinute - own.length);
  });

  it('is never spent by each of several nodes that have not met Redis', async () => {
    const link = redis.link();
    link.cut();
    const alone = createSharedSlots({
      link,
      tag,
      node: 'alone',
      nodes: () => undefined,
      perMinute: 100,
      longestCall,
      firstWord: Promise.resolve(),
      clock: systemClock,
    });
    const node = { slots: alone } as const;
    expect(alone.perMinute()).toBe(10);
    let taken = 0;
    while (isSlot(await node.slots.take('visitor'))) taken += 1;
    expect(taken).toBe(10);
  });

  it('is not touched by a node that has just started until it knows whether Redis is there', async () => {
    await startNodes(1);
    const [{ link }] = nodes as [Node];
    let begin = (): void => {};
    const firstWord = new Promise<void>((resolve) => {
      begin = resolve;
    });
    const parts = { link, tag, node: 'fresh', nodes: () => undefined, perMinute, longestCall };
    const fresh = createSharedSlots({ ...parts, firstWord, clock: systemClock });
    let given: Given | undefined;
    const taking = fresh.take('visitor').then((slot) => {
      given = slot;
    });
    await settle();
    expect(given).toBeUndefined();
    begin();
    await taking;
    expect(given).toBeDefined();
  });

  it.each([
    ['the calls', 'calls', ['SET', 'nonsense']],
    ['what tells the count', 'calls:epoch', ['SET', 'another']],
    ['what others spare', 'nodes:spare', ['SET', 'nonsense']],
  ])('goes by the own share when %s are nonsense in Redis', async (_, key, [word, value]) => {
    await startNodes(2);
    const [one, other] = firstOf();
    await acquaint();
    await redis.command(`${word}`, `${tag}:${key}`, `${value}`);
    expect((await takeAll(one)).length + (await takeAll(other)).length).toBeLessThanOrEqual(perMinute);
    await settle();
  });
});
