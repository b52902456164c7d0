// What does Fastify cost with its own plugins for the job? JWT, CORS and helmet, and bodies in lru-cache.
// With `--cached-tokens` its JWT plugin remembers which tokens it has verified.

import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import jwt from '@fastify/jwt';
import fastify from 'fastify';
import { allowed, createContactCache } from './contact-cache.mjs';
import { address, job } from './told.mjs';

const app = fastify();
await app.register(helmet);
await app.register(cors, { origin: [job.origin], credentials: true });
await app.register(jwt, {
  secret: job.secret,
  verify: {
    algorithms: ['HS256'],
    allowedIss: job.issuer,
    allowedAud: job.audience,
    requiredClaims: ['exp'],
    cache: process.argv.includes('--cached-tokens') ? 10_000 : false,
  },
});

const bodyOf = createContactCache(job, (attributes, asOf) =>
  JSON.stringify({ known: true, attributes: allowed(job, attributes), asOf, stale: false }),
);

app.get('/v1/me/attributes', { onRequest: (request) => request.jwtVerify() }, async (request, reply) => {
  reply.header('cache-control', 'private, no-store').type('application/json; charset=utf-8');
  return bodyOf(request.user.sub);
});

await app.listen(address);
