import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { tag } from '../../../../server/cache/redis/script.ts';
import type { Entry, Name } from '../../../../server/lookup/entry.ts';
import { absentEntry, contactEntry } from '../../../support/contacts.ts';
import { type Dumped, dumpRedis } from '../../../support/redis-dump.ts';
import { createRedisNode, keyOf, type RedisNode, staleLimit } from '../../../support/redis-node.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../../../support/redis-server.ts';
import { until } from '../../../support/until.ts';

const canaries = ['4711471147114711', 'canaryexternal', 'canaryemail', 'canaryvalue', 'canaryplace'];
const adaById: Name = 'id:4711471147114711';
const adaExternal: Name = 'external:canaryexternal';
const adaEmail: Name = 'email:canaryemail';
const namesOfAda = [adaById, adaExternal, adaEmail] as const;
const ada = contactEntry(namesOfAda, { canaryplace: 'canaryvalue' });
const bobById: Name = 'id:2';
const bob = contactEntry([bobById, 'external:bob'], { plan: 'free' });
const unknown = absentEntry('unknown');

describeWithRedis('the store on Redis', () => {
  let redis: RedisServer;
  let one: RedisNode;
  let two: RedisNode;
  const more: RedisNode[] = [];

  const ask = (command: string, ...args: readonly (string | number)[]): Promise<unknown> =>
    redis.ask(command, ...args);
  const node = async (options: Parameters<typeof createRedisNode>[1]): Promise<RedisNode> => {
    const made = await createRedisNode(redis.servers, options);
    more.push(made);
    return made;
  };
  const dump = (): Promise<readonly Dumped[]> => dumpRedis(one.link.run);
  const numberNow = async (): Promise<number> => (await one.store.strikesSince(0))?.number ?? Number.NaN;
  /** Writes what Drift has just said. */
  const learn = async (asked: Name, entry: Entry, by = one): Promise<boolean | undefined> =>
    by.store.write(asked, entry, await numberNow());
  const keyOfEntry = (name: Name): string => one.names.entryKey(one.names.token(name));
  const keyOfAbsence = (name: Name): string => one.names.absenceKey(one.names.token(name));

  beforeAll(async () => {
    redis = await startRedis();
    one = await createRedisNode(redis.servers, { node: 'node-1' });
    two = await createRedisNode(redis.servers, { node: 'node-2' });
  });
  beforeEach(async () => {
    await ask('FLUSHALL');
    for (const { seen, heard } of [one, two]) {
      Object.assign(seen, { unreadable: 0, lost: 0 });
      Object.assign(heard, { strikes: [], landed: [], unreadableNews: 0 });
    }
  });
  afterEach(async () => {
    for (const { link } of more.splice(0)) await link.close();
  });
  afterAll(async () => {
    await Promise.all([one.link.close(), two.link.close()]);
    await redis.end();
  });

  /** One of everything that ever rests in Redis. */
  const leaveTraces = async (): Promise<void> => {
    await learn(adaExternal, ada);
    await learn(adaEmail, absentEntry('ambiguous'));
    await one.store.board(adaById);
    await learn('external:bob', bob);
    await one.store.strike('expire', [adaEmail]);
    await one.store.board(adaEmail);
  };

  describe('whoever reads Redis', () => {
    const readable = (text: string): string[] =>
      canaries.filter((canary) =>
        [text, ...text.split(/\s/).map((word) => Buffer.from(word, 'base64url').toString('latin1'))].some(
          (form) => form.includes(canary),
        ),
      );

    it('finds no name and no value in any key or what it holds', async () => {
      await leaveTraces();
      const all = await dump();
      expect(all.map(({ key }) => key.split(':')[1])).toEqual(
        expect.arrayContaining(['entry', 'absence', 'target', 'carriers', 'stone', 'lease', 'strikes']),
      );
      expect(readable(all.map(({ key, content }) => `${key}\n${content}`).join('\n'))).toEqual([]);
    });

    it('hears no name in any message', async () => {
      const messages: string[] = [];
      const ear = await createRedisNode(redis.servers);
      more.push(ear);
      ear.link.listen(`${tag}:struck`, (message) => messages.push(message));
      ear.link.listen(`${tag}:landed`, (message) => messages.push(message));
      await learn(adaExternal, ada);
      await one.store.strike('forget', [adaEmail]);
      await until('both messages are heard', () => messages.length === 2);
      expect(readable(messages.join('\n'))).toEqual([]);
    });

    it('finds nothing that stays for ever but the counter', async () => {
      await leaveTraces();
      const forEver = (await dump()).filter(({ life }) => life < 0).map(({ key }) => key);
      expect(forEver).toEqual([`${tag}:counter`]);
    });

    it('finds no contact any more once it is forgotten', async () => {
      for (const name of namesOfAda) await learn(name, ada);
      await one.store.strike('forget', [adaEmail]);
      const kinds = new Set((await dump()).map(({ key }) => key.split(':')[1]));
      expect([...kinds].sort()).toEqual(['counter', 'stone', 'strikes']);
    });
  });

  describe('the life of an entry', () => {
    it.each([
      ['a contact', () => keyOfEntry(adaById), adaExternal, ada],
      ['"unknown"', () => keyOfAbsence(adaExternal), adaExternal, unknown],
    ] as const)('of %s ends at the stale limit, less its age', async (_, key, asked, entry) => {
      await learn(asked, { ...entry, jitter: 0.95, storedAt: one.clock.now() - 60_000 });
      const life = staleLimit * 0.95 - 60_000;
      const left = Number(await ask('PTTL', key()));
      expect(left).toBeLessThanOrEqual(life);
      expect(left).toBeGreaterThan(life - 5_000);
    });

    it('is over for one that is older than that: it is not kept, and the lease ends', async () => {
      await one.store.board(adaById);
      expect(await learn(adaById, { ...ada, storedAt: one.clock.now() - staleLimit })).toBe(false);
      expect(await one.store.read(adaById)).toBeUndefined();
      expect(await two.store.board(adaById)).toBe('asks');
    });

    it('is not prolonged when it expires', async () => {
      await learn(adaById, { ...ada, storedAt: one.clock.now() - staleLimit + 60_000 });
      await one.store.strike('expire', [adaById]);
      expect(Number(await ask('PTTL', keyOfEntry(adaById)))).toBeLessThanOrEqual(60_000);
    });

    it('is that of the pointers to it at least', async () => {
      await learn(adaExternal, ada);
      const lives = (await dump())
        .filter(({ key }) => /:(entry|target|carriers):/.test(key))
        .map(({ life }) => life);
      expect(lives).toHaveLength(4);
      expect(Math.min(...lives)).toBeGreaterThan(staleLimit - 5_000);
    });

    it('ended, leaves nothing among those who carry its names', async () => {
      const carriers = `${tag}:carriers:${one.names.token(adaEmail)}`;
      await ask('ZADD', carriers, 1, 'long gone');
      await learn(adaById, ada);
      expect(await ask('ZRANGE', carriers, 0, -1)).toEqual([one.names.token(adaById)]);
    });

    it('ended, leaves no name that leads to the contact when it comes back under its id', async () => {
      await learn(adaExternal, ada);
      await ask('DEL', keyOfEntry(adaById));
      await learn(adaById, ada);
      expect(await one.store.read(adaExternal)).toBeUndefined();
    });
  });

  describe('two nodes', () => {
    it('read what the other has written', async () => {
      await learn(adaExternal, ada);
      expect(await two.store.read(adaExternal)).toEqual({ ...ada, storedAt: expect.any(Number) });
    });

    it('see that an entry has expired until it is written anew', async () => {
      await learn(adaExternal, ada);
      await one.store.strike('expire', [adaEmail]);
      expect((await two.store.read(adaExternal))?.expired).toBe(true);
      await learn(adaById, ada, two);
      expect((await one.store.read(adaExternal))?.expired).toBe(false);
    });

    it.each(['expire', 'forget'] as const)(
      'an answer that is under way on one is not kept after a later %s on the other',
      async (kind) => {
        await learn(adaById, ada);
        const begun = await numberNow();
        await one.store.strike(kind, [adaEmail]);
        expect(await two.store.write(adaExternal, contactEntry([adaById, adaExternal]), begun)).toBe(false);
        const found = await one.store.read(adaById);
        expect(kind === 'forget' ? found : found?.expired).toBe(kind === 'forget' ? undefined : true);
      },
    );

    it('both hear of a strike, with every name of what was struck', async () => {
      await learn(adaById, ada);
      const struck = await one.store.strike('forget', [adaEmail]);
      await until('both have heard', () => one.heard.strikes.length + two.heard.strikes.length === 2);
      const [strike] = two.heard.strikes;
      expect(strike).toEqual({
        ...{ kind: 'forget', node: 'node-1', number: struck?.number, given: [adaEmail] },
        names: expect.arrayContaining([...namesOfAda]),
      });
      expect(one.heard.strikes).toEqual([strike]);
    });

    it('hear of answers that landed, of those that were not kept, and of questions given up', async () => {
      await learn(adaExternal, ada);
      await two.store.write(adaEmail, ada, 0);
      await one.store.board(bobById);
      await one.store.release(bobById);
      await until('three have landed', () => two.heard.landed.length === 3);
      expect(two.heard.landed).toEqual([adaExternal, adaEmail, bobById]);
    });

    it('that have no key in common cannot read each other, and are told', async () => {
      const stranger = await node({ keys: [keyOf('strange')] });
      await learn(adaExternal, ada);
      expect(await stranger.store.read(adaExternal)).toBeUndefined();
      await one.store.strike('forget', [adaExternal]);
      await until('the message came', () => stranger.heard.unreadableNews === 1);
      expect((await stranger.store.strikesSince(0))?.whole).toBe(false);
    });

    it('read each other while keys are changed', async () => {
      const changing = await node({ keys: [keyOf('next'), keyOf('shared')] });
      await learn(adaExternal, ada);
      expect(await changing.store.read(adaExternal)).toBeDefined();
      await changing.store.strike('expire', [adaExternal]);
      await until('the message came', () => changing.heard.strikes.length === 1);
    });
  });

  describe('asking', () => {
    it('is for the node that comes first; the others wait', async () => {
      expect(await one.store.board(adaById)).toBe('asks');
      expect(await two.store.board(adaById)).toBe('waits');
      expect(await one.store.board(adaById)).toBe('asks');
      expect(await two.store.board(bobById)).toBe('asks');
    });

    it('is free again when it has come to nothing', async () => {
      await one.store.board(adaById);
      await one.store.release(adaById);
      expect(await two.store.board(adaById)).toBe('asks');
    });

    it('is free again when the answer is written', async () => {
      await one.store.board(adaExternal);
      await learn(adaExternal, ada);
      expect(await two.store.board(adaExternal)).toBe('asks');
    });

    it('is free again when the answer is not kept', async () => {
      await one.store.board(adaExternal);
      await one.store.write(adaExternal, ada, 0);
      expect(await two.store.board(adaExternal)).toBe('asks');
    });

    it('goes on when another gives up what it does not hold', async () => {
      await one.store.board(adaById);
      await two.store.release(adaById);
      await learn(adaById, ada, two);
      expect(await two.store.board(adaById)).toBe('waits');
    });

    it('is free again when whoever held it is gone for too long', async () => {
      const mortal = await node({ node: 'node-3', lease: 30 });
      await mortal.store.board(adaById);
      await until('its lease has ended', async () => (await two.store.board(adaById)) === 'asks');
    });

    it('is free at once after a strike: nobody waits for a question from before', async () => {
      await learn(adaById, ada);
      await one.store.board(adaExternal);
      await one.store.strike('forget', [adaById]);
      expect(await two.store.board(adaExternal)).toBe('asks');
    });
  });

  describe('strikes', () => {
    const strikeAda = (kind: 'expire' | 'forget' = 'forget') => one.store.strike(kind, [adaById]);

    it('are numbered upwards, and told to whoever was away, oldest first', async () => {
      const before = await numberNow();
      const first = await strikeAda('expire');
      const second = await two.store.strike('forget', [bobById]);
      expect(await two.store.strikesSince(before)).toEqual({
        number: second?.number,
        whole: true,
        readable: true,
        strikes: [
          { number: first?.number, kind: 'expire', node: 'node-1', given: [adaById], names: [adaById] },
          { number: second?.number, kind: 'forget', node: 'node-2', given: [bobById], names: [bobById] },
        ],
      });
      expect(await two.store.strikesSince(first?.number ?? 0)).toMatchObject({
        whole: true,
        strikes: [{ number: second?.number }],
      });
      expect(await two.store.strikesSince(second?.number ?? 0)).toMatchObject({ whole: true, strikes: [] });
    });

    it('are not all known to whoever knows nothing', async () => {
      await strikeAda();
      expect((await one.store.strikesSince(0))?.whole).toBe(false);
    });

    it('are not all known once the list was cut', async () => {
      const before = await numberNow();
      await strikeAda();
      await strikeAda();
      await ask('LPOP', `${tag}:strikes`);
      expect((await one.store.strikesSince(before))?.whole).toBe(false);
    });

    it('are kept in a list that does not grow for ever', async () => {
      await strikeAda();
      await ask('EVAL', `for i = 1, 1200 do redis.call('RPUSH', KEYS[1], 'x') end`, 1, `${tag}:strikes`);
      await strikeAda();
      expect(await ask('LLEN', `${tag}:strikes`)).toBe(1_000);
    });

    it('are not all known when Redis has lost the last of them, although others came since', async () => {
      const before = await numberNow();
      const lost = await strikeAda();
      await ask('HSET', `${tag}:counter`, 'number', before);
      await ask('RPOP', `${tag}:strikes`);
      expect((await one.store.strikesSince(lost?.number ?? 0))?.whole).toBe(false);
      const next = await strikeAda();
      expect(next?.number).toBeGreaterThan(lost?.number ?? 0);
      expect((await one.store.strikesSince(lost?.number ?? 0))?.whole).toBe(false);
    });

    it('of which one is unreadable are not all known', async () => {
      const before = await numberNow();
      await strikeAda();
      await ask('LSET', `${tag}:strikes`, 0, `${before} ${await numberNow()} forged`);
      expect(await one.store.strikesSince(before)).toMatchObject({
        ...{ whole: false, readable: false },
        strikes: [],
      });
    });

    it('keep higher numbers than all before when Redis was emptied', async () => {
      const before = await strikeAda();
      await ask('FLUSHALL');
      expect((await strikeAda())?.number).toBeGreaterThan(before?.number ?? Number.NaN);
      expect((await one.store.strikesSince(before?.number ?? 0))?.whole).toBe(false);
    });

    it('are numbered upwards when the time of Redis goes back', async () => {
      const ahead = (await numberNow()) + 3_600_000_000;
      await ask('HSET', `${tag}:counter`, 'number', ahead);
      expect((await strikeAda())?.number).toBe(ahead + 1);
    });

    it('give a name its number for longer than a question can take', async () => {
      await strikeAda();
      const stones = (await dump()).filter(({ key }) => key.includes(':stone:'));
      expect(stones.map(({ life }) => Math.round(life / 1_000))).toEqual([180]);
    });
  });

  describe('a flush', () => {
    it('ends every entry for every node at once, and removes it from Redis', async () => {
      await learn(adaExternal, ada);
      await learn(adaEmail, absentEntry('ambiguous'));
      const struck = await one.store.strike('flush', []);
      for (const name of namesOfAda) expect(await two.store.read(name)).toBeUndefined();
      const left = async (): Promise<number> =>
        (await dump()).filter(({ key }) => /:(entry|absence):/.test(key)).length;
      await until('everything is swept', async () => (await left()) === 0);
      await until('the other has heard', () => two.heard.strikes.length === 1);
      expect(two.heard.strikes).toEqual([
        { number: struck?.number, kind: 'flush', node: 'node-1', given: [], names: [] },
      ]);
    });

    it('spares what is written after it', async () => {
      const begun = await numberNow();
      const many = Array.from({ length: 600 }, (_, n): Name => `id:${n + 10}`);
      await Promise.all(many.map((name) => one.store.write(name, contactEntry([name]), begun)));
      await one.store.strike('flush', []);
      await learn(adaEmail, ada);
      await until(
        'the rest is swept',
        async () => (await dump()).filter(({ key }) => key.includes(':entry:')).length === 1,
      );
      expect(await two.store.read(adaEmail)).toBeDefined();
      expect((await one.store.strike('forget', [adaExternal]))?.count).toBe(1);
    });

    it('keeps answers that are under way from being kept', async () => {
      const begun = await numberNow();
      await one.store.strike('flush', []);
      expect(await two.store.write(adaExternal, ada, begun)).toBe(false);
    });
  });

  it('an answer that was asked for before Redis was emptied is not kept, and that is told', async () => {
    const begun = await numberNow();
    await ask('FLUSHALL');
    expect(await one.store.write(adaExternal, ada, begun)).toBe(false);
    expect(await one.store.read(adaExternal)).toBeUndefined();
    expect(one.seen.lost).toBe(1);
    expect(await learn(adaExternal, ada)).toBe(true);
  });

  describe('while the memory of Redis is full', () => {
    beforeEach(async () => {
      await learn(adaExternal, ada);
      await one.store.board(bobById);
      await ask('CONFIG', 'SET', 'maxmemory', 1);
    });
    afterEach(() => ask('CONFIG', 'SET', 'maxmemory', 0));

    it('what is there is read', async () => {
      expect(await one.store.read(adaExternal)).toBeDefined();
    });

    it('a forget works, and is told to all', async () => {
      expect((await one.store.strike('forget', [adaEmail]))?.count).toBe(1);
      expect(await one.store.read(adaExternal)).toBeUndefined();
      await until('the other has heard', () => two.heard.strikes.length === 1);
    });

    it('an expiry works', async () => {
      await one.store.strike('expire', [adaEmail]);
      expect((await one.store.read(adaExternal))?.expired).toBe(true);
    });

    it('a node can learn what it has missed', async () => {
      expect(await numberNow()).toBeGreaterThan(0);
    });

    it('nothing is kept, and nobody waits for the answer in vain', async () => {
      expect(await learn(bobById, bob)).toBeUndefined();
      await ask('CONFIG', 'SET', 'maxmemory', 0);
      expect(await two.store.board(bobById)).toBe('asks');
    });
  });

  describe('what anybody may have put into Redis', () => {
    const blob = (key: string): Promise<unknown> => ask('HGET', key, 'entry');

    it('is a miss where it was copied from another contact', async () => {
      await learn(adaById, ada);
      await learn(bobById, bob);
      await ask('COPY', keyOfEntry(adaById), keyOfEntry(bobById), 'REPLACE');
      expect(await one.store.read(bobById)).toBeUndefined();
      expect(one.seen.unreadable).toBe(1);
    });

    it('is a miss where a contact was copied to the place of an absence, and the other way round', async () => {
      await learn(adaById, ada);
      await learn(adaEmail, unknown);
      const [contact, absence] = [await blob(keyOfEntry(adaById)), await blob(keyOfAbsence(adaEmail))];
      await ask('HSET', keyOfAbsence(adaEmail), 'entry', String(contact));
      await ask('HSET', keyOfEntry(adaById), 'entry', String(absence));
      expect([await one.store.read(adaEmail), await one.store.read(adaById)]).toEqual([undefined, undefined]);
    });

    it('leads no name to a contact that does not have it', async () => {
      await learn(adaById, ada);
      await ask('SET', `${tag}:target:${one.names.token('external:bob')}`, one.names.token(adaById));
      expect(await one.store.read('external:bob')).toBeUndefined();
    });

    it('says of no name what was said of another', async () => {
      await learn(adaEmail, unknown);
      const astray: RedisNode['link']['run'] = (script, keys) =>
        one.link.run(script, keys, [one.names.token(adaEmail)]);
      expect(await one.storeOn(astray).read(adaExternal)).toBeUndefined();
      expect((await one.storeOn(astray).read(adaEmail))?.kind).toBe('unknown');
    });

    it.each([
      ['text', ['SET', 'poison']],
      ['a list', ['RPUSH', 'poison']],
      ['an empty hash', ['HSET', 'x', 'y']],
      [
        'a hash of nonsense',
        ['HSET', 'number', '9e15', 'entry', 'poison', 'at', 'x', 'links', '*', 'names', '-'],
      ],
    ] as const)(
      'is a miss where it is %s in place of each key, and is put right by the next answer',
      async (_, [command, ...args]) => {
        await learn(adaExternal, ada);
        const keys = (await dump()).map(({ key }) => key).filter((key) => !key.endsWith(':counter'));
        for (const key of keys) {
          await ask('DEL', key);
          await ask(command, key, ...args);
        }
        expect(await one.store.read(adaExternal)).toBeUndefined();
        expect(await learn(adaExternal, ada)).toBe(true);
        expect(await one.store.read(adaExternal)).toBeDefined();
        expect((await one.store.strike('forget', [adaEmail]))?.count).toBe(1);
      },
    );

    it.each([
      ['text', ['SET', 'poison']],
      ['a hash of nonsense', ['HSET', 'number', 'x', 'born', 'y']],
      ['no end', ['HSET', 'number', 'inf', 'born', '1']],
      ['no number', ['HSET', 'number', 'nan', 'born', '1']],
      ['a number beyond all', ['HSET', 'number', '99999999999999999999', 'born', '1']],
      ['the last there is', ['HSET', 'number', '9007199254740991', 'born', '1']],
    ] as const)(
      'in place of the counter counts as a counter that was lost: %s',
      async (_, [command, ...args]) => {
        await learn(adaExternal, ada);
        const before = await numberNow();
        await ask('DEL', `${tag}:counter`);
        await ask(command, `${tag}:counter`, ...args);
        expect(await one.store.read(adaExternal)).toBeUndefined();
        expect(await one.store.write(adaExternal, ada, before)).toBe(false);
        expect(await numberNow()).toBeGreaterThan(before);
      },
    );
  });

  it('without Redis says undefined to everything', async () => {
    const gone = await node({});
    await gone.link.close();
    const { store } = gone;
    expect([
      await store.read(adaById),
      await store.write(adaById, ada, 1),
      await store.strike('forget', [adaById]),
      await store.strikesSince(0),
      await store.board(adaById),
      await store.release(adaById),
    ]).toEqual([undefined, undefined, undefined, undefined, undefined, undefined]);
  });
});
