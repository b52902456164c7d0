import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Algorithm } from '../../../config/config.ts';
import { publicKeys } from '../../../config/parsers/public-keys.ts';
import { publicKeysFor, secretKeys } from '../../../config/session-keys.ts';

/** Bytes with variety, and of any length: 7 steps round the byte range. */
const strong = (length: number): Buffer =>
  Buffer.from(Array.from({ length }, (_, index) => (index * index * 7 + index * 31) % 256));

const standard = (algorithm: Algorithm) => secretKeys({ algorithm, profile: 'standard' });
const driftIdentity = secretKeys({ algorithm: 'HS256', profile: 'drift-identity' });

describe('a secret', () => {
  it.each([
    ['HS256', 32],
    ['HS384', 48],
    ['HS512', 64],
  ] as const)('for %s of %i bytes is taken, of one less refused', (algorithm, least) => {
    expect(standard(algorithm)([strong(least)])).toEqual({
      value: [expect.objectContaining({ type: 'secret' })],
    });
    expect(standard(algorithm)([strong(least - 1)])).toEqual({
      problem: expect.stringContaining(`shorter than the ${least} bytes`),
    });
  });

  it('becomes a key of exactly its bytes', () => {
    const made = standard('HS256')([strong(40)]);
    expect('value' in made && made.value[0]?.export()).toEqual(strong(40));
  });

  it('may have a second one beside it, which is judged as well', () => {
    expect(standard('HS256')([strong(32), strong(33)])).toEqual({
      value: [expect.anything(), expect.anything()],
    });
    expect(standard('HS256')([strong(32), strong(31)])).toEqual({
      problem: expect.stringContaining('entry 2 is shorter'),
    });
  });

  it('that is short is taken under drift-identity', () => {
    expect(driftIdentity([strong(12)])).toHaveProperty('value');
  });

  it('that is PEM is sent to SESSION_PUBLIC_KEY', () => {
    expect(standard('HS256')([Buffer.from('-----BEGIN PUBLIC KEY-----\nMIIB…')])).toEqual({
      problem: expect.stringContaining('SESSION_PUBLIC_KEY'),
    });
  });

  const weak = [
    ['your-256-bit-secret', 'well-known'],
    ['a-string-secret-at-least-256-bits-long', 'well-known'],
    ['A-String-Secret-At-Least-256-Bits-Long', 'well-known'],
    ['a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long', 'well-known'],
    ['AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow', 'well-known'],
    ['secret', 'well-known'],
    ['changeme', 'placeholder'],
    ['changeme-changeme-changeme-changeme-0123456789', 'placeholder'],
    ['change-this-to-something-of-at-least-32-bytes', 'placeholder'],
    ['please-change-me-please-0123456789-abcdef', 'placeholder'],
    ['replace_me_with_a_long_and_random_secret', 'placeholder'],
    ['your-very-long-session-secret-goes-in-here', 'placeholder'],
    ['<put a long random secret in here please>', 'placeholder'],
    ['a'.repeat(64), 'repeats'],
    ['passwordpasswordpasswordpasswordpassword', 'repeats'],
    ['12345678901234567890123456789012', 'repeats'],
    ['0123456789abcdef0123456789abcdef', 'repeats'],
    ['abcdefghijklmnopqrstuvwxyzABCDEFGHIJ', 'repeats'],
  ] as const;

  it.each(weak)('%s is refused under either profile', (text, words) => {
    const problem = expect.stringContaining(words);
    expect(standard('HS256')([Buffer.from(text)])).toEqual({ problem });
    expect(driftIdentity([Buffer.from(text)])).toEqual({ problem });
  });

  it('of zero bytes only is refused', () => {
    expect(standard('HS256')([Buffer.alloc(64)])).toEqual({ problem: expect.stringContaining('repeats') });
  });

  it.each(['hex', 'base64', 'latin1'] as const)('of random bytes as %s is taken', (encoding) => {
    for (let seed = 1; seed < 200; seed += 1) {
      const random = createHash('sha384').update(String(seed)).digest();
      expect(standard('HS256')([Buffer.from(random.toString(encoding), 'latin1')])).toHaveProperty('value');
    }
  });
});

const pem = (key: KeyObject, type: 'spki' | 'pkcs1' = 'spki'): string =>
  key.export({ type, format: 'pem' }).toString();
const rsa = (modulusLength: number, publicExponent = 65_537) =>
  generateKeyPairSync('rsa', { modulusLength, publicExponent });
const curve = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).publicKey;

const rsa2048 = rsa(2048);
const keys = {
  rsa2048: rsa2048.publicKey,
  rsa1024: rsa(1024).publicKey,
  rsaExponent3: rsa(2048, 3).publicKey,
  rsaPss: generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).publicKey,
  p256: curve('prime256v1'),
  p384: curve('secp384r1'),
  p521: curve('secp521r1'),
  secp256k1: curve('secp256k1'),
  ed25519: generateKeyPairSync('ed25519').publicKey,
};

describe('a public key', () => {
  it.each([
    ['RS256', 'rsa2048'],
    ['RS512', 'rsa2048'],
    ['PS384', 'rsa2048'],
    ['ES256', 'p256'],
    ['ES384', 'p384'],
    ['ES512', 'p521'],
  ] as const)('for %s may be %s', (algorithm, name) => {
    expect(publicKeysFor(algorithm)([keys[name]])).toEqual({ value: [keys[name]] });
  });

  it.each([
    ['RS256', 'p256', 'not an RSA key'],
    ['RS256', 'ed25519', 'not an RSA key'],
    ['RS256', 'rsa1024', 'fewer than 2048 bits'],
    ['PS256', 'rsaExponent3', 'exponent below 65537'],
    ['PS256', 'rsaPss', 'RSA-PSS'],
    ['ES256', 'rsa2048', 'P-256'],
    ['ES256', 'secp256k1', 'P-256'],
    ['ES256', 'p384', 'P-256'],
    ['ES384', 'p521', 'P-384'],
    ['ES512', 'p256', 'P-521'],
    ['ES512', 'ed25519', 'P-521'],
  ] as const)('for %s may not be %s', (algorithm, name, words) => {
    expect(publicKeysFor(algorithm)([keys[name]])).toEqual({ problem: expect.stringContaining(words) });
  });

  it('that does not fit is refused beside one that does', () => {
    expect(publicKeysFor('RS256')([keys.rsa2048, keys.rsa1024])).toEqual({
      problem: expect.stringContaining('entry 2'),
    });
  });
});

const exported = (text: string): readonly unknown[] => {
  const parsed = publicKeys(text);
  if ('problem' in parsed) throw new Error(parsed.problem);
  return parsed.value.map((key) => pem(key));
};

describe('PEM', () => {
  const one = pem(keys.rsa2048);
  const other = pem(keys.p256);

  it.each([
    ['as it is', one],
    ['with line breaks written out', one.replaceAll('\n', '\\n')],
    ['with Windows line breaks', one.replaceAll('\n', '\r\n')],
    ['in PKCS #1', pem(keys.rsa2048, 'pkcs1')],
    ['as base64:', `base64:${Buffer.from(one).toString('base64')}`],
  ])('is read %s', (_, text) => {
    expect(exported(text)).toEqual([one]);
  });

  it.each([
    ['one after the other', `${one}${other}`],
    ['with a comma between', `${one},${other}`],
    ['each as base64:', [one, other].map((text) => `base64:${Buffer.from(text).toString('base64')}`).join()],
  ])('gives two keys %s', (_, text) => {
    expect(exported(text)).toEqual([one, other]);
  });

  it('is one public key of the same kind as what was written', () => {
    const parsed = publicKeys(one);
    expect('value' in parsed && parsed.value[0]?.equals(createPublicKey(one))).toBe(true);
  });

  it.each([
    ['a private key', rsa2048.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'private key'],
    [
      'an old private key',
      rsa2048.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
      'private key',
    ],
    [
      'an encrypted private key',
      rsa2048.privateKey
        .export({ type: 'pkcs1', format: 'pem', cipher: 'aes-128-cbc', passphrase: 'word' })
        .toString(),
      'private key',
    ],
    ['a private key beside a public one', `${one}-----BEGIN EC PRIVATE KEY-----`, 'private key'],
    [
      'garbage in a block',
      '-----BEGIN PUBLIC KEY-----\nZ2FyYmFnZQ==\n-----END PUBLIC KEY-----',
      'cannot be read',
    ],
    ['an empty block', '-----BEGIN PUBLIC KEY-----\n-----END PUBLIC KEY-----', 'cannot be read'],
    [
      'another kind of block',
      '-----BEGIN EC PARAMETERS-----\nBgUrgQQAIg==\n-----END EC PARAMETERS-----',
      'not a public key',
    ],
    ['a block cut short', one.slice(0, 200), 'must be PEM'],
    ['a second block cut short', `${one}${other.slice(0, 80)}`, 'must be PEM'],
    ['no PEM at all', 'a secret?', 'must be PEM'],
    ['three blocks', `${one}${one}${one}`, 'more than two'],
  ])('with %s is refused', (_, text, words) => {
    expect(publicKeys(text)).toEqual({ problem: expect.stringContaining(words) });
  });
});
