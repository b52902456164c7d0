import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Script, tag } from '../../../../server/cache/redis/script.ts';
import { createToldLink, type ToldLink } from '../../../support/redis-link.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../../../support/redis-server.ts';
import { until } from '../../../support/until.ts';

const increment: Script<number> = {
  name: 'increment',
  lua: "return redis.call('INCR', KEYS[1])",
  read: Number,
};
const say: Script<number> = {
  name: 'say',
  lua: "return redis.call('PUBLISH', KEYS[1], ARGV[1])",
  read: Number,
};
const key = `${tag}:count`;

describeWithRedis('the link to a Redis', () => {
  let redis: RedisServer;
  const links: ToldLink[] = [];

  const open = async (): Promise<ToldLink> => {
    const link = createToldLink(redis.servers);
    links.push(link);
    link.start();
    await until('the link is up', () => link.isUp);
    return link;
  };

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    await Promise.all(links.splice(0).map((link) => link.close()));
  });
  afterAll(() => redis.end());

  it('runs a script', async () => {
    const link = await open();
    expect(await link.run(increment, [key], [])).toBe(1);
    expect(link.told).toEqual(['back']);
  });
  it('hears', async () => {
    const link = createToldLink(redis.servers);
    links.push(link);
    const heard: string[] = [];
    link.listen(`${tag}:talk`, (m) => heard.push(m));
    link.start();
    await until('the link is up', () => link.isUp);
    expect(await link.run(say, [`${tag}:talk`], ['hällo'])).toBe(1);
    await until('x', () => heard.length > 0);
    expect(heard).toEqual(['hällo']);
  });
});
