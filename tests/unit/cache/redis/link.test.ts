import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { type Script, tag } from '../../../../server/cache/redis/script.ts';
import { createToldLink, type ToldLink } from '../../../support/redis-link.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../../../support/redis-server.ts';
import { until } from '../../../support/until.ts';

const count: Script<number> = {
  name: 'count',
  lua: "return redis.call('INCR', KEYS[1])",
  read: Number,
};
const echo: Script<unknown> = { name: 'echo', lua: 'return ARGV[1]', read: (reply) => reply };
const say: Script<number> = {
  name: 'say',
  lua: "return redis.call('PUBLISH', KEYS[1], ARGV[1])",
  read: Number,
};
const counter = `${tag}:count`;
const channel = `${tag}:talk`;

/** How long the code takes, in milliseconds. */
const timeOf = async (code: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await code();
  return performance.now() - begun;
};

const past = async (milliseconds: number): Promise<void> => {
  const begun = performance.now();
  await until('so much time has passed', () => performance.now() - begun > milliseconds);
};

describeWithRedis('the link to a Redis', () => {
  let redis: RedisServer;
  let link: ToldLink;

  const ask = (command: string, ...args: readonly (string | number)[]): Promise<unknown> =>
    redis.ask(command, ...args);
  const isUp = (): Promise<void> => until('the link is up', () => link.isUp);
  const isDown = (): Promise<void> => until('the link is down', () => !link.isUp);
  const start = async (): Promise<void> => {
    link.start();
    await isUp();
  };

  beforeAll(async () => {
    redis = await startRedis();
  });
  beforeEach(async () => {
    await ask('FLUSHALL');
    link = createToldLink(redis.servers);
  });
  afterEach(async () => {
    redis.child.kill('SIGCONT');
    await link.close();
  });
  afterAll(() => redis.end());

  it('runs scripts while Redis is there, and says once that it is', async () => {
    await start();
    expect(await Promise.all([1, 2, 3].map(() => link.run(count, [counter], [])))).toEqual([1, 2, 3]);
    expect(link.told).toEqual(['back']);
  });

  it('sends nothing before it is up', async () => {
    link.start();
    expect(await link.run(count, [counter], [])).toBeUndefined();
    await isUp();
    expect(await link.run(count, [counter], [])).toBe(1);
  });

  it('gives bytes as bytes where a script asks for them', async () => {
    await start();
    const bytes = Buffer.from([0, 0xff, 0x80, 0x0a]);
    expect(await link.run({ ...echo, bytes: true }, [counter], [bytes])).toEqual(bytes);
  });

  it('hears what is published, itself included', async () => {
    const heard: string[] = [];
    link.listen(channel, (message) => heard.push(message));
    await start();
    await link.run(say, [channel], ['Größe']);
    await until('the message is heard', () => heard.length > 0);
    expect(heard).toEqual(['Größe']);
  });

  it('takes the steps of a return in their order, before anybody else gets through', async () => {
    const taken: unknown[] = [];
    link.onReturn(async (run) => {
      taken.push(await run(count, [counter], []), await link.run(count, [counter], []));
    });
    link.onReturn(async (run) => {
      taken.push(await run(count, [counter], []));
    });
    await start();
    expect(taken).toEqual([1, undefined, 2]);
  });

  it.each([
    ['a script of it gives nothing', (): Script<unknown> => ({ ...echo, read: () => undefined })],
    [
      'it throws',
      () => {
        throw new Error('a mistake');
      },
    ],
  ])('tries again when a step fails because %s', async (_, script) => {
    let tries = 0;
    link.onReturn(async (run) => {
      tries += 1;
      if (tries === 1) await run(script(), [counter], ['x']);
    });
    await start();
    expect(tries).toBe(2);
    expect(link.told).toEqual(['down reply', 'back']);
  });

  it('costs nobody more than 300 ms when Redis hangs, and nothing after that, and says so once', async () => {
    await start();
    redis.child.kill('SIGSTOP');
    const runs = (): Promise<unknown[]> =>
      Promise.all(Array.from({ length: 100 }, () => link.run(count, [counter], [])));
    expect(await timeOf(runs)).toBeLessThan(300);
    expect(await timeOf(runs)).toBeLessThan(20);
    expect(new Set(await runs())).toEqual(new Set([undefined]));
    expect(link.told).toEqual(['back', 'down timeout']);
  });

  it('is back with its steps taken again when Redis goes on, and what is carried out late breaks nothing', async () => {
    let returns = 0;
    link.onReturn(async (run) => {
      if ((await run(echo, [counter], ['x'])) === 'x') returns += 1;
    });
    await start();
    redis.child.kill('SIGSTOP');
    await Promise.all([1, 2, 3].map(() => link.run(count, [counter], [])));
    redis.child.kill('SIGCONT');
    await isUp();
    // Each of the three was carried out once at most, and no reply is taken for that of another script.
    expect(await link.run(echo, [counter], ['mine'])).toBe('mine');
    expect(await link.run(count, [counter], [])).toBeLessThanOrEqual(4);
    expect(returns).toBe(2);
    expect(link.told).toEqual(['back', 'down timeout', 'back']);
  });

  it('notices that Redis hangs although nobody asks', async () => {
    await start();
    redis.child.kill('SIGSTOP');
    await isDown();
    expect(link.told).toEqual(['back', 'down timeout']);
  });

  it('does not take a standstill of its own process for one of Redis', async () => {
    await start();
    const reply = link.run(count, [counter], []);
    const begun = performance.now();
    while (performance.now() - begun < 250) {
      // Nothing else gets its turn.
    }
    expect(await reply).toBe(1);
    expect(link.told).toEqual(['back']);
  });

  it('nor when Redis does not know the script yet, and is to be sent it', async () => {
    await start();
    await redis.ask('SCRIPT', 'FLUSH');
    const reply = link.run(count, [counter], []);
    const begun = performance.now();
    while (performance.now() - begun < 250) {
      // Nothing else gets its turn.
    }
    expect(await reply).toBe(1);
    expect(link.told).toEqual(['back']);
  });

  it('keeps waiting for a Redis that hangs from the start', async () => {
    redis.child.kill('SIGSTOP');
    link.start();
    await until('it is told', () => link.told.length > 0);
    redis.child.kill('SIGCONT');
    await isUp();
    expect(link.told).toEqual(['down timeout', 'back']);
  });

  it('counts a broken connection as having been away: the steps are taken again, and messages heard', async () => {
    const heard: string[] = [];
    let returns = 0;
    link.listen(channel, (message) => heard.push(message));
    link.onReturn(async () => {
      returns += 1;
    });
    await start();
    await ask('CLIENT', 'KILL', 'TYPE', 'pubsub');
    expect(await timeOf(isDown)).toBeLessThan(500);
    await isUp();
    await link.run(say, [channel], ['again']);
    await until('the message is heard', () => heard.length > 0);
    expect(returns).toBe(2);
    expect(link.told).toEqual(['back', 'down connection', 'back']);
  });

  it('is down while Redis is a replica, which takes no writes', async () => {
    await start();
    await ask('REPLICAOF', '127.0.0.1', 1);
    await link.run(count, [counter], []);
    await isDown();
    await ask('REPLICAOF', 'NO', 'ONE');
    await isUp();
    expect(link.told).toEqual(['back', 'down readonly', 'back']);
  });

  it('stays up when Redis is full, and says which script was not done', async () => {
    await start();
    await ask('CONFIG', 'SET', 'maxmemory', 1);
    const kept = await link.run(count, [counter], []);
    const { isUp: stillUp } = link;
    await ask('CONFIG', 'SET', 'maxmemory', 0);
    expect([kept, stillUp]).toEqual([undefined, true]);
    expect(link.told).toEqual(['back', 'refused full by count']);
  });

  it('gives undefined for a script that fails and for a reply without sense, and stays up', async () => {
    await start();
    const read = (): never => {
      throw new Error('no sense');
    };
    expect(await link.run({ ...echo, name: 'wrong', lua: 'return nonsense()' }, [], [])).toBeUndefined();
    expect(await link.run({ ...echo, name: 'odd', read }, [], ['x'])).toBeUndefined();
    expect(link.told).toEqual(['back', 'refused script by wrong', 'refused script by odd']);
    expect(link.isUp).toBe(true);
  });

  it('runs scripts that Redis has forgotten', async () => {
    await start();
    await link.run(count, [counter], []);
    await ask('SCRIPT', 'FLUSH');
    expect(await link.run(count, [counter], [])).toBe(2);
  });

  it('comes back to a Redis that was killed and started again, however often it was tried in vain', async () => {
    await start();
    await redis.end();
    await isDown();
    expect(await timeOf(() => link.run(count, [counter], []))).toBeLessThan(20);
    await past(300);
    redis = await startRedis([], { at: redis.port });
    await isUp();
    expect(await link.run(count, [counter], [])).toBe(1);
    expect(link.told).toEqual(['back', 'down connection', 'back']);
  });

  it('ends its connection when it is closed, and tells nobody that it is down', async () => {
    await start();
    await link.close();
    expect(await ask('CLIENT', 'LIST')).not.toContain('drift-attribute-proxy');
    expect(await link.run(count, [counter], [])).toBeUndefined();
    expect(link.told).toEqual(['back']);
  });

  it('does not wait for a Redis that hangs when it is closed', async () => {
    await start();
    redis.child.kill('SIGSTOP');
    const waiting = link.run(count, [counter], []);
    expect(await timeOf(() => link.close())).toBeLessThan(100);
    expect(await waiting).toBeUndefined();
  });

  it('never comes back once it is closed while down', async () => {
    await start();
    await ask('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
    await isDown();
    await link.close();
    await past(300);
    expect(await ask('CLIENT', 'LIST')).not.toContain('drift-attribute-proxy');
  });
});
