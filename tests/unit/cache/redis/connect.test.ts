import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import type { RedisServers } from '../../../../config/config.ts';
import type { Security } from '../../../../server/cache/redis/clients.ts';
import { type Script, tag } from '../../../../server/cache/redis/script.ts';
import { askRedis } from '../../../support/ask-redis.ts';
import { type Certificate, makeCertificate } from '../../../support/certificate.ts';
import { freePort } from '../../../support/command.ts';
import { createToldLink, type ToldLink } from '../../../support/redis-link.ts';
import { describeWithRedis, type RedisServer, serversAt, startRedis } from '../../../support/redis-server.ts';
import { until } from '../../../support/until.ts';

const key = `${tag}:kept`;
const keep: Script<string> = {
  name: 'keep',
  lua: "redis.call('SET', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1])",
  read: String,
};

let link: ToldLink;

/** Resolves when it is up, or has said why it is not. */
const start = async (servers: RedisServers, security: Security = {}): Promise<ToldLink> => {
  link = createToldLink(servers, security);
  link.listen(`${tag}:talk`, () => {});
  link.start();
  await until('the link says how it is', () => link.told.length > 0);
  return link;
};

afterEach(() => link.close());

describeWithRedis('a Redis that asks who is there', () => {
  let redis: RedisServer;
  const rights = [
    `~${tag}*`,
    `&${tag}*`,
    ...'-@all +@connection +@scripting +@pubsub +@read +@write +time'.split(' '),
  ];

  beforeAll(async () => {
    redis = await startRedis(['--user', 'site', 'on', '>of-the-site', ...rights, '--requirepass', 'of-all']);
  });
  afterAll(() => redis.end());

  it.each<[who: string, others: Partial<RedisServers>]>([
    ['a password', { password: 'of-all' }],
    ['a user with no more rights than needed', { username: 'site', password: 'of-the-site' }],
    ['another database', { password: 'of-all', database: 7 }],
  ])('lets in %s', async (_, others) => {
    const { told } = await start({ ...redis.servers, ...others });
    expect(told).toEqual(['back']);
    expect(await link.run(keep, [key], ['x'])).toBe('x');
  });

  it.each<[who: string, others: Partial<RedisServers>, reason: string]>([
    ['nobody', {}, 'auth'],
    ['a wrong password', { password: 'wrong' }, 'auth'],
    ['a user it does not know', { username: 'nobody', password: 'of-the-site' }, 'auth'],
    ['a database it does not have', { password: 'of-all', database: 16 }, 'reply'],
  ])('keeps out %s', async (_, others, reason) => {
    const { told } = await start({ ...redis.servers, ...others });
    expect(told).toEqual([`down ${reason}`]);
  });

  it('is down for a user who may not touch our keys', async () => {
    const asked = { ...redis.servers, password: 'of-all' };
    await askRedis(asked, 'ACL', 'SETUSER', 'other', 'on', '>of-others', '~other:*', '&*', '+@all');
    const { told } = await start({ ...redis.servers, username: 'other', password: 'of-others' });
    expect(told).toEqual(['down auth']);
  });
});

describeWithRedis('a Redis behind TLS', () => {
  let certificate: Certificate;
  let redis: RedisServer;
  let port: number;

  const behindTls = (): RedisServers => serversAt(port, { tls: true });

  beforeAll(async () => {
    certificate = makeCertificate();
    port = await freePort();
    redis = await startRedis([
      ...['--tls-port', `${port}`, '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', certificate.certificate, '--tls-key-file', certificate.key],
    ]);
  });
  afterAll(() => redis.end());

  it('is spoken to when its certificate is trusted', async () => {
    expect((await start(behindTls(), { ca: certificate.pem })).told).toEqual(['back']);
    expect(await link.run(keep, [key], ['x'])).toBe('x');
  });

  it('is not spoken to when it is not', async () => {
    expect((await start(behindTls())).told).toEqual(['down connection']);
  });

  it('is not spoken to under a name that the certificate does not have', async () => {
    const servers = { ...behindTls(), hosts: [{ host: 'localhost', port }] };
    expect((await start(servers, { ca: certificate.pem })).told).toEqual(['down connection']);
  });

  it('is not reached without TLS', async () => {
    const [told] = (await start(serversAt(port))).told;
    expect(told).toMatch(/^down (connection|timeout)$/);
  });
});
