import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { RedisServers } from '../../../../config/config.ts';
import { type Script, tag } from '../../../../server/cache/redis/script.ts';
import { createToldLink, type ToldLink } from '../../../support/redis-link.ts';
import { type RedisWithSentinel, startSentinel } from '../../../support/redis-sentinel.ts';
import { describeWithRedis } from '../../../support/redis-server.ts';
import { until } from '../../../support/until.ts';

const key = `${tag}:count`;
const channel = `${tag}:talk`;
const count: Script<number> = {
  name: 'count',
  lua: "redis.call('PUBLISH', KEYS[2], 'counted') return redis.call('INCR', KEYS[1])",
  read: Number,
};
const nobody = { host: '127.0.0.1', port: 1 };

let link: ToldLink;
let heard: string[];

/** A link that counts and hears. */
const open = async (servers: RedisServers): Promise<void> => {
  link = createToldLink(servers);
  heard = [];
  link.listen(channel, (message) => heard.push(message));
  link.start();
  await until('the link is up', () => link.isUp);
};
const counted = async (): Promise<number | undefined> => link.run(count, [key, channel], []);
const isBack = (): Promise<void> => until('the link is back', () => link.told.length > 2 && link.isUp);

afterEach(() => link.close());

describeWithRedis('the link by way of a sentinel', () => {
  let site: RedisWithSentinel;
  beforeAll(async () => {
    site = await startSentinel();
  });
  afterAll(() => site.end());

  it('runs scripts on the master, whichever of the sentinels answers', async () => {
    await open({ ...site.servers, hosts: [nobody, ...site.servers.hosts] });
    expect(await counted()).toBe(1);
    expect(await site.master.ask('GET', key)).toBe('1');
  });

  it('stays down while no sentinel knows the master', async () => {
    link = createToldLink({ ...site.servers, hosts: [nobody, ...site.servers.hosts], master: 'another' });
    link.start();
    await until('it is told', () => link.told.length > 0);
    expect(link.told).toEqual(['down reply']);
  });

  it('finds the new master when the old one is killed', async () => {
    await open(site.servers);
    await site.master.end();
    await isBack();
    const now = await counted();
    await until('the message is heard', () => heard.length > 0);
    expect(await site.replica.ask('GET', key)).toBe(`${now}`);
    expect(link.told).toEqual(['back', 'down connection', 'back']);
  });
});
