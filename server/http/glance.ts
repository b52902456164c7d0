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

type Role = keyof Glance | 'host' | 'needs a longer look';

/** What is not listed has no say. */
const names: readonly (readonly [name: string, role: Role])[] = [
  ['Host', 'host'],
  ['Authorization', 'authorization'],
  ['Cookie', 'cookie'],
  ['Origin', 'origin'],
  ['Sec-Fetch-Site', 'fetchSite'],
  ['Sec-Fetch-Mode', 'fetchMode'],
  ['Sec-Fetch-Dest', 'fetchDest'],
  [markerHeader, 'marker'],
  ['X-Forwarded-For', 'forwardedFor'],
  ['X-Request-Id', 'requestId'],
  ['Content-Length', 'needs a longer look'],
  ['Transfer-Encoding', 'needs a longer look'],
  ['Expect', 'needs a longer look'],
  ['Upgrade', 'needs a longer look'],
  ['Range', 'needs a longer look'],
  ['If-None-Match', 'needs a longer look'],
  ['If-Modified-Since', 'needs a longer look'],
  ['If-Match', 'needs a longer look'],
  ['If-Unmodified-Since', 'needs a longer look'],
  ['If-Range', 'needs a longer look'],
];

/** A name as it is usually written, and as some proxies and all of HTTP/2 write it. */
type Known = { readonly usual: string; readonly lower: string; readonly role: Role };

const longest = Math.max(...names.map(([name]) => name.length));
/** The same for a letter and its capital. */
const placeOf = (name: string): number => 32 * name.length + (name.charCodeAt(0) & 31);

/** By length and first letter, which most names of a request share with none of these: they are not even read. */
const byPlace: readonly (readonly Known[])[] = Array.from({ length: 32 * (longest + 1) }, (_, place) =>
  names
    .filter(([name]) => placeOf(name) === place)
    .map(([usual, role]) => ({ usual, lower: usual.toLowerCase(), role })),
);

/** Undefined for a name that has no say. */
const roleOf = (name: string): Role | undefined => {
  if (name.length > longest) return undefined;
  for (const { usual, lower, role } of byPlace[placeOf(name)] ?? []) {
    if (name === usual || name === lower || name.toLowerCase() === lower) return role;
  }
  return undefined;
};

/** Undefined when the request says anything more than the plain question, or says it twice. */
const readLines = (lines: readonly string[]): Glance | undefined => {
  const seen = createGlanceOfNothing();
  let hosts = 0;
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const role = roleOf(lines[at] ?? '');
    if (role === undefined) continue;
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
