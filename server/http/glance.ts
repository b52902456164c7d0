// Is this the plain question that most visitors ask? Read at a glance, from the header lines as they came.

import type { IncomingMessage } from 'node:http';
import { markerHeader } from './cross-origin.ts';

/** All that such a request can say that has a say in its answer; values as they came. */
export type Glance = {
  authorization: string | undefined;
  cookie: string | undefined;
  origin: string | undefined;
  fetchSite: string | undefined;
  fetchMode: string | undefined;
  fetchDest: string | undefined;
  marker: string | undefined;
  forwardedFor: string | undefined;
  requestId: string | undefined;
};

/** Always with the same properties in the same order: code that meets one shape of object only stays compiled. */
const createGlanceOfNothing = (): Glance => ({
  authorization: undefined,
  cookie: undefined,
  origin: undefined,
  fetchSite: undefined,
  fetchMode: undefined,
  fetchDest: undefined,
  marker: undefined,
  forwardedFor: undefined,
  requestId: undefined,
});

type Role = keyof Glance | 'host' | 'needs a longer look' | 'no say';

/** What is not listed has no say either; the usual ones are, so that they are known without a look at their letters. */
const roles: readonly (readonly [Role, readonly string[]])[] = [
  ['host', ['Host']],
  ['authorization', ['Authorization']],
  ['cookie', ['Cookie']],
  ['origin', ['Origin']],
  ['fetchSite', ['Sec-Fetch-Site']],
  ['fetchMode', ['Sec-Fetch-Mode']],
  ['fetchDest', ['Sec-Fetch-Dest']],
  ['marker', [markerHeader]],
  ['forwardedFor', ['X-Forwarded-For']],
  ['requestId', ['X-Request-Id', 'X-Request-ID']],
  [
    'needs a longer look',
    [
      'Content-Length',
      'Transfer-Encoding',
      'Expect',
      'Upgrade',
      'Range',
      'If-None-Match',
      'If-Modified-Since',
      'If-Match',
      'If-Unmodified-Since',
      'If-Range',
    ],
  ],
  [
    'no say',
    [
      'Accept',
      'Accept-Encoding',
      'Accept-Language',
      'User-Agent',
      'Referer',
      'Connection',
      'Priority',
      'DNT',
      'Sec-GPC',
      'Sec-CH-UA',
      'Sec-CH-UA-Mobile',
      'Sec-CH-UA-Platform',
      'Pragma',
      'Cache-Control',
      'X-Forwarded-Proto',
      'X-Forwarded-Host',
      'X-Forwarded-Port',
      'X-Real-IP',
      'Via',
      'Traceparent',
    ],
  ],
];

const bySpelling: ReadonlyMap<string, Role> = new Map(
  roles.flatMap(([role, names]) =>
    names.flatMap((name): [string, Role][] => [
      [name, role],
      [name.toLowerCase(), role],
    ]),
  ),
);

const roleOf = (name: string): Role => bySpelling.get(name) ?? bySpelling.get(name.toLowerCase()) ?? 'no say';

/** Undefined when the request says anything more than the plain question, or says it twice. */
const readLines = (lines: readonly string[]): Glance | undefined => {
  const seen = createGlanceOfNothing();
  let hosts = 0;
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const role = roleOf(lines[at] ?? '');
    if (role === 'no say') continue;
    if (role === 'needs a longer look') return undefined;
    if (role === 'host') hosts += 1;
    else if (seen[role] !== undefined) return undefined;
    else seen[role] = lines[at + 1] ?? '';
  }
  return hosts === 1 ? seen : undefined;
};

/** A GET of `path` to the letter, without a body, a condition or an expectation. */
export const createGlance =
  (path: string) =>
  (request: IncomingMessage): Glance | undefined => {
    const isPlain = request.url === path && request.method === 'GET' && request.httpVersion === '1.1';
    return isPlain ? readLines(request.rawHeaders) : undefined;
  };
