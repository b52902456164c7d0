// Is this the operator? The name that was asked for, and the operator's token.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { AdminConfig } from '../../config/config.ts';
import { ProxyError } from '../errors.ts';

const loopbackNames = ['localhost', '127.0.0.1', '[::1]'];

const hostnameOf = (host: string): string => host.toLowerCase().replace(/:\d*$/, '');

const bracketed = (host: string): string =>
  host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;

/** A page whose name was made to point here (DNS rebinding) still asks for its own name. */
export const createRequireHost = ({ host, allowedHosts }: AdminConfig): RequestHandler => {
  const names = new Set(
    [...loopbackNames, bracketed(host), ...allowedHosts.map(bracketed)].map((name) => name.toLowerCase()),
  );
  return (request, _response, next) => {
    if (!names.has(hostnameOf(request.headers.host ?? '')))
      throw new ProxyError('not_allowed', { reason: 'host' });
    next();
  };
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** RFC 9110, 11.1: the name of a scheme has no case. */
const canonical = (authorization: string): string => authorization.replace(/^bearer /i, 'Bearer ');

/** Compares digests, so that neither length nor content shows in the time it takes. */
export const createRequireOperator =
  ({ token }: AdminConfig): RequestHandler =>
  (request, _response, next) => {
    if (token !== undefined) {
      const given = request.headers.authorization;
      if (given === undefined) throw new ProxyError('token_missing', { reason: 'operator' });
      const wanted = `Bearer ${token.current}`;
      if (!timingSafeEqual(digest(canonical(given)), digest(wanted)))
        throw new ProxyError('token_invalid', { reason: 'operator' });
    }
    next();
  };
