import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type Announce, createAnnounce } from '../../../server/nodes/announce.ts';
import { settle } from '../../support/held-fetch.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { describeWithRedis } from '../../support/redis-server.ts';
import { type CuttableLink, openSharedRedis, type SharedRedis } from '../../support/shared-redis.ts';
import { until } from '../../support/until.ts';

type Node = {
  readonly announce: Announce;
  readonly link: CuttableLink;
  done: number;
  again(): Promise<void>;
};

let redis: SharedRedis;
let tag: string;
let clock: ManualClock;
let run = 0;

const start = async (name: string): Promise<Node> => {
  const link = redis.link();
  const announce = createAnnounce({ run: link.run, tag, node: name, clock });
  const node: Node = {
    announce,
    link,
    done: 0,
    async again() {
      const { done } = node;
      clock.advance(3_000);
      await until('it has announced itself', () => node.done > done);
      await settle();
    },
  };
  announce.start(async () => {
    node.done += 1;
  });
  await until('it has announced itself', () => node.done > 0);
  await settle();
  return node;
};

describeWithRedis('nodes that announce themselves', () => {
  beforeAll(async () => {
    redis = await openSharedRedis();
  });
  afterAll(() => redis.close());
  beforeEach(() => {
    run += 1;
    tag = `{roster-${run}}`;
    clock = createManualClock();
  });

  it('hear of each other within three seconds', async () => {
    const one = await start('one');
    expect(one.announce.nodes()).toBe(1);
    const two = await start('two');
    expect(two.announce.nodes()).toBe(2);
    await one.again();
    expect(one.announce.nodes()).toBe(2);
  });

  it('are not counted any more when they have left, and announce themselves no more', async () => {
    const one = await start('one');
    const two = await start('two');
    await two.announce.close();
    for (let n = 0; n < 5; n += 1) await one.again();
    expect([one.announce.nodes(), two.done]).toEqual([1, 1]);
  });

  it('leave with what was spared for them', async () => {
    const one = await start('one');
    await redis.command('HSET', `${tag}:nodes:spare`, 'one', 5);
    await one.announce.close();
    expect(await redis.command('EXISTS', `${tag}:nodes:spare`)).toEqual({ reply: 0 });
  });

  it('live for ten seconds by the clock of Redis', async () => {
    await start('one');
    const [{ reply: score }, { reply: time }] = (await Promise.all([
      redis.command('ZSCORE', `${tag}:nodes`, 'one'),
      redis.command('TIME'),
    ])) as [{ reply: string }, { reply: [string, string] }];
    const left = Number(score) - Number(time[0]) * 1_000 - Number(time[1]) / 1_000;
    expect(left).toBeGreaterThan(9_000);
    expect(left).toBeLessThanOrEqual(10_000);
  });

  it('are no fewer than before until it has been so for a life: who was away as Redis was comes later', async () => {
    const one = await start('one');
    const two = await start('two');
    await one.again();
    for (const { link } of [one, two]) link.cut();
    await one.again();
    await redis.command('DEL', `${tag}:nodes`);
    await one.link.mend();
    await one.again();
    const before = one.announce.nodes();
    await two.link.mend();
    await two.again();
    for (let n = 0; n < 5; n += 1) await one.again();
    expect([before, one.announce.nodes()]).toEqual([2, 2]);
  });

  it('are gone when their life is over, and so is what was spared for them', async () => {
    const one = await start('one');
    await redis.command('ZADD', `${tag}:nodes`, 1, 'dead');
    await redis.command('HSET', `${tag}:nodes:spare`, 'dead', 5);
    await one.again();
    expect(one.announce.nodes()).toBe(1);
    expect(await redis.command('EXISTS', `${tag}:nodes:spare`)).toEqual({ reply: 0 });
  });

  it('know the last count while Redis is away, and go on', async () => {
    const other = await start('other');
    const one = await start('one');
    for (const { link } of [other, one]) link.cut();
    await one.again();
    expect(one.announce.nodes()).toBe(2);
    await redis.command('DEL', `${tag}:nodes`);
    await one.link.mend();
    for (let n = 0; n < 5; n += 1) await one.again();
    expect(one.announce.nodes()).toBe(1);
  });

  it('know of nobody, not even of themselves, before they have met Redis', async () => {
    const link = redis.link();
    link.cut();
    const announce = createAnnounce({ run: link.run, tag, node: 'alone', clock });
    announce.start(async () => {});
    await settle();
    expect(announce.nodes()).toBeUndefined();
  });
});
