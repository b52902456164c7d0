import { describe, expect, it } from '@jest/globals';
import { listOf, orOff, type Parser } from '../../../config/parser.ts';
import { contactClaims } from '../../../config/parsers/contact-claims.ts';
import { host, isLoopback, networks } from '../../../config/parsers/hosts.ts';
import { duration, integer, size } from '../../../config/parsers/quantities.ts';
import { redisUrl } from '../../../config/parsers/redis.ts';
import { cacheKeys, headerSecret, secrets, webhookTokens } from '../../../config/parsers/secrets.ts';
import { secureOrigin, secureUrl } from '../../../config/parsers/urls.ts';
import { choice, cookieName, line, organisation } from '../../../config/parsers/words.ts';

type Table = {
  readonly parse: Parser<unknown>;
  readonly good: readonly (readonly [text: string, value: unknown])[];
  /** The text, and words that its problem must hold. */
  readonly bad: readonly (readonly [text: string, words: string])[];
};

const bytes = (...texts: readonly string[]): readonly Buffer[] => texts.map((text) => Buffer.from(text));

const oneKey = Buffer.from('kX9v-2mQ_7rTz4WbN8sL.pF3hJ6dY0cA');
const otherKey = Buffer.from('Zq8w+1nE=5yUi3RbM7tK/oD2gH4fS9xV');

/** What a URL of Redis says, but for what is given. */
const redisAt = (...hosts: readonly (readonly [host: string, port: number])[]) => ({
  kind: 'single',
  hosts: hosts.map(([name, port]) => ({ host: name, port })),
  tls: false,
  username: undefined,
  password: undefined,
  database: 0,
  master: undefined,
});

const tables: Readonly<Record<string, Table>> = {
  'a duration': {
    parse: duration({ from: '0s', to: '2h' }),
    good: [
      ['0s', 0],
      ['500ms', 500],
      ['2s', 2000],
      ['5m', 300_000],
      ['2h', 7_200_000],
      ['120m', 7_200_000],
    ],
    bad: [
      ['5', 'needs a unit'],
      ['0', 'needs a unit'],
      ['5d', 'whole number and a unit'],
      ['5S', 'whole number and a unit'],
      ['5 s', 'whole number and a unit'],
      ['1.5s', 'whole number and a unit'],
      ['-1s', 'whole number and a unit'],
      ['1h30m', 'whole number and a unit'],
      ['5constructor', 'whole number and a unit'],
      ['s', 'whole number and a unit'],
      ['3h', 'from 0s to 2h'],
      ['999999999999h', 'from 0s to 2h'],
      ['9999999999999999999999s', 'whole number and a unit'],
    ],
  },
  'a size': {
    parse: size({ from: '1KiB', to: '1GiB' }),
    good: [
      ['2048B', 2048],
      ['1KiB', 1024],
      ['64MiB', 67_108_864],
      ['1GiB', 1_073_741_824],
    ],
    bad: [
      ['67108864', 'needs a unit'],
      ['64MB', 'whole number and a unit'],
      ['64mib', 'whole number and a unit'],
      ['1.5GiB', 'whole number and a unit'],
      ['1B', 'from 1KiB to 1GiB'],
      ['2GiB', 'from 1KiB to 1GiB'],
    ],
  },
  'a whole number': {
    parse: integer({ from: 1, to: 65_535 }),
    good: [
      ['1', 1],
      ['8080', 8080],
      ['65535', 65_535],
    ],
    bad: [
      ['0', 'from 1 to 65535'],
      ['65536', 'from 1 to 65535'],
      ['080', 'whole number'],
      ['1e3', 'whole number'],
      ['0x10', 'whole number'],
      ['1.0', 'whole number'],
      ['-1', 'whole number'],
      ['', 'whole number'],
      ['tcp://10.0.0.1:80', 'whole number'],
    ],
  },
  'a number or off': {
    parse: orOff(integer({ from: 1, to: 9 })),
    good: [
      ['off', 'off'],
      ['9', 9],
    ],
    bad: [
      ['OFF', 'from 1 to 9, or off'],
      ['0', 'from 1 to 9, or off'],
    ],
  },
  'one of a few words': {
    parse: choice(['no-store', 'revalidate']),
    good: [['revalidate', 'revalidate']],
    bad: [
      ['Revalidate', 'one of no-store, revalidate'],
      ['__proto__', 'one of no-store, revalidate'],
    ],
  },
  'one line': {
    parse: line,
    good: [
      ['https://id.example.com/', 'https://id.example.com/'],
      ['Größe 3', 'Größe 3'],
    ],
    bad: [
      ['a\nb', 'one line'],
      ['a\u0000b', 'control characters'],
      ['a\u2028b', 'one line'],
      ['a'.repeat(1025), 'at most 1024'],
    ],
  },
  'the name of a cookie': {
    parse: cookieName,
    good: [
      ['session', 'session'],
      ['__Host-s.1', '__Host-s.1'],
    ],
    bad: [
      ['a b', 'name of a cookie'],
      ['a=b', 'name of a cookie'],
      ['a;b', 'name of a cookie'],
      ['"a"', 'name of a cookie'],
      ['sitzüng', 'name of a cookie'],
    ],
  },
  'a host': {
    parse: host,
    good: [
      ['127.0.0.1', '127.0.0.1'],
      ['::1', '::1'],
      ['0.0.0.0', '0.0.0.0'],
      ['localhost', 'localhost'],
      ['Proxy.Example.COM', 'proxy.example.com'],
      ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ],
    bad: [
      ['http://localhost', 'without scheme'],
      ['localhost:8080', 'without scheme, port'],
      ['[::1]', 'brackets'],
      ['127.0.0.256', 'IP address or a host name'],
      ['127.1', 'IP address or a host name'],
      ['-a.example', 'IP address or a host name'],
      ['a..example', 'IP address or a host name'],
      ['*', 'IP address or a host name'],
      [`${'a'.repeat(64)}.example`, 'IP address or a host name'],
    ],
  },
  'networks of proxies': {
    parse: networks,
    good: [
      ['10.0.0.0/8', ['10.0.0.0/8']],
      ['10.0.0.0/8, fd00::/8', ['10.0.0.0/8', 'fd00::/8']],
      ['192.0.2.7', ['192.0.2.7/32']],
      ['2001:db8::7', ['2001:db8::7/128']],
    ],
    bad: [
      ['true', 'may not be true'],
      ['10.0.0.0/8,true', 'entry 2 may not be true'],
      ['loopback', 'is not a network'],
      ['1', 'is not a network'],
      ['10.0.0.0/33', 'from 1 to 32'],
      ['fd00::/129', 'from 1 to 128'],
      ['10.0.0.0/', 'from 1 to 32'],
      ['10.0.0.0/+8', 'from 1 to 32'],
      ['10.0.0.0/8/8', 'is not a network'],
      ['0.0.0.0/0', 'believe everybody'],
      ['::/0', 'believe everybody'],
      ['fe80::1%eth0/64', 'is not a network'],
      ['10.0.0.0/8,', 'empty entry'],
    ],
  },
  "the origin of Drift's API": {
    parse: secureOrigin('https://driftapi.com'),
    good: [
      ['https://driftapi.com', 'https://driftapi.com'],
      ['https://driftapi.com/', 'https://driftapi.com'],
      ['https://driftapi.com:443', 'https://driftapi.com'],
      ['https://drift.example:8443', 'https://drift.example:8443'],
      ['http://localhost:8090', 'http://localhost:8090'],
      ['http://127.0.0.1:8090', 'http://127.0.0.1:8090'],
      ['http://[::1]:8090', 'http://[::1]:8090'],
    ],
    bad: [
      ['http://driftapi.com', 'must be https'],
      ['http://localhost.example.com', 'must be https'],
      ['http://127.0.0.1.example.com', 'must be https'],
      ['https://driftapi.com/v1', 'must end after the host'],
      ['https://driftapi.com?a=b', 'must end after the host'],
      ['https://driftapi.com#a', 'fragment'],
      ['https://user:word@driftapi.com', 'user name or password'],
      ['https://driftapi.com\\@evil.example', 'must be a URL'],
      ['https:/driftapi.com', 'must be a URL'],
      ['driftapi.com', 'must be a URL'],
      ['ftp://driftapi.com', 'must be a URL'],
      ['https://drift api.com', 'must be a URL'],
      ['https://driftapi.com\n', 'must be a URL'],
      ['https://', 'must be a URL'],
    ],
  },
  'the URL of Redis': {
    parse: redisUrl,
    good: [
      ['redis://localhost', redisAt(['localhost', 6379])],
      ['redis://Redis.example.com:6380/', redisAt(['redis.example.com', 6380])],
      ['redis://10.0.0.5/3', { ...redisAt(['10.0.0.5', 6379]), database: 3 }],
      ['redis://[::1]', redisAt(['::1', 6379])],
      ['redis://[FD00::5]:6380', redisAt(['fd00::5', 6380])],
      ['rediss://:word@r', { ...redisAt(['r', 6379]), tls: true, password: 'word' }],
      ['redis://site:word@r', { ...redisAt(['r', 6379]), username: 'site', password: 'word' }],
      ['redis://:p%40%2F%3a%25@r', { ...redisAt(['r', 6379]), password: 'p@/:%' }],
      ['redis://:a:b@c/d@r/1', { ...redisAt(['r', 6379]), password: 'a:b@c/d', database: 1 }],
      [
        'redis+sentinel://:word@a,b:26380/my-master.1',
        {
          ...redisAt(['a', 26_379], ['b', 26_380]),
          kind: 'sentinel',
          password: 'word',
          master: 'my-master.1',
        },
      ],
      [
        'rediss+sentinel://a/site/2',
        { ...redisAt(['a', 26_379]), kind: 'sentinel', tls: true, master: 'site', database: 2 },
      ],
      [
        'redis+cluster://u:w@a:7000,[::1]:7001',
        { ...redisAt(['a', 7000], ['::1', 7001]), kind: 'cluster', username: 'u', password: 'w' },
      ],
      ['rediss+cluster://a/', { ...redisAt(['a', 6379]), kind: 'cluster', tls: true }],
    ],
    bad: [
      ['localhost:6379', 'must begin with redis://'],
      ['http://localhost', 'must begin with redis://'],
      ['redis+master://localhost', 'must begin with redis://'],
      ['redis:/localhost', 'must begin with redis://'],
      ['redis://local host', 'hold no spaces'],
      ['redis://localhost\n', 'hold no spaces'],
      ['redis://', 'neither an IP address nor a host name'],
      ['redis://:6379', 'neither an IP address nor a host name'],
      ['redis://127.0.0.256', 'neither an IP address nor a host name'],
      ['redis://localhost?db=1', 'neither an IP address nor a host name'],
      ['redis://::1:6379', 'stands in [ ]'],
      ['redis://localhost:', 'from 1 to 65535'],
      ['redis://localhost:65536', 'from 1 to 65535'],
      ['redis://localhost:6379/x', 'from 0 to 65535'],
      ['redis://localhost/1/2', 'from 0 to 65535'],
      ['redis://localhost/0?a=b', 'from 0 to 65535'],
      ['redis://word@localhost', 'no password before it'],
      ['redis://user:@localhost', 'no password before it'],
      ['redis://:100%@localhost', 'write % itself as %25'],
      ['redis://:%ff@localhost', 'write % itself as %25'],
      ['redis://a,b', 'only for Sentinel or Cluster'],
      ['redis+sentinel://a,b', 'must name the master'],
      ['redis+sentinel://a/', 'must name the master'],
      ['redis+sentinel://a/my master', 'hold no spaces'],
      ['redis+sentinel://a/site/x', 'from 0 to 65535'],
      ['redis+cluster://a/0', 'a cluster has no databases'],
      ['redis+cluster://a,,b', 'entry 2 has a host'],
      ['redis+cluster://a,b:0', 'entry 2 has a port'],
    ],
  },
  'keys of the cache': {
    parse: cacheKeys,
    good: [
      [oneKey.toString('base64'), [oneKey]],
      [oneKey.toString('base64url'), [oneKey]],
      [`base64:${oneKey.toString('base64')}`, [oneKey]],
      [`hex:${oneKey.toString('hex')}`, [oneKey]],
      [`${otherKey.toString('base64')},hex:${oneKey.toString('hex')}`, [otherKey, oneKey]],
    ],
    bad: [
      [oneKey.toString('latin1'), '32 bytes in base64; make one with'],
      [oneKey.toString('hex'), '32 bytes in base64'],
      [oneKey.subarray(1).toString('base64'), '32 bytes in base64'],
      [`${oneKey.toString('base64')},`, 'entry 2 must be 32 bytes'],
      [Array(3).fill(oneKey.toString('base64')).join(','), 'more than one comma'],
      [Buffer.alloc(32).toString('base64'), 'repeats itself; make one with'],
      ['', '32 bytes in base64'],
    ],
  },
  'the URL of a key set': {
    parse: secureUrl('https://id.example.com/jwks.json'),
    good: [
      ['https://id.example.com/jwks.json?v=1', 'https://id.example.com/jwks.json?v=1'],
      ['http://127.0.0.1:9/jwks.json', 'http://127.0.0.1:9/jwks.json'],
    ],
    bad: [
      ['http://id.example.com/jwks.json', 'must be https'],
      ['https://a@id.example.com/jwks.json', 'user name or password'],
      ['https://id.example.com/jwks.json#', 'fragment'],
      ['file:///etc/jwks.json', 'must be a URL'],
    ],
  },
  'rules for the contact claim': {
    parse: contactClaims,
    good: [
      ['sub:external', [{ claim: 'sub', kind: 'external' }]],
      [
        'drift_id:id, email:email, sub:external',
        [
          { claim: 'drift_id', kind: 'id' },
          { claim: 'email', kind: 'email' },
          { claim: 'sub', kind: 'external' },
        ],
      ],
      ['https://example.com/contact:id', [{ claim: 'https://example.com/contact', kind: 'id' }]],
    ],
    bad: [
      ['sub', 'must be claim:kind'],
      [':id', 'must be claim:kind'],
      ['sub:phone', 'id, external, email'],
      ['sub:', 'id, external, email'],
      ['my claim:id', 'must be claim:kind'],
      ['sub:external,email:email', 'after the one for sub'],
      ['email:email,email:external', 'names one claim twice'],
      ['email:email,,sub:external', 'empty entry'],
      ['email:mail,sub:phone', 'entry 1 must be claim:kind'],
    ],
  },
  'a secret': {
    parse: secrets,
    good: [
      ['as it is ', bytes('as it is ')],
      ['Schlüssel', bytes('Schlüssel')],
      ['old,new', bytes('old', 'new')],
      ['base64:b2xkLG5ldw==', bytes('old,new')],
      ['base64:b2xkLG5ldw', bytes('old,new')],
      ['base64:-_8,base64:+/8=', [Buffer.from([0xfb, 0xff]), Buffer.from([0xfb, 0xff])]],
      ['hex:6F6c64,new', bytes('old', 'new')],
      ['BASE64:b2xk', bytes('BASE64:b2xk')],
    ],
    bad: [
      ['', 'is empty'],
      ['base64:', 'is empty'],
      ['hex:', 'is empty'],
      ['base64:b2xk!', 'not base64'],
      ['base64:b2xkLG5ldx==', 'not base64'],
      ['base64:b2 xk', 'not base64'],
      ['hex:abc', 'hexadecimal'],
      ['hex:xy', 'hexadecimal'],
      ['old,', 'entry 2 is empty'],
      [',new', 'entry 1 is empty'],
      ['a,b,c', 'more than one comma'],
    ],
  },
  'a secret for a header': {
    parse: headerSecret,
    good: [
      ['Abc-123_~', 'Abc-123_~'],
      ['base64:YSxi', 'a,b'],
    ],
    bad: [
      ['two words', 'visible ASCII'],
      ['line\n', 'visible ASCII'],
      ['tab\tbed', 'visible ASCII'],
      ['\u0000', 'visible ASCII'],
      ['\u007f', 'visible ASCII'],
      ['“quoted”', 'visible ASCII'],
      ['base64:AAAA', 'visible ASCII'],
      ['a,b', 'must be one secret'],
      ['base64:', 'is empty'],
    ],
  },
  'the tokens of webhooks': {
    parse: webhookTokens,
    good: [
      ['Abc-123_', bytes('Abc-123_')],
      ['old-token,new-token', bytes('old-token', 'new-token')],
      ['base64:b2xkLG5ldyx0b2tlbg==', bytes('old,new,token')],
    ],
    bad: [
      ['', 'is empty'],
      ['seven-7', 'at least 8 bytes'],
      ['old-token,short', 'entry 2 must be at least 8 bytes'],
      ['two words of a token', 'visible ASCII'],
      ['“quoted-token”', 'visible ASCII'],
      ['one-token,two-token,three-token', 'more than one comma'],
    ],
  },
  "an organisation's number": {
    parse: organisation,
    good: [
      ['1', '1'],
      ['9223372036854775807', '9223372036854775807'],
    ],
    bad: [
      ['0', 'number of your organisation'],
      ['007', 'number of your organisation'],
      ['acme', 'number of your organisation'],
      ['12345678901234567890', 'number of your organisation'],
      [' 7', 'number of your organisation'],
    ],
  },
  'a list': {
    parse: listOf(integer({ from: 1, to: 9 })),
    good: [
      ['1', [1]],
      ['1, 2 ,3', [1, 2, 3]],
    ],
    bad: [
      ['x,2,y', 'entry 1 must be a whole number from 1 to 9; entry 3 must be'],
      ['1,,2', 'empty entry'],
      [' ', 'empty entry'],
    ],
  },
};

describe.each(Object.entries(tables))('%s', (_, { parse, good, bad }) => {
  it.each(good)('%j is taken', (text, value) => {
    expect(parse(text)).toEqual({ value });
  });

  it.each(bad)('%j is refused, and told what to write', (text, words) => {
    expect(parse(text)).toEqual({ problem: expect.stringContaining(words) });
  });
});

describe('loopback', () => {
  it.each(['localhost', '127.0.0.1', '127.8.9.1', '::1', '0:0:0:0:0:0:0:1', '[::1]'])('%s is', (name) => {
    expect(isLoopback(name)).toBe(true);
  });

  it.each(['0.0.0.0', '::', '10.0.0.1', '128.0.0.1', 'localhost.example.com', 'example.com', 'fe80::1'])(
    '%s is not',
    (name) => {
      expect(isLoopback(name)).toBe(false);
    },
  );
});
