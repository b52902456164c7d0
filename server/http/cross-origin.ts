// May a page of another origin read this answer? CORS for listed origins, and not one of its headers for others.

import cors from 'cors';
import type { RequestHandler } from 'express';
import type { HttpConfig } from '../../config/config.ts';
import type { IsListed } from './origins.ts';

export const markerHeader = 'X-Drift-Attributes';

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
  return (request, response, next) => {
    if (isListed(request.headers.origin)) forListed(request, response, next);
    else next();
  };
};
