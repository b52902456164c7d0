import { createSecretKey, sign } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Algorithm, type AuthConfig, algorithms } from '../../../config/config.ts';
import { constant } from '../../../config/reloading.ts';
import { createStaticKeys } from '../../../server/auth/keys.ts';
import { createAuthenticate } from '../../../server/auth/session.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import {
  createEcKeys,
  createRsaKeys,
  createSecret,
  forgeToken,
  keysFor,
  sampleAudience,
  sampleClaims,
  sampleIssuer,
  sampleTime,
  signText,
  signToken,
  type TestKeys,
} from '../../support/tokens.ts';

const configure = (algorithm: Algorithm): Omit<AuthConfig, 'keys'> => ({
  profile: 'standard',
  algorithm,
  issuer: sampleIssuer,
  audience: sampleAudience,
  maxAge: 86_400_000,
  clockSkew: 30_000,
});

const verifyingWith = (algorithm: Algorithm, ...keys: readonly TestKeys[]) =>
  createAuthenticate({
    config: configure(algorithm),
    keys: createStaticKeys(
      constant(
        'SESSION_SECRET',
        keys.map(({ verifying }) => verifying),
      ),
    ),
    clock: createManualClock(),
  });

const refusal = (reason: string, code = 'token_invalid') => ({ name: 'ProxyError', code, reason });

describe.each(algorithms)('%s', (algorithm) => {
  const authenticate = (token: string) => verifyingWith(algorithm, keysFor(algorithm))(token);

  it('a good token becomes a session', async () => {
    const claims = sampleClaims({ plan: 'pro' });
    const session = await authenticate(signToken(claims, { algorithm }));
    expect(session).toMatchObject({ subject: 'visitor-1', expiresAt: sampleTime + 3_600_000 });
    expect({ ...session.claims }).toEqual(claims);
  });

  it('a token signed by somebody else is refused', async () => {
    const strangers: Record<string, () => TestKeys> = {
      HS: createSecret,
      ES: () => createEcKeys(keysFor(algorithm).verifying.asymmetricKeyDetails?.namedCurve ?? ''),
    };
    const stranger = (strangers[algorithm.slice(0, 2)] ?? createRsaKeys)();
    const token = signToken(sampleClaims(), { algorithm, key: stranger.signing });
    await expect(authenticate(token)).rejects.toMatchObject(refusal('bad_signature'));
  });

  it.each(algorithms.filter((other) => other !== algorithm))('a token of %s is refused', async (other) => {
    const token = signToken(sampleClaims(), { algorithm: other });
    await expect(authenticate(token)).rejects.toMatchObject(refusal('other_algorithm'));
  });

  it('a token whose header only claims this algorithm is refused', async () => {
    const other = algorithm === 'HS256' ? 'HS384' : 'HS256';
    const token = signToken(sampleClaims(), { algorithm: other, header: { alg: algorithm } });
    await expect(authenticate(token)).rejects.toMatchObject(refusal('bad_signature'));
  });

  it('a token without a signature is refused', async () => {
    const token = forgeToken({ header: { alg: algorithm }, signature: '' });
    await expect(authenticate(token)).rejects.toMatchObject(refusal('not_canonical_base64url'));
  });

  it('a signature cut short or made longer is refused', async () => {
    const [head, payload, signature = ''] = signToken(sampleClaims(), { algorithm }).split('.');
    const bytes = Buffer.from(signature, 'base64url');
    for (const changed of [
      bytes.subarray(1),
      bytes.subarray(0, -1),
      Buffer.concat([bytes, Buffer.alloc(1)]),
    ]) {
      const token = `${head}.${payload}.${changed.toString('base64url')}`;
      await expect(authenticate(token)).rejects.toMatchObject(refusal('bad_signature'));
    }
  });
});

describe('a public key', () => {
  it.each([
    ['PEM', keysFor('RS256').verifying.export({ type: 'spki', format: 'pem' })],
    ['DER', keysFor('RS256').verifying.export({ type: 'spki', format: 'der' })],
  ])('used as an HMAC secret (%s) opens nothing', async (_, published) => {
    const key = createSecretKey(Buffer.from(published));
    const token = (alg: string) => signToken(sampleClaims(), { algorithm: 'HS256', key, header: { alg } });
    const authenticate = verifyingWith('RS256', keysFor('RS256'));
    await expect(authenticate(token('HS256'))).rejects.toMatchObject(refusal('other_algorithm'));
    await expect(authenticate(token('RS256'))).rejects.toMatchObject(refusal('bad_signature'));
  });

  it.each<[Algorithm, Algorithm]>([
    ['HS256', 'RS256'],
    ['RS256', 'HS256'],
    ['RS256', 'ES256'],
    ['ES384', 'ES256'],
  ])('of the wrong kind (%s tokens, key of %s) verifies nothing', async (algorithm, kind) => {
    const authenticate = verifyingWith(algorithm, keysFor(kind));
    await expect(authenticate(signToken(sampleClaims(), { algorithm }))).rejects.toMatchObject(
      refusal('bad_signature'),
    );
  });
});

describe('while secrets are rotated', () => {
  const [older, newer, foreign] = [createSecret(), createSecret(), createSecret()];
  const signedBy = ({ signing }: TestKeys) => signToken(sampleClaims(), { key: signing });

  it('both are good, and no third', async () => {
    const authenticate = verifyingWith('HS256', newer, older);
    await expect(authenticate(signedBy(older))).resolves.toMatchObject({ subject: 'visitor-1' });
    await expect(authenticate(signedBy(newer))).resolves.toMatchObject({ subject: 'visitor-1' });
    await expect(authenticate(signedBy(foreign))).rejects.toMatchObject(refusal('bad_signature'));
  });

  it('a secret that was replaced counts from the next token on', async () => {
    let current = [older.verifying];
    const authenticate = createAuthenticate({
      config: configure('HS256'),
      keys: createStaticKeys({
        name: 'SESSION_SECRET',
        get current() {
          return current;
        },
        reload: () => 'same',
      }),
      clock: createManualClock(),
    });
    await authenticate(signedBy(older));
    current = [newer.verifying];
    await expect(authenticate(signedBy(newer))).resolves.toMatchObject({ subject: 'visitor-1' });
    await expect(authenticate(signedBy(older))).rejects.toMatchObject(refusal('bad_signature'));
  });
});

describe('a session', () => {
  const authenticate = verifyingWith('HS256', keysFor('HS256'));

  it('keeps its claims in an object without a prototype', async () => {
    const { claims } = await authenticate(signToken());
    expect(Object.getPrototypeOf(claims)).toBeNull();
  });

  it('drops claims with the names that reach into prototypes', async () => {
    const text = JSON.stringify(sampleClaims()).replace(
      '{',
      '{"__proto__":{"admin":true},"constructor":{"prototype":{}},"prototype":1,',
    );
    const { claims } = await authenticate(signToken(text));
    expect(Object.keys(claims)).toEqual(Object.keys(sampleClaims()));
    expect(claims['admin']).toBeUndefined();
  });

  it('is refused when nothing but its time is over, and is told so', async () => {
    const clock = createManualClock();
    const later = createAuthenticate({
      config: configure('HS256'),
      keys: createStaticKeys(constant('SESSION_SECRET', [keysFor('HS256').verifying])),
      clock,
    });
    const token = signToken();
    clock.advance(3_629_999);
    await expect(later(token)).resolves.toMatchObject({ subject: 'visitor-1' });
    clock.advance(1);
    await expect(later(token)).rejects.toMatchObject(refusal('expired', 'token_expired'));
  });

  it('of a forged token is not told that it expired', async () => {
    const token = forgeToken({ payload: sampleClaims({ exp: 1, iat: 0 }) });
    await expect(authenticate(token)).rejects.toMatchObject(refusal('bad_signature'));
  });
});

it('a secret shorter than its hash verifies: which secrets may be configured is decided elsewhere', async () => {
  const short = createSecret(8);
  const token = signToken(sampleClaims(), { key: short.signing });
  await expect(verifyingWith('HS256', short)(token)).resolves.toMatchObject({ subject: 'visitor-1' });
});

it('no key at all refuses every token', async () => {
  await expect(verifyingWith('HS256')(signToken())).rejects.toMatchObject(refusal('unknown_key'));
});

describe.each<Algorithm>(['HS256', 'RS256', 'PS256', 'ES256'])('a good token of %s', (algorithm) => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.=+/ ';
  let good = '';
  beforeAll(() => {
    good = signToken(sampleClaims(), { algorithm });
  });

  it('is refused after any change of a single character', async () => {
    const authenticate = verifyingWith(algorithm, keysFor(algorithm));
    const change = fc.record({ at: fc.nat(good.length - 1), to: fc.constantFrom('', ...alphabet) });
    await fc.assert(
      fc.asyncProperty(change, async ({ at, to }) => {
        const changed = good.slice(0, at) + to + good.slice(at + 1);
        fc.pre(changed !== good);
        await expect(authenticate(changed)).rejects.toMatchObject({ code: 'token_invalid' });
      }),
      { numRuns: 300 },
    );
  });
});

it('an ES256 signature in the form of X.509 (DER) is refused', async () => {
  const [head, payload] = signToken(sampleClaims(), { algorithm: 'ES256' }).split('.');
  const signature = sign('sha256', Buffer.from(`${head}.${payload}`), keysFor('ES256').signing);
  const token = `${head}.${payload}.${signature.toString('base64url')}`;
  await expect(verifyingWith('ES256', keysFor('ES256'))(token)).rejects.toMatchObject(
    refusal('bad_signature'),
  );
});

it.each<Algorithm>(['RS256', 'PS256'])(
  'a signature of %s that lost its leading zero is refused',
  async (algorithm) => {
    const authenticate = verifyingWith(algorithm, keysFor(algorithm));
    const bytesOf = (token: string) => Buffer.from(token.slice(token.lastIndexOf('.') + 1), 'base64url');
    let token = '';
    for (let jti = 0; token === '' || bytesOf(token)[0] !== 0; jti += 1) {
      token = signToken(sampleClaims({ jti }), { algorithm });
    }
    await expect(authenticate(token)).resolves.toMatchObject({ subject: 'visitor-1' });

    const rest = bytesOf(token).subarray(1).toString('base64url');
    const shortened = `${token.slice(0, token.lastIndexOf('.'))}.${rest}`;
    await expect(authenticate(shortened)).rejects.toMatchObject(refusal('bad_signature'));
  },
);

it('a signature over another payload is refused', async () => {
  const [head = '', , signature = ''] = signToken().split('.');
  const [, payload = ''] = signToken(sampleClaims({ sub: 'visitor-2' })).split('.');
  await expect(
    verifyingWith('HS256', keysFor('HS256'))(`${head}.${payload}.${signature}`),
  ).rejects.toMatchObject(refusal('bad_signature'));
  const own = signText(`${head}.${payload}`, 'HS256', keysFor('HS256').signing).toString('base64url');
  await expect(verifyingWith('HS256', keysFor('HS256'))(`${head}.${payload}.${own}`)).resolves.toMatchObject({
    subject: 'visitor-2',
  });
});
