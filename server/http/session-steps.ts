// What does a request pass on its way to a session? Address limit, browser rule, then the token: in this order.

import type { Request, RequestHandler } from 'express';
import { ProxyError } from '../errors.ts';
import type { Window } from '../limits/window.ts';
import { browserRule } from './browser-rule.ts';
import { type ClientAddress, senderOf } from './client-address.ts';
import { type Credential, credentialLines, type ReadCredential } from './credential.ts';
import { markerHeader } from './cross-origin.ts';
import type { IsListed } from './origins.ts';

export const createAddressLimit =
  (addresses: Window, clientAddress: ClientAddress): RequestHandler =>
  (request, _response, next) => {
    const address = clientAddress(senderOf(request));
    const wait = address === undefined ? 0 : addresses.take(address);
    if (wait > 0) throw new ProxyError('too_many_requests', { reason: 'address', retryAfter: wait });
    next();
  };

/** Whether the browser, and not the page's own script, may have added the credential. */
const isAmbient = (credential: Credential): boolean =>
  credential.kind === 'cookie' || (credential.kind === 'conflict' && !credential.bearer);

export const createBrowserRule =
  (readCredential: ReadCredential, isListed: IsListed): RequestHandler =>
  (request, _response, next) => {
    if (isAmbient(readCredential(credentialLines(request)))) {
      const { origin } = request.headers;
      const verdict = browserRule({
        origin,
        listed: isListed(origin),
        fetchSite: request.get('Sec-Fetch-Site'),
        fetchMode: request.get('Sec-Fetch-Mode'),
        fetchDest: request.get('Sec-Fetch-Dest'),
        marker: request.get(markerHeader),
      });
      if (verdict !== 'allowed') throw new ProxyError(verdict, { reason: 'cookie' });
    }
    next();
  };

/** The token's text, not yet looked at. @throws ProxyError `token_conflict` or `token_missing` */
export const createTokenOf =
  (readCredential: ReadCredential) =>
  (request: Request): string => {
    const credential = readCredential(credentialLines(request));
    if (credential.kind === 'conflict') throw new ProxyError('token_conflict', { reason: 'conflict' });
    if (credential.kind === 'none') throw new ProxyError('token_missing', { reason: 'missing' });
    return credential.token;
  };
