import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createKeySet } from '../../../server/auth/key-set.ts';
import type { KeyRing } from '../../../server/auth/keys.ts';
import {
  answerWith,
  type Behaviour,
  breakOff,
  jwkOf,
  type KeySetServer,
  publish,
  startKeySetServer,
} from '../../support/key-set-server.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { createRsaKeys, keysFor } from '../../support/tokens.ts';

const seconds = 1_000;
const minutes = 60 * seconds;
const hours = 60 * minutes;

const { verifying: firstKey } = keysFor('RS256');
const { verifying: secondKey } = createRsaKeys();
const first = jwkOf(firstKey, { kid: 'first' });
const second = jwkOf(secondKey, { kid: 'second' });

let server: KeySetServer;
let clock: ManualClock;
let warnings: string[];
let keys: KeyRing;
/** Requests that were begun; it grows before any of them can have arrived. */
let begun: number;

const countingFetch: typeof fetch = (...request) => {
  begun += 1;
  return fetch(...request);
};

const createKeys = (url: string): KeyRing =>
  createKeySet({
    url,
    algorithm: 'RS256',
    fetch: countingFetch,
    clock,
    warn: (message) => warnings.push(message),
  });

beforeEach(async () => {
  server = await startKeySetServer(publish(first));
  clock = createManualClock();
  warnings = [];
  begun = 0;
  keys = createKeys(server.url);
});

afterEach(async () => {
  keys.close();
  await server.close();
});

/** Lets the event loop turn until it holds; the runner's own limit ends a test in which it never does. */
const eventually = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await setImmediate();
};

const names = async (kid?: string): Promise<readonly string[]> => {
  const candidates = await keys.candidates(kid);
  return candidates.map((key) =>
    key.equals(firstKey) ? 'first' : key.equals(secondKey) ? 'second' : 'another',
  );
};

const unavailable = { name: 'ProxyError', code: 'keys_unavailable', status: 503 };

describe('a key set', () => {
  it('is there when start() settles, after one request', async () => {
    await keys.start();
    expect(keys.ready()).toBe(true);
    expect(await names('first')).toEqual(['first']);
    expect(begun).toBe(1);
  });

  it('makes no request before start()', async () => {
    await expect(names('first')).rejects.toMatchObject(unavailable);
    expect(keys.ready()).toBe(false);
    expect(begun).toBe(0);
  });

  it('is fetched again every 10 minutes', async () => {
    await keys.start();
    server.behave(publish(second));
    clock.advance(10 * minutes - 1);
    expect(await names('first')).toEqual(['first']);
    clock.advance(1);
    expect(await names('second')).toEqual(['second']);
    clock.advance(10 * minutes);
    expect(begun).toBe(3);
  });

  it('that says the same again is held as the same object; another key, name or number of keys makes another', async () => {
    const others = [
      publish(jwkOf(secondKey, { kid: 'first' })),
      publish(jwkOf(secondKey, { kid: 'renamed' })),
      publish(jwkOf(secondKey, { kid: 'renamed' }), first),
      publish(first),
    ];
    await keys.start();
    for (const published of others) {
      const before = keys.held();
      await keys.start();
      expect(keys.held()).toBe(before);
      server.behave(published);
      await keys.start();
      expect(keys.held()).not.toBe(before);
    }
  });

  it('offers all its keys to a token without a kid', async () => {
    server.behave(publish(first, second));
    await keys.start();
    expect(await names(undefined)).toEqual(['first', 'second']);
  });

  it('offers every key of a name that several share', async () => {
    server.behave(publish(first, { ...second, kid: 'first' }));
    await keys.start();
    expect(await names('first')).toEqual(['first', 'second']);
  });

  it('never offers more than 16 keys', async () => {
    server.behave(publish(...Array.from({ length: 40 }, () => first)));
    await keys.start();
    expect(await names('first')).toHaveLength(16);
    expect(await names(undefined)).toHaveLength(16);
  });

  it('compares names for equality only', async () => {
    server.behave(publish(first, jwkOf(secondKey)));
    await keys.start();
    for (const kid of ['', 'FIRST', 'fir', 'first ', 'undefined', '__proto__'])
      expect(await names(kid)).toEqual([]);
  });
});

describe('an unknown kid', () => {
  it('brings in a key that was published since', async () => {
    await keys.start();
    server.behave(publish(first, second));
    expect(await names('second')).toEqual(['second']);
    expect(begun).toBe(2);
  });

  it('is looked for at most once in 30 s', async () => {
    await keys.start();
    expect(await names('invented')).toEqual([]);
    server.behave(publish(second));
    clock.advance(30 * seconds - 1);
    expect(await names('second')).toEqual([]);
    clock.advance(1);
    expect(await names('second')).toEqual(['second']);
    expect(begun).toBe(3);
  });

  it('a thousand times at once makes one request, and a known kid does not wait for it', async () => {
    await keys.start();
    let answer: () => void = () => {};
    server.behave((request, response) => {
      answer = () => publish(first)(request, response);
    });
    const flood = Promise.all(Array.from({ length: 1_000 }, (_, index) => names(`invented-${index}`)));
    await eventually(() => server.asked() === 2);
    expect(await names('first')).toEqual(['first']);
    answer();
    expect((await flood).every((found) => found.length === 0)).toBe(true);
    expect(begun).toBe(2);
  });

  it('a thousand times in turn, while the provider is down, makes one request and locks nobody out', async () => {
    await keys.start();
    server.behave(breakOff);
    for (let index = 0; index < 1_000; index += 1) {
      expect(await names(`invented-${index}`)).toEqual([]);
      expect(await names('first')).toEqual(['first']);
    }
    expect(begun).toBe(2);
  });

  it('makes the 10 minutes begin anew', async () => {
    await keys.start();
    clock.advance(5 * minutes);
    await names('invented');
    clock.advance(10 * minutes - 1);
    expect(begun).toBe(2);
    clock.advance(1);
    expect(begun).toBe(3);
  });

  it('that only joined a request under way may still have one made for it', async () => {
    await keys.start();
    clock.advance(10 * minutes);
    expect(await names('second')).toEqual([]);
    server.behave(publish(second));
    expect(await names('second')).toEqual(['second']);
    expect(begun).toBe(3);
  });

  it('joins a request that is under way', async () => {
    await keys.start();
    server.behave(publish(second));
    clock.advance(10 * minutes);
    expect(await names('second')).toEqual(['second']);
    expect(begun).toBe(2);
  });
});

describe('a provider that is down', () => {
  it('at start makes every token wait for a later try, and is asked again after 1, 2, 4 … 30 s', async () => {
    server.behave(breakOff);
    await keys.start();
    const pauses = [1, 2, 4, 8, 16, 30, 30];
    for (const [index, pause] of pauses.entries()) {
      await expect(names('first')).rejects.toMatchObject({ ...unavailable, retryAfter: pause });
      clock.advance(pause * seconds - 1);
      expect(begun).toBe(index + 1);
      clock.advance(1);
      await eventually(() => warnings.length === index + 2);
    }
    expect(keys.ready()).toBe(false);
  });

  it('at start and back later is taken into use without a restart', async () => {
    server.behave(breakOff);
    await keys.start();
    server.behave(publish(first));
    clock.advance(1 * seconds);
    await eventually(keys.ready);
    expect(await names('first')).toEqual(['first']);
  });

  it('is not asked by the requests that have to wait for it', async () => {
    server.behave(breakOff);
    await keys.start();
    for (let index = 0; index < 100; index += 1)
      await expect(names('first')).rejects.toMatchObject(unavailable);
    expect(begun).toBe(1);
  });

  it('leaves the last good set in use for 24 h, and no longer', async () => {
    await keys.start();
    server.behave(breakOff);
    clock.advance(24 * hours - 1);
    expect(await names('first')).toEqual(['first']);
    expect(keys.ready()).toBe(true);
    clock.advance(1);
    await expect(names('first')).rejects.toMatchObject(unavailable);
    expect(keys.ready()).toBe(false);
  });

  it('is asked again after 30 s while a good set is there', async () => {
    await keys.start();
    server.behave(breakOff);
    clock.advance(10 * minutes);
    await eventually(() => warnings.length === 1);
    server.behave(publish(second));
    clock.advance(30 * seconds - 1);
    expect(begun).toBe(2);
    clock.advance(1);
    expect(await names('second')).toEqual(['second']);
  });
});

describe('an answer that is no key set leaves the last good one in use:', () => {
  const oversize = JSON.stringify({ keys: [second], padding: 'x'.repeat(256 * 1024) });
  const packed: Behaviour = (_, response) => {
    response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(oversize));
  };
  const redirect: Behaviour = (request, response) => {
    if (request.url === '/elsewhere') publish(second)(request, response);
    else response.writeHead(302, { location: '/elsewhere' }).end();
  };
  const cutShort: Behaviour = (_, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('{"keys":[');
    response.destroy();
  };

  it.each<[what: string, Behaviour, reason: string]>([
    ['a redirect', redirect, 'key_set_status'],
    ['a server error', answerWith(JSON.stringify({ keys: [second] }), 500), 'key_set_status'],
    ['an empty 204', answerWith('', 204), 'key_set_status'],
    ['more than 256 KiB', answerWith(oversize), 'key_set_too_large'],
    ['a little that unpacks to more than 256 KiB', packed, 'key_set_too_large'],
    ['HTML', answerWith('<html>Sign in</html>'), 'key_set_malformed'],
    ['nothing', answerWith(''), 'key_set_malformed'],
    [
      'bad UTF-8',
      answerWith(Buffer.from(JSON.stringify({ keys: [{ ...second, note: '\u00ff' }] }), 'latin1')),
      'key_set_malformed',
    ],
    ['null', answerWith('null'), 'key_set_malformed'],
    ['a list', answerWith(JSON.stringify([second])), 'key_set_malformed'],
    ['keys that are no list', answerWith('{"keys":{}}'), 'key_set_malformed'],
    ['half a body', cutShort, 'key_set_unreachable'],
    ['a broken connection', breakOff, 'key_set_unreachable'],
    ['a set without keys', publish(), 'key_set_without_fitting_key'],
    ['only keys that do not fit', publish({ ...second, use: 'enc' }), 'key_set_without_fitting_key'],
  ])('%s', async (_, behaviour, reason) => {
    await keys.start();
    server.behave(behaviour);
    expect(await names('second')).toEqual([]);
    expect(await names('first')).toEqual(['first']);
    expect(warnings.at(-1)).toBe(`the key set could not be renewed (${reason}); the last good one serves on`);
    expect(begun).toBe(2);
  });

  it.each<[what: string, Behaviour]>([
    ['no answer at all', () => {}],
    [
      'a body that only drips',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write('{"keys":[');
      },
    ],
  ])('%s within 3 s', async (_, behaviour) => {
    await keys.start();
    let over = false;
    server.behave((request, response) => {
      request.socket.once('close', () => {
        over = true;
      });
      behaviour(request, response);
    });
    const found = names('second');
    await eventually(() => server.asked() === 2);
    clock.advance(3 * seconds - 1);
    await setImmediate();
    expect(warnings).toEqual([]);
    clock.advance(1);
    expect(await found).toEqual([]);
    expect(warnings.at(-1)).toContain('key_set_timeout');
    await eventually(() => over);
  });
});

describe('keys that do not fit', () => {
  const mixed = publish({ ...second, use: 'enc' }, first, jwkOf(keysFor('RS256').signing, { kid: 'leaked' }));

  it('are ignored with a warning, beside those that do', async () => {
    server.behave(mixed);
    await keys.start();
    expect(await names(undefined)).toEqual(['first']);
    expect(await names('leaked')).toEqual([]);
    expect(warnings).toEqual([
      'key 1 of the key set is ignored: its use is not sig; key 3 of the key set is ignored: it holds private members',
    ]);
  });

  it('are complained of one by one only while they are few', async () => {
    server.behave(publish(first, ...Array.from({ length: 20_000 }, () => 0)));
    await keys.start();
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/; 19992 more are ignored$/);
    expect(warnings[0]?.length).toBeLessThan(1_000);
  });

  it('are not complained of again with every refresh', async () => {
    server.behave(mixed);
    await keys.start();
    await names('invented');
    expect(begun).toBe(2);
    expect(warnings).toHaveLength(1);
  });
});

describe('close()', () => {
  it('ends the timers', async () => {
    await keys.start();
    keys.close();
    clock.advance(24 * hours - 1);
    await names('invented');
    expect(begun).toBe(1);
  });

  it('ends a request under way, without a word', async () => {
    server.behave(() => {});
    const started = keys.start();
    await eventually(() => server.asked() === 1);
    keys.close();
    await started;
    clock.advance(1 * hours);
    expect(begun).toBe(1);
    expect(warnings).toEqual([]);
  });
});
