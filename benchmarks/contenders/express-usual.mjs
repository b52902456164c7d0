// What does the Express stack cost that everyone writes first? helmet(), cors(), jsonwebtoken with a text as secret, json().

import cors from 'cors';
import express from 'express';
import helmet from 'helmet';
import jwt from 'jsonwebtoken';
import { allowed, createContactCache } from './contact-cache.mjs';
import { address, job } from './told.mjs';

const rules = { algorithms: ['HS256'], issuer: job.issuer, audience: job.audience };
const contactOf = createContactCache(job, (attributes, asOf) => ({ attributes, asOf }));

const app = express();
app.use(helmet());
app.use(cors({ origin: job.origin, credentials: true }));
app.get('/v1/me/attributes', async (request, response) => {
  let session;
  try {
    session = jwt.verify(request.headers.authorization?.split(' ')[1], job.secret, rules);
  } catch {
    response.status(401).json({ error: 'unauthorized' });
    return;
  }
  const { attributes, asOf } = await contactOf(session.sub);
  response.set('Cache-Control', 'private, no-store');
  response.json({ known: true, attributes: allowed(job, attributes), asOf, stale: false });
});
app.listen(address.port, address.host);
