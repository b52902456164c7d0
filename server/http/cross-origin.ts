// May a page of another origin read this answer? CORS for listed origins, and not one of its headers for others.

import cors from 'cors';
import type { RequestHandler } from 'express';
import type { HttpConfig } from '../../config/config.ts';
import type { IsListed } from './origins.ts';
import { headersSaidBy, type SaidHeader } from './said-headers.ts';

export const markerHeader = 'X-Drift-Attributes';

/** Origins that match a pattern are without number. */
const mostOrigins = 200;

type Parts = { readonly allowedOrigins: HttpConfig['allowedOrigins']; readonly isListed: IsListed };

export const createCrossOrigin = ({ allowedOrigins, isListed }: Parts): RequestHandler => {
  const forListed = cors({
    origin: [...allowedOrigins],
    credentials: true,
    methods: ['GET', 'HEAD', 'POST'],
    allowedHeaders: ['Authorization', 'Content-Type', markerHeader],
    exposedHeaders: ['Retry-After', 'X-Request-Id', 'Cache-Status', 'ETag'],
    maxAge: 7200,
    preflightContinue: true, // every OPTIONS is answered by the route it asks about
  });

  /** `Vary` is the same for all, and there already. */
  const ask = (origin: string): readonly SaidHeader[] =>
    headersSaidBy(forListed, { origin }).filter(([name]) => name !== 'Vary');

  /** What it says to an origin does not depend on what that asks for, but for a preflight: it is asked once, and repeated. */
  const said = new Map<string, readonly SaidHeader[]>();
  const saidTo = (origin: string): readonly SaidHeader[] => {
    const before = said.get(origin);
    if (before !== undefined) return before;
    if (said.size >= mostOrigins) said.clear();
    const now = ask(origin);
    said.set(origin, now);
    return now;
  };

  return (request, response, next) => {
    const { origin } = request.headers;
    if (origin === undefined || !isListed(origin)) return next();
    if (request.method === 'OPTIONS') return forListed(request, response, next);
    for (const [name, value] of saidTo(origin)) response.setHeader(name, value);
    next();
  };
};
