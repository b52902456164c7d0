// Which credential does a request carry? A Bearer header, the session cookie, none, or too many.

import type { IncomingMessage } from 'node:http';

export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer' | 'cookie'; readonly token: string }
  /** Two that differ, or one that is repeated; `bearer` tells whether a Bearer header is among them. */
  | { readonly kind: 'conflict'; readonly bearer: boolean };

type Headers = Pick<IncomingMessage, 'headersDistinct'>;

/** RFC 6750: the scheme is read without case, as every scheme is; another one is no credential of ours. */
const bearer = /^bearer(?: (.*))?$/i;

const bearerToken = (header: string): string | undefined => {
  const match = bearer.exec(header);
  return match === null ? undefined : (match[1] ?? '');
};

/** Every non-empty value of the cookie; an empty one is what a log-out leaves behind. */
const cookieValues = (headers: readonly string[], name: string): string[] =>
  headers
    .flatMap((header) => header.split(';'))
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`))
    .map((pair) => pair.slice(name.length + 1))
    .filter((value) => value !== '');

/** `cookieName` undefined: cookies are no credential. */
export const createReadCredential =
  (cookieName: string | undefined) =>
  ({ headersDistinct }: Headers): Credential => {
    const authorizations = headersDistinct['authorization'] ?? [];
    const tokens = authorizations.map(bearerToken).filter((token) => token !== undefined);
    const cookies = cookieName === undefined ? [] : cookieValues(headersDistinct['cookie'] ?? [], cookieName);
    const [token, cookie] = [tokens[0], cookies[0]];

    if (authorizations.length > 1 || cookies.length > 1)
      return { kind: 'conflict', bearer: tokens.length > 0 };
    if (token !== undefined && cookie !== undefined && token !== cookie)
      return { kind: 'conflict', bearer: true };
    if (token !== undefined) return { kind: 'bearer', token };
    return cookie === undefined ? { kind: 'none' } : { kind: 'cookie', token: cookie };
  };

export type ReadCredential = ReturnType<typeof createReadCredential>;
