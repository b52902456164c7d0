import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Algorithm, AuthConfig } from '../../config/config.ts';
import { constant } from '../../config/reloading.ts';
import { createStaticKeys } from '../../server/auth/keys.ts';
import { createAuthenticate } from '../../server/auth/session.ts';
import { createManualClock } from '../support/manual-clock.ts';
import {
  createRsaKeys,
  createSecret,
  forgeToken,
  keysFor,
  sampleAudience,
  sampleClaims,
  sampleIssuer,
  sampleTime,
  signToken,
} from '../support/tokens.ts';

const authenticatorFor = (algorithm: Algorithm, profile: AuthConfig['profile'] = 'standard') =>
  createAuthenticate({
    config: {
      profile,
      algorithm,
      issuer: profile === 'standard' ? sampleIssuer : undefined,
      audience: profile === 'standard' ? sampleAudience : undefined,
      maxAge: 86_400_000,
      clockSkew: 30_000,
    },
    keys: createStaticKeys(constant('keys', [keysFor(algorithm).verifying])),
    clock: createManualClock(),
  });

const now = sampleTime / 1000;
const good = signToken();
const [head = '', payload = '', signature = ''] = good.split('.');
const encode = (text: string): string => Buffer.from(text).toString('base64url');
const stranger = createSecret();

/** Signed with our own secret, so that nothing but the named fault stands in the way. */
const ours = (claims: Record<string, unknown>): string => signToken(sampleClaims(claims));
const headed = (header: Record<string, unknown>): string => signToken(sampleClaims(), { header });

type Case = readonly [what: string, token: string, code?: string];

const form: readonly Case[] = [
  ['empty text', ''],
  ['two dots', '..'],
  ['a thousand dots', '.'.repeat(1_000)],
  ['a megabyte of letters', 'A'.repeat(1_048_576)],
  ['a megabyte of dots', '.'.repeat(1_048_576)],
  ['a good token with 8 KiB more behind it', `${good}${'A'.repeat(8_192)}`],
  ['a good token twice', `${good}.${good}`],
  ['a good token with a fourth part', `${good}.e30`],
  ['a good token in quotes', `"${good}"`],
  ['a good token after the word Bearer', `Bearer ${good}`],
  ['a good token followed by a line break and a header', `${good}\r\nX-Admin: 1`],
  ['a good token with a null character', `${good}\u0000`],
  ['a good token with padding', `${good}=`],
  ['a good token in percent encoding', encodeURIComponent(good).replaceAll('.', '%2e')],
  ['a good token with fullwidth dots', good.replaceAll('.', '\uff0e')],
  ['JSON in place of base64url', `{"alg":"HS256"}.{"sub":"visitor-1"}.${signature}`],
  ['the JSON form of a signature', JSON.stringify({ protected: head, payload, signature })],
  ['a lone surrogate', '\ud800.\udc00.\ud800'],
];

const algorithm: readonly Case[] = [
  ['alg none, no signature', forgeToken({ header: { alg: 'none' }, signature: '' })],
  ['alg none, a good signature', headed({ alg: 'none' })],
  ['alg nOnE', forgeToken({ header: { alg: 'nOnE' }, signature: '' })],
  [
    'alg HS512, signed so with our secret',
    signToken(sampleClaims(), { algorithm: 'HS512', key: keysFor('HS256').signing }),
  ],
  ['alg as a list', headed({ alg: ['HS256'] })],
  ['alg as an object that turns to text', headed({ alg: { toString: 'HS256' } })],
  ['alg twice, the last one none', `${encode('{"alg":"HS256","alg":"none"}')}.${payload}.${signature}`],
  ['alg in the prototype only', `${encode('{"__proto__":{"alg":"HS256"}}')}.${payload}.${signature}`],
  ['no alg', headed({ alg: undefined })],
];

const signatures: readonly Case[] = [
  ['a signature of another secret', signToken(sampleClaims(), { key: stranger.signing })],
  [
    'the signature of another token',
    `${head}.${encode(JSON.stringify(sampleClaims({ sub: 'admin' })))}.${signature}`,
  ],
  ['a signature of zeros', forgeToken({ signature: Buffer.alloc(32) })],
  ['a signature of one byte', forgeToken({ signature: Buffer.alloc(1) })],
  ['no signature', `${head}.${payload}.`],
  ['no third part', `${head}.${payload}`],
  [
    'a signature with spare bits set',
    `${head}.${payload}.${signature.slice(0, -1)}${signature.endsWith('B') ? 'C' : 'B'}`,
  ],
  [
    'a key in the header, and its signature',
    signToken(sampleClaims(), {
      key: stranger.signing,
      header: { jwk: stranger.signing.export({ format: 'jwk' }) },
    }),
  ],
  [
    'an address of keys in the header',
    signToken(sampleClaims(), {
      key: stranger.signing,
      header: { jku: 'https://evil.example/keys', kid: 'evil' },
    }),
  ],
  [
    'a certificate in the header',
    signToken(sampleClaims(), {
      key: stranger.signing,
      header: { x5c: ['MIIB'], x5u: 'https://evil.example/' },
    }),
  ],
  [
    'a kid that is a path, and the empty secret',
    signToken(sampleClaims(), {
      key: createSecretKey(Buffer.alloc(0)),
      header: { kid: '../../../../dev/null' },
    }),
  ],
  [
    'a kid that is SQL',
    signToken(sampleClaims(), { key: stranger.signing, header: { kid: "' UNION SELECT 'x" } }),
  ],
];

const headers: readonly Case[] = [
  ['crit with something unheard of', headed({ crit: ['policy'], policy: 1 })],
  ['crit with b64', headed({ crit: ['b64'], b64: false })],
  ['b64 without crit', headed({ b64: false })],
  ['zip', headed({ zip: 'DEF' })],
  ['typ of an encrypted token', headed({ typ: 'JWE' })],
  ['typ of a logout token', headed({ typ: 'logout+jwt' })],
  ['kid as an object', headed({ kid: { $ne: null } })],
  ['kid of four thousand characters', headed({ kid: 'k'.repeat(4_000) })],
  ['a header that is a list', `${encode('["HS256"]')}.${payload}.${signature}`],
  ['a header of three thousand open brackets', `${encode('['.repeat(3_000))}.${payload}.${signature}`],
];

const payloads: readonly Case[] = [
  ['a payload that is text', signToken('"visitor-1"')],
  ['a payload that is a list', signToken('[{"sub":"visitor-1"}]')],
  ['a payload that is null', signToken('null')],
  ['a payload that is no JSON', signToken('sub=visitor-1')],
  ['a payload that is no UTF-8', signToken(Buffer.from([0x7b, 0xff, 0x7d]))],
  ['an empty object', signToken('{}')],
  ['claims in the prototype only', signToken(`{"__proto__":${JSON.stringify(sampleClaims())}}`)],
  ['a payload of three thousand open brackets', signToken('['.repeat(3_000))],
];

const claims: readonly Case[] = [
  ['no exp', ours({ exp: undefined })],
  ['exp as text', ours({ exp: `${now + 60}` })],
  ['exp as a list', ours({ exp: [now + 60] })],
  ['exp of 1e400', signToken(JSON.stringify(sampleClaims()).replace(/"exp":\d+/, '"exp":1e400'))],
  ['exp in the year 9999', ours({ exp: 253_402_300_799 })],
  [
    'exp twice, the last one long ago',
    signToken(`${JSON.stringify(sampleClaims()).slice(0, -1)},"exp":1}`),
    'token_expired',
  ],
  ['exp yesterday', ours({ iat: now - 90_000, exp: now - 86_400 }), 'token_expired'],
  ['exp yesterday and another issuer', ours({ iat: now - 90_000, exp: now - 86_400, iss: 'x' })],
  ['exp below zero', ours({ iat: -100, exp: -1 }), 'token_expired'],
  ['iat tomorrow', ours({ iat: now + 86_400, exp: now + 90_000 })],
  ['nbf in a minute', ours({ nbf: now + 60 })],
  ['nbf as text', ours({ nbf: '0' })],
  ['a life of a month', ours({ exp: now + 30 * 86_400 })],
  ['no iat and a life of a month', ours({ iat: undefined, exp: now + 30 * 86_400 })],
  ['another issuer', ours({ iss: 'https://login.example.com.evil.example' })],
  ['an issuer with a slash more', ours({ iss: `${sampleIssuer}/` })],
  ['another audience', ours({ aud: 'https://shop.example.com' })],
  ['an audience list of objects', ours({ aud: [{ value: sampleAudience }] })],
  ['no sub', ours({ sub: undefined })],
  ['sub as a number', ours({ sub: 1 })],
  ['sub as an object', ours({ sub: { $gt: '' } })],
  ['an empty sub', ours({ sub: '' })],
];

describe('a hostile token is refused:', () => {
  const authenticate = authenticatorFor('HS256');
  const cases = [...form, ...algorithm, ...signatures, ...headers, ...payloads, ...claims];

  it.each(cases)('%s', async (_, token, code = 'token_invalid') => {
    await expect(authenticate(token)).rejects.toMatchObject({ name: 'ProxyError', code, status: 401 });
  });

  it('while the good token that they are made from passes', async () => {
    await expect(authenticate(good)).resolves.toMatchObject({ subject: 'visitor-1' });
  });
});

describe('with a public key, a hostile token is refused:', () => {
  const { verifying } = keysFor('RS256');
  const asSecret = (text: string | Buffer) => createSecretKey(Buffer.from(text));
  const pem = verifying.export({ type: 'spki', format: 'pem' });
  const pkcs1 = verifying.export({ type: 'pkcs1', format: 'pem' });
  const hmac = (key: string | Buffer) =>
    signToken(sampleClaims(), { algorithm: 'HS256', key: asSecret(key) });

  it.each<Case>([
    ['HS256 with the PEM as the secret', hmac(pem)],
    ['HS256 with the PEM, last line break cut', hmac(String(pem).trimEnd())],
    ['HS256 with the PKCS #1 PEM as the secret', hmac(pkcs1)],
    ['HS256 with the DER as the secret', hmac(verifying.export({ type: 'spki', format: 'der' }))],
    ['alg none', forgeToken({ header: { alg: 'none' }, signature: '' })],
    ['PS256 with the same key', signToken(sampleClaims(), { algorithm: 'PS256' })],
    ['RS256 by another key', signToken(sampleClaims(), { algorithm: 'RS256', key: createRsaKeys().signing })],
    [
      'RS256 with its signature all zeros',
      forgeToken({ header: { alg: 'RS256' }, signature: Buffer.alloc(256) }),
    ],
  ])('%s', async (_, token) => {
    await expect(authenticatorFor('RS256')(token)).rejects.toMatchObject({ code: 'token_invalid' });
  });
});

it.each<Algorithm>(['ES256', 'ES384', 'ES512'])(
  'an all-zero signature of %s opens nothing (CVE-2022-21449)',
  async (alg) => {
    const { length } = Buffer.from(
      signToken(sampleClaims(), { algorithm: alg }).split('.')[2] ?? '',
      'base64url',
    );
    const token = forgeToken({ header: { alg }, signature: Buffer.alloc(length) });
    await expect(authenticatorFor(alg)(token)).rejects.toMatchObject({ code: 'token_invalid' });
  },
);

describe('under drift-identity', () => {
  const authenticate = authenticatorFor('HS256', 'drift-identity');
  const bare = { iss: undefined, aud: undefined };

  it('the token that a site signs for Drift passes', async () => {
    await expect(authenticate(ours(bare))).resolves.toMatchObject({ subject: 'visitor-1' });
  });

  it.each<Case>([
    ['without exp, which Drift would take', ours({ ...bare, exp: undefined })],
    ['without sub', ours({ ...bare, sub: undefined })],
    [
      'signed for HS512',
      signToken(sampleClaims(bare), { algorithm: 'HS512', key: keysFor('HS256').signing }),
    ],
    ['signed by somebody else', signToken(sampleClaims(bare), { key: stranger.signing })],
  ])('a token %s is refused', async (_, token) => {
    await expect(authenticate(token)).rejects.toMatchObject({ code: 'token_invalid' });
  });
});
