// What does njs do of the job? The session of each request, and the allow-list of each answer: before nginx keeps it, or
// at every request.

import crypto from 'crypto';

const secret = '{{secret}}';
const issuer = '{{issuer}}';
const audience = '{{audience}}';
const allowList = '{{allowList}}'.split(',');
const scheme = 'Bearer ';

const read = (part) => JSON.parse(Buffer.from(part, 'base64url').toString());

const isGood = (claims) => claims.exp > Date.now() / 1000 && claims.iss === issuer && claims.aud === audience;

const contactOf = (header, payload) => {
  if (read(header).alg !== 'HS256') return '';
  const claims = read(payload);
  return isGood(claims) ? encodeURIComponent(claims.sub) : '';
};

/** The external id of the contact that the token names; nothing when the token is not good. */
function session(r) {
  const credential = r.headersIn['Authorization'] || '';
  const parts = credential.slice(scheme.length).split('.');
  if (!credential.startsWith(scheme) || parts.length !== 3) return '';
  const signed = credential.slice(scheme.length, credential.lastIndexOf('.'));
  if (crypto.createHmac('sha256', secret).update(signed).digest('base64url') !== parts[2]) return '';
  try {
    return contactOf(parts[0], parts[1]);
  } catch (_e) {
    return '';
  }
}

async function answerAbout(r, contact) {
  const answer = await r.subrequest('/drift', `idType=external&id=${contact}`);
  if (answer.status !== 200) return r.return(502);
  const held = JSON.parse(answer.responseText).data[0].attributes;
  const attributes = {};
  allowList.forEach((name) => {
    if (name in held) attributes[name] = held[name];
  });
  r.headersOut['Content-Type'] = 'application/json; charset=utf-8';
  const body = { known: true, attributes, asOf: new Date().toISOString(), stale: false };
  return r.return(200, JSON.stringify(body));
}

/** For nginx.conf. */
const filter = (r) => answerAbout(r, r.uri.slice(1));

/** For nginx-each-answer.conf. */
const answer = (r) => {
  const contact = r.variables.verified;
  return contact === '' ? r.return(401) : answerAbout(r, contact);
};

export default { session, filter, answer };
