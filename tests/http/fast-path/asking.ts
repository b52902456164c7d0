// What might a client say? Requests of every kind that has a say in the answer, most of them the plain one.

import fc from 'fast-check';
import { listedOrigin } from '../../support/proxy.ts';

/** A request that is the same whichever server is asked; the token's text is filled in by the server's own signer. */
export type Asking = {
  readonly method: string;
  readonly target: string;
  readonly visitor: Visitor;
  readonly credential: Credential;
  readonly origins: readonly string[];
  readonly provenance: readonly string[];
  readonly extras: readonly (readonly string[])[];
};

/** Claims of those who come. */
export const visitors = {
  ada: { contact: '1001' },
  bob: { contact: '1002' },
  odd: { contact: '1003' },
  nobody: { contact: '9999' },
  support: { contact: '1001', scope: 'contacts:read' },
  nameless: {},
  malformed: { contact: 'not an id' },
} as const;
export type Visitor = keyof typeof visitors;

/** Turns a token, and one that does not verify, into header lines. */
type CredentialLines = (token: string, forged: string) => readonly string[];

export const credentials = {
  bearer: (token) => ['Authorization', `Bearer ${token}`],
  'bearer in odd letters': (token) => ['aUTHORIZATION', `bEARER ${token}`],
  'bearer after two spaces': (token) => ['Authorization', `Bearer  ${token}`],
  cookie: (token) => ['Cookie', `session=${token}`],
  'cookie among others': (token) => ['Cookie', `a=1; session=${token}; theme=dark`],
  'cookie in two lines': (token) => ['Cookie', 'a=1', 'Cookie', `session=${token}`],
  'an empty cookie': () => ['Cookie', 'session='],
  'another cookie': () => ['Cookie', 'other=1'],
  'two session cookies': (token) => ['Cookie', `session=${token}; session=x`],
  'the same in both': (token) => ['Authorization', `Bearer ${token}`, 'Cookie', `session=${token}`],
  'two that differ': (token) => ['Authorization', `Bearer ${token}`, 'Cookie', 'session=x'],
  'bearer beside another cookie': (token) => ['Cookie', 'other=1', 'Authorization', `Bearer ${token}`],
  'bearer twice': (token) => ['Authorization', `Bearer ${token}`, 'Authorization', `Bearer ${token}`],
  'another scheme': () => ['Authorization', 'Basic YTpi'],
  'another scheme beside a cookie': (token) => ['Authorization', 'Basic YTpi', 'Cookie', `session=${token}`],
  forged: (_token, forged) => ['Authorization', `Bearer ${forged}`],
  none: () => [],
} satisfies Record<string, CredentialLines>;
export type Credential = keyof typeof credentials;

const namesOf = <Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] =>
  Object.keys(table) as Key[];

/** Most are plain: only they can be answered from a recording. */
const mostly = <T>(plain: T, others: readonly T[], weight = 8): fc.Arbitrary<T> =>
  fc.oneof({ weight, arbitrary: fc.constant(plain) }, { weight: 1, arbitrary: fc.constantFrom(...others) });

const fromPage = ['Sec-Fetch-Site', 'same-origin', 'Sec-Fetch-Mode', 'cors', 'Sec-Fetch-Dest', 'empty'];

const provenances: readonly (readonly string[])[] = [
  fromPage,
  ['sec-fetch-site', 'cross-site', 'sec-fetch-mode', 'cors', 'sec-fetch-dest', 'empty'],
  ['Sec-Fetch-Site', 'none', 'Sec-Fetch-Mode', 'navigate', 'Sec-Fetch-Dest', 'document'],
  ['X-Drift-Attributes', '1'],
  ['X-Drift-Attributes', '0'],
  ['X-Drift-Attributes', '1', 'X-Drift-Attributes', '1'],
  ['Sec-Fetch-Site', 'same-origin', ...fromPage],
];

const extras: readonly (readonly string[])[] = [
  ['X-Forwarded-For', '198.51.100.7'],
  ['X-Forwarded-For', '198.51.100.8, 10.1.2.3'],
  ['X-Forwarded-For', '198.51.100.7', 'X-Forwarded-For', '198.51.100.9'],
  ['x-forwarded-for', 'unknown'],
  ['X-Request-Id', 'from-the-balancer.1'],
  ['X-Request-Id', 'not acceptable'],
  ['X-Request-Id', 'one', 'X-Request-Id', 'two'],
  ['If-None-Match', '*'],
  ['If-None-Match', 'W/"abc"'],
  ['If-Modified-Since', 'Sun, 22 Nov 2026 10:00:00 GMT'],
  ['Range', 'bytes=0-3'],
  ['Expect', 'something'],
  ['Content-Length', '0'],
  ['Transfer-Encoding', 'chunked'],
  ['Accept', 'text/html'],
  ['Accept-Encoding', 'gzip, br'],
  ['Cache-Control', 'no-cache'],
  ['Connection', 'close'],
  ['Connection', 'keep-alive'],
  ['Upgrade', 'websocket', 'Connection', 'Upgrade'],
  ['Via', '1.1 balancer', 'X-Forwarded-Proto', 'https', 'X-Forwarded-Host', 'www.example.com'],
  ['X-Something-Else', 'x'],
  ['Host', 'another.example.com'],
];

/** From where and with what most requests of a journey come: only what came so before can be answered from a recording. */
export type Home = Pick<Asking, 'credential' | 'origins'>;

export const homes: fc.Arbitrary<Home> = fc.constantFrom<Home>(
  { credential: 'bearer', origins: [listedOrigin] },
  { credential: 'bearer', origins: [listedOrigin] },
  { credential: 'cookie', origins: [listedOrigin] },
  { credential: 'cookie', origins: [] },
);

export const askingsFrom = ({ credential, origins }: Home): fc.Arbitrary<Asking> =>
  fc.record({
    method: mostly('GET', ['HEAD', 'OPTIONS', 'POST', 'DELETE'], 24),
    target: mostly(
      '/v1/me/attributes',
      [
        '/v1/me/attributes?fields=plan',
        '/v1/me/attributes?',
        '/v1/me/attributes?a=1',
        '/v1/me/attributes/',
        '/V1/me/attributes',
        '/v1/me/attribute%73',
        '/v1/attributes',
        '/healthz',
      ],
      24,
    ),
    visitor: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<Visitor>('ada', 'bob', 'odd') },
      { weight: 1, arbitrary: fc.constantFrom(...namesOf(visitors)) },
    ),
    credential: mostly<Credential>(credential, namesOf(credentials), 4),
    origins: mostly<readonly string[]>(
      origins,
      [
        [listedOrigin],
        [],
        ['https://shop.example.org'],
        ['https://evil.example'],
        ['null'],
        [listedOrigin, listedOrigin],
      ],
      2,
    ),
    provenance: mostly<readonly string[]>(fromPage, [[], ...provenances], 6),
    extras: fc.oneof(
      { weight: 3, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(fc.constantFrom(...extras), { minLength: 1, maxLength: 2 }) },
    ),
  });
