import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import type { Exchange } from '../../../server/limits/exchange.ts';
import { createSharedCounts } from '../../../server/nodes/shared-counts.ts';
import { describeWithRedis } from '../../support/redis-server.ts';
import { type CuttableLink, openSharedRedis, type SharedRedis } from '../../support/shared-redis.ts';

const secret = Buffer.alloc(32, 7);

let redis: SharedRedis;
let link: CuttableLink;
let tag: string;
let run = 0;

const node = (name: string, kind: 'subject' | 'address' = 'subject', step = 5_000): Exchange =>
  createSharedCounts({ run: link.run, tag, secret, kind, node: name, step });
const ada = (added: number) => [{ key: 'ada@example.com', added }];
const namesIn = async (): Promise<string> => {
  const keys = (await redis.command('KEYS', `${tag}*`)) as { reply: string[] };
  const values = await Promise.all(keys.reply.map((key) => redis.command('HKEYS', key)));
  return JSON.stringify([keys, values]);
};

describeWithRedis('counts that nodes exchange', () => {
  beforeAll(async () => {
    redis = await openSharedRedis();
  });
  afterAll(() => redis.close());
  beforeEach(() => {
    run += 1;
    tag = `{counts-${run}}`;
    link = redis.link();
  });

  it('are those of the others, summed up', async () => {
    const [one, two, three] = [node('one'), node('two'), node('three')];
    expect(await one(ada(3))).toEqual([0]);
    expect(await two(ada(4))).toEqual([3]);
    expect(await three(ada(0))).toEqual([7]);
    expect(await one(ada(2))).toEqual([4]);
    expect(await two(ada(0))).toEqual([5]);
  });

  it('come in the order in which keys were asked for, each for itself', async () => {
    const [one, two] = [node('one'), node('two')];
    const counts = Array.from({ length: 1_000 }, (_, n) => ({ key: `key-${n}`, added: n }));
    await one(counts);
    expect(await two(counts.toReversed())).toEqual(counts.map(({ added }) => added).reverse());
  });

  it('of a subject and of an address have nothing to do with each other', async () => {
    await node('one', 'subject')(ada(3));
    expect(await node('two', 'address')(ada(1))).toEqual([0]);
  });

  it('are forgotten after a minute', async () => {
    const [one, two] = [node('one', 'subject', 10), node('two', 'subject', 10)];
    await one(ada(3));
    expect(await two(ada(0))).toEqual([3]);
    await setTimeout(140);
    expect(await two(ada(0))).toEqual([0]);
    expect(await one(ada(1))).toEqual([0]);
    expect(await two(ada(0))).toEqual([1]);
  });

  it('hold no key in clear', async () => {
    await node('one')(ada(3));
    expect(await namesIn()).not.toContain('ada');
  });

  it('are unknown while Redis is away, and known again when it is back', async () => {
    const [one, two] = [node('one'), node('two')];
    await one(ada(3));
    link.cut();
    expect(await two(ada(1))).toBeUndefined();
    await link.mend();
    expect(await two(ada(1))).toEqual([3]);
  });

  it('do not take a flush for less of our own and none of the others', async () => {
    const [one, two] = [node('one'), node('two')];
    await one(ada(9));
    await redis.command('FLUSHALL');
    expect(await two(ada(2))).toEqual([0]);
    expect(await one(ada(0))).toEqual([2]);
  });

  it.each([['nonsense'], ['-5'], ['1e999'], ['']])('are none where Redis holds %p', async (value) => {
    const [one, two] = [node('one'), node('two')];
    await one(ada(3));
    const { reply: keys } = (await redis.command('KEYS', `${tag}*`)) as { reply: string[] };
    for (const key of keys) {
      const { reply: fields } = (await redis.command('HKEYS', key)) as { reply: string[] };
      for (const field of fields) if (field !== '@step') await redis.command('HSET', key, field, value);
    }
    expect(await two(ada(1))).toEqual([0]);
    expect(await one(ada(1))).toEqual([1]);
  });

  it('begin anew where Redis holds something else in their place', async () => {
    for (let place = 0; place < 13; place += 1)
      await redis.command('SET', `${tag}:counts:subject:${place}`, 'nonsense');
    const [one, two] = [node('one'), node('two')];
    await one(ada(3));
    expect(await two(ada(0))).toEqual([3]);
  });
});
