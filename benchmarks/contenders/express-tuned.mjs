// What does Express cost when somebody has tuned it? A key object, constant headers, no ETag, finished bodies in lru-cache.

import { createSecretKey } from 'node:crypto';
import express from 'express';
import jwt from 'jsonwebtoken';
import { allowed, createContactCache } from './contact-cache.mjs';
import { address, job } from './told.mjs';

const key = createSecretKey(Buffer.from(job.secret));
const rules = { algorithms: ['HS256'], issuer: job.issuer, audience: job.audience };
const headers = {
  'Cache-Control': 'private, no-store',
  'Content-Security-Policy': "default-src 'none';frame-ancestors 'none'",
  'Content-Type': 'application/json; charset=utf-8',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'Strict-Transport-Security': 'max-age=31536000',
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  Vary: 'Origin, Authorization',
};
const crossOrigin = { 'Access-Control-Allow-Origin': job.origin, 'Access-Control-Allow-Credentials': 'true' };

const bodyOf = createContactCache(job, (attributes, asOf) =>
  Buffer.from(JSON.stringify({ known: true, attributes: allowed(job, attributes), asOf, stale: false })),
);

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.get('/v1/me/attributes', async (request, response) => {
  const [, token] = request.headers.authorization?.split(' ') ?? [];
  let session;
  try {
    session = jwt.verify(token, key, rules);
  } catch {
    response.writeHead(401, headers).end();
    return;
  }
  const body = await bodyOf(session.sub);
  const listed = request.headers.origin === job.origin ? crossOrigin : undefined;
  response.writeHead(200, { ...headers, ...listed, 'Content-Length': body.length }).end(body);
});
app.listen(address.port, address.host);
