import { createSecretKey } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Algorithm } from '../../../config/config.ts';
import { sortKeys } from '../../../server/auth/sort-keys.ts';
import { jwkOf } from '../../support/key-set-server.ts';
import { createRsaKeys, keysFor, type TestKeys } from '../../support/tokens.ts';

const rsa = (members: Record<string, unknown> = {}) => jwkOf(keysFor('RS256').verifying, members);
const ec = (algorithm: Algorithm, members: Record<string, unknown> = {}) =>
  jwkOf(keysFor(algorithm).verifying, members);

describe('a key fits', () => {
  it.each<[Algorithm, ReturnType<typeof rsa>]>([
    ['RS256', rsa()],
    ['RS512', rsa({ use: undefined })],
    ['PS384', rsa({ alg: 'PS384' })],
    ['RS256', rsa({ key_ops: ['verify'] })],
    ['ES256', ec('ES256')],
    ['ES384', ec('ES384', { alg: 'ES384' })],
    ['ES512', ec('ES512')],
  ])('%s when everything it says of itself agrees: %j', (algorithm, jwk) => {
    const { fitting, ignored } = sortKeys([jwk], algorithm);
    expect(ignored).toEqual([]);
    expect(fitting.map(({ key }) => key.type)).toEqual(['public']);
  });

  it('under its own name, and several may share one', () => {
    const { fitting } = sortKeys([rsa({ kid: 'a' }), rsa({ kid: 'a' }), rsa()], 'RS256');
    expect(fitting.map(({ kid }) => kid)).toEqual(['a', 'a', undefined]);
  });
});

describe('a key is ignored, with a reason that repeats nothing of it,', () => {
  const privateJwk = (keys: TestKeys) => jwkOf(keys.signing);
  it.each<[what: string, Algorithm, unknown, complaint: string]>([
    ['for encryption', 'RS256', rsa({ use: 'enc' }), 'its use is not sig'],
    ['of another algorithm', 'RS256', rsa({ alg: 'RS512' }), 'its alg is another'],
    ['for encryption by its alg', 'RS256', rsa({ use: undefined, alg: 'RSA-OAEP' }), 'its alg is another'],
    ['of another type', 'RS256', ec('ES256'), 'its kty is another'],
    ['of another curve', 'ES256', ec('ES384'), 'its crv is another'],
    ['of a curve no algorithm names', 'ES256', { kty: 'OKP', crv: 'Ed25519', x: 'AA' }, 'its kty is another'],
    ['that may only sign', 'RS256', rsa({ key_ops: ['sign'] }), 'its key_ops lack verify'],
    ['whose key_ops is text', 'RS256', rsa({ key_ops: 'verify' }), 'its key_ops lack verify'],
    ['that is private (RSA)', 'RS256', privateJwk(keysFor('RS256')), 'it holds private members'],
    ['that is private (EC)', 'ES256', privateJwk(keysFor('ES256')), 'it holds private members'],
    ['that is a shared secret', 'HS256', { kty: 'oct', k: 'c2VjcmV0' }, 'its kty is another'],
    ['without a type, for an HS algorithm', 'HS256', {}, 'its kty is another'],
    ['of 1024 bits', 'RS256', jwkOf(createRsaKeys(1024).verifying), 'it is too weak'],
    ['with the exponent 3', 'RS256', jwkOf(createRsaKeys(2048, 3).verifying), 'it is too weak'],
    ['with a number as kid', 'RS256', rsa({ kid: 1 }), 'its kid is not text'],
    ['without a modulus', 'RS256', rsa({ n: undefined }), 'it cannot be read'],
    ['whose point is not on the curve', 'ES256', ec('ES256', { x: 'A'.repeat(43) }), 'it cannot be read'],
    ['that is null', 'RS256', null, 'it is not an object'],
    ['that is a list', 'RS256', [], 'it is not an object'],
    ['that is text', 'RS256', 'key', 'it is not an object'],
  ])('when it is one %s', (_, algorithm, jwk, complaint) => {
    expect(sortKeys([jwk], algorithm)).toEqual({
      fitting: [],
      ignored: [`key 1 of the key set is ignored: ${complaint}`],
    });
  });

  it('and the others are kept', () => {
    const { fitting, ignored } = sortKeys([rsa({ use: 'enc' }), rsa({ kid: 'good' })], 'RS256');
    expect(fitting.map(({ kid }) => kid)).toEqual(['good']);
    expect(ignored).toHaveLength(1);
  });
});

it('a shared secret exported as a key of a set never fits', () => {
  const secret = createSecretKey(Buffer.alloc(64)).export({ format: 'jwk' });
  expect(sortKeys([secret], 'HS256').fitting).toEqual([]);
});

it('whatever stands in a set, sorting it does not fail', () => {
  const member = fc.oneof(
    fc.jsonValue(),
    fc.dictionary(fc.constantFrom('n', 'e', 'kid', 'use', 'alg', 'key_ops', 'kty'), fc.jsonValue()).map(rsa),
  );
  fc.assert(
    fc.property(fc.array(member, { maxLength: 5 }), (jwks) => {
      const { fitting, ignored } = sortKeys(jwks, 'RS256');
      expect(fitting.length + ignored.length).toBe(jwks.length);
    }),
  );
});
