// Which token does a request to the back end carry? As the proxy itself would read it, from each kind of request.

import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type PageRequest, tokenIn } from '../../../client/server/page-request.ts';
import { hostileStrings } from '../../../sandbox/hostile-strings.ts';
import { createReadCredential, credentialLines } from '../../../server/http/credential.ts';

type Lines = readonly (readonly [name: string, value: string])[];

const webRequest = (lines: Lines): PageRequest =>
  new Request('https://www.example.com/', { headers: lines.map(([name, value]) => [name, value]) });

/** As Node's parser fills it: of a repeated `Authorization` the first, cookies joined by semicolons. */
const nodeRequest = (lines: Lines): IncomingMessage => {
  const request = new IncomingMessage(new Socket());
  const valuesOf = (wanted: string) => lines.filter(([name]) => name === wanted).map(([, value]) => value);
  const [cookies, authorizations] = [valuesOf('cookie'), valuesOf('authorization')];
  if (cookies.length > 0) request.headers.cookie = cookies.join('; ');
  if (authorizations[0] !== undefined) request.headers.authorization = authorizations[0];
  request.rawHeaders = lines.flat();
  request.headersDistinct = {
    ...(cookies.length > 0 && { cookie: cookies }),
    ...(authorizations.length > 0 && { authorization: authorizations }),
  };
  return request;
};

const kinds = [
  ['a web Request', webRequest],
  ["Node's IncomingMessage", nodeRequest],
] as const;

describe.each(kinds)('the token in %s', (_kind, requestWith) => {
  it.each<[string, Lines]>([
    ['the cookie', [['cookie', 'session=a.b.c']]],
    ['the cookie among others', [['cookie', 'xsession=x.y.z; session=a.b.c;sessionx=x.y.z']]],
    ['a Bearer header', [['authorization', 'Bearer a.b.c']]],
    ['a Bearer header in other letters', [['authorization', 'bEARER a.b.c']]],
    [
      'both, when they are the same',
      [
        ['authorization', 'Bearer a.b.c'],
        ['cookie', 'session=a.b.c'],
      ],
    ],
    [
      'the cookie, beside a scheme that is not ours',
      [
        ['authorization', 'Basic c3RhZ2U6c3RhZ2U='],
        ['cookie', 'session=a.b.c'],
      ],
    ],
    ['the cookie, beside what a log-out left behind', [['cookie', 'session=; session=a.b.c']]],
  ])('is taken from %s', (_where, lines) => {
    expect(tokenIn(requestWith(lines), 'session')).toEqual({ token: 'a.b.c' });
  });

  it.each<[string, Lines]>([
    ['no header at all', []],
    ['other cookies', [['cookie', 'sessions=a.b.c; theme=dark']]],
    ['an empty cookie', [['cookie', 'session=']]],
    ['a scheme that is not ours', [['authorization', 'Basic c3RhZ2U6c3RhZ2U=']]],
  ])('is missing with %s', (_what, lines) => {
    expect(tokenIn(requestWith(lines), 'session')).toEqual({ reason: 'no_session' });
  });

  it.each<[string, Lines]>([
    ['a cookie that comes twice', [['cookie', 'session=a.b.c; session=a.b.d']]],
    ['a cookie that comes twice the same', [['cookie', 'session=a.b.c; session=a.b.c']]],
    [
      'another one in the header',
      [
        ['authorization', 'Bearer a.b.c'],
        ['cookie', 'session=a.b.d'],
      ],
    ],
  ])('is none with %s', (_what, lines) => {
    expect(tokenIn(requestWith(lines), 'session')).toEqual({ reason: 'token_conflict' });
  });

  it.each([
    'a.b',
    'a.b.c.d',
    'a..c',
    '"a.b.c"',
    'a.b.c, session=a.b.c',
    'a.b.c=',
    'a%2eb.c.d',
    `a.${'b'.repeat(8190)}.c`,
  ])('is none when the cookie is %j', (value) => {
    expect(tokenIn(requestWith([['cookie', `session=${value}`]]), 'session')).toEqual({
      reason: 'token_invalid',
    });
  });

  it('is never taken out of a cookie when no cookie is named', () => {
    expect(tokenIn(requestWith([['cookie', 'session=a.b.c; undefined=a.b.c']]), undefined)).toEqual({
      reason: 'no_session',
    });
  });

  it('is none when the header comes twice', () => {
    const lines: Lines = [
      ['authorization', 'Bearer a.b.c'],
      ['authorization', 'Bearer a.b.d'],
    ];
    expect(tokenIn(requestWith(lines), 'session')).not.toHaveProperty('token');
  });
});

describe('the token that is found', () => {
  const piece = fc.constantFrom(
    'session',
    '=',
    ';',
    ' ',
    'a.b.c',
    'd.e.f',
    'Bearer',
    'Basic',
    ',',
    '"',
    ...hostileStrings.map((text) => text.slice(0, 50)),
  );
  const line = fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join(''));
  const cookieLine = fc.oneof(
    line,
    fc.constantFrom('session=a.b.c', 'session=d.e.f; theme=dark', 'session='),
  );
  const bearerLine = fc.oneof(line, fc.constantFrom('Bearer a.b.c', 'bearer d.e.f', 'Bearer ', 'Basic x'));
  const anyLines = fc
    .tuple(fc.array(cookieLine, { maxLength: 2 }), fc.array(bearerLine, { maxLength: 2 }))
    .map(
      ([cookies, bearers]): Lines => [
        ...cookies.map((value) => ['cookie', value] as const),
        ...bearers.map((value) => ['authorization', value] as const),
      ],
    );

  it('is the one that the proxy would have found in the same request', () => {
    const readCredential = createReadCredential('session');
    fc.assert(
      fc.property(anyLines, (lines) => {
        const request = nodeRequest(lines);
        const found = tokenIn(request, 'session');
        const credential = readCredential(credentialLines(request));
        if ('token' in found) expect(credential).toMatchObject({ token: found.token });
        else if ('token' in credential) expect(credential.token).not.toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
      }),
      { numRuns: 1000 },
    );
  });

  it('can stand in a header', () => {
    fc.assert(
      fc.property(anyLines, (lines) => {
        const found = tokenIn(nodeRequest(lines), 'session');
        if ('token' in found) expect(found.token).toMatch(/^[A-Za-z0-9_.-]+$/);
      }),
    );
  });
});
