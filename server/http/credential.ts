// Which credential does a request carry? A Bearer header, the session cookie, none, or too many.

import type { IncomingMessage } from 'node:http';
import { headerLines } from './header-lines.ts';

export type Credential =
  | { readonly kind: 'none' }
  | { readonly kind: 'bearer' | 'cookie'; readonly token: string }
  /** Two that differ, or one that is repeated; `bearer` tells whether a Bearer header is among them. */
  | { readonly kind: 'conflict'; readonly bearer: boolean };

/** Every line of the two headers that can carry one. */
export type CredentialLines = {
  readonly authorizations: readonly string[];
  readonly cookies: readonly string[];
};

export const credentialLines = (request: IncomingMessage): CredentialLines => ({
  authorizations: headerLines(request, 'authorization'),
  cookies: headerLines(request, 'cookie'),
});

/** RFC 6750: the scheme is read without case, as every scheme is; another one is no credential of ours. */
const bearer = /^bearer(?: (.*))?$/i;

const bearerToken = (header: string): string | undefined => {
  if (header.startsWith('Bearer ')) return header.slice('Bearer '.length); // as nearly everybody writes it
  const match = bearer.exec(header);
  return match === null ? undefined : (match[1] ?? '');
};

const isBearer = (header: string): boolean => bearerToken(header) !== undefined;

/** Every non-empty value of the cookie; an empty one is what a log-out leaves behind. */
const cookieValues = (headers: readonly string[], name: string): string[] => {
  const values: string[] = [];
  for (const header of headers) {
    for (let from = 0, end = 0; from <= header.length; from = end + 1) {
      end = header.indexOf(';', from);
      if (end === -1) end = header.length;
      const pair = header.slice(from, end).trim();
      if (pair.startsWith(name) && pair[name.length] === '=' && pair.length > name.length + 1)
        values.push(pair.slice(name.length + 1));
    }
  }
  return values;
};

/** `cookieName` undefined: cookies are no credential. */
export const createReadCredential =
  (cookieName: string | undefined) =>
  ({ authorizations, cookies }: CredentialLines): Credential => {
    const token = authorizations[0] === undefined ? undefined : bearerToken(authorizations[0]);
    const values = cookieName === undefined || cookies.length === 0 ? [] : cookieValues(cookies, cookieName);
    const cookie = values[0];

    if (authorizations.length > 1 || values.length > 1)
      return { kind: 'conflict', bearer: authorizations.some(isBearer) };
    if (token !== undefined && cookie !== undefined && token !== cookie)
      return { kind: 'conflict', bearer: true };
    if (token !== undefined) return { kind: 'bearer', token };
    return cookie === undefined ? { kind: 'none' } : { kind: 'cookie', token: cookie };
  };

export type ReadCredential = ReturnType<typeof createReadCredential>;
