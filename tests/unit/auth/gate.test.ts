import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createGate } from '../../../server/auth/gate.ts';
import { ProxyError } from '../../../server/errors.ts';
import { forgeToken, sampleClaims, signToken } from '../../support/tokens.ts';

const inspect = createGate({ algorithm: 'HS256' });
const refusal = (reason: string) => expect.objectContaining({ code: 'token_invalid', reason });
const withHeader = (members: object) => forgeToken({ header: { alg: 'HS256', ...members } });

/** What the gate throws at this text; undefined when it lets it pass. */
const thrownAt = (text: string): unknown => {
  try {
    inspect(text);
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('the gate', () => {
  it('lets a token of the right form pass, proven or not', () => {
    expect(inspect(forgeToken({}))).toEqual({ kid: undefined });
  });

  it('tells the kid that the header gives', () => {
    expect(inspect(withHeader({ kid: 'key-1' }))).toEqual({ kid: 'key-1' });
  });

  it.each([
    ['absent', {}],
    ['JWT', { typ: 'JWT' }],
    ['jwt', { typ: 'jwt' }],
    ['at+jwt', { typ: 'at+jwt' }],
    ['AT+JWT', { typ: 'AT+JWT' }],
  ])('accepts a typ that is %s', (_, members) => {
    expect(thrownAt(withHeader(members))).toBeUndefined();
  });

  it.each(['jku', 'jwk', 'x5u', 'x5c'])('ignores the key that the header offers as %s', (name) => {
    expect(inspect(withHeader({ [name]: 'https://evil.example/keys' }))).toEqual({ kid: undefined });
  });

  it('accepts 8 KiB and refuses one character more', () => {
    const rest = forgeToken({ payload: '{"sub":""}', signature: '' }).length;
    const token = (length: number) =>
      forgeToken({ payload: '{"sub":""}', signature: 'A'.repeat(length - rest) });
    expect(thrownAt(token(8192))).toBeUndefined();
    expect(thrownAt(token(8193))).toEqual(refusal('too_long'));
  });

  it.each([
    ['nothing', '', 'not_three_parts'],
    ['one part', 'e30', 'not_three_parts'],
    ['two parts', 'e30.e30', 'not_three_parts'],
    ['four parts', 'e30.e30.e30.e30', 'not_three_parts'],
    ['five parts (an encrypted token)', 'e30.e30.e30.e30.e30', 'not_three_parts'],
    ['an empty header', `.${forgeToken({}).split('.').slice(1).join('.')}`, 'not_canonical_base64url'],
    ['an empty payload', forgeToken({ payload: '' }), 'not_canonical_base64url'],
    ['an empty signature', forgeToken({ signature: '' }), 'not_canonical_base64url'],
    ['padding', `${forgeToken({})}=`, 'not_canonical_base64url'],
    ['the other alphabet', forgeToken({ signature: 'ab+/' }), 'not_canonical_base64url'],
    ['bits beyond the last byte', forgeToken({ signature: 'AB' }), 'not_canonical_base64url'],
    ['a lone last character', forgeToken({ signature: 'AAAAA' }), 'not_canonical_base64url'],
    ['a blank in front', ` ${forgeToken({})}`, 'not_canonical_base64url'],
    ['a line break at the end', `${forgeToken({})}\n`, 'not_canonical_base64url'],
    ['a null character', forgeToken({ signature: 'AA\u0000A' }), 'not_canonical_base64url'],
  ])('refuses %s', (_, token, reason) => {
    expect(thrownAt(token)).toEqual(refusal(reason));
  });

  it.each([
    ['no JSON', 'alg: HS256'],
    ['a list', '[]'],
    ['null', 'null'],
    ['text', '"HS256"'],
    ['bad UTF-8', Buffer.from([0x7b, 0xff, 0x7d])],
    ['a byte order mark', '\ufeff{"alg":"HS256"}'],
    ['two objects', '{"alg":"HS256"}{}'],
  ])('refuses a header that is %s', (_, header) => {
    expect(thrownAt(forgeToken({ header }))).toEqual(refusal('header_not_an_object'));
  });

  it.each([
    ['none', 'none'],
    ['NONE', 'NONE'],
    ['another of the family', 'HS512'],
    ['of another family', 'RS256'],
    ['in small letters', 'hs256'],
    ['a list', ['HS256']],
    ['null', null],
    ['absent', undefined],
  ])('refuses an alg that is %s', (_, alg) => {
    expect(thrownAt(forgeToken({ header: { alg, typ: 'JWT' } }))).toEqual(refusal('other_algorithm'));
  });

  it.each([['JWE'], ['dpop+jwt'], ['application/jwt'], [''], [null], [['JWT']], [1]])(
    'refuses the typ %j',
    (typ) => {
      expect(thrownAt(withHeader({ typ }))).toEqual(refusal('other_type'));
    },
  );

  it.each([
    ['crit', []],
    ['crit', ['exp']],
    ['crit', null],
    ['b64', true],
    ['b64', false],
    ['zip', 'DEF'],
    ['zip', null],
  ])('refuses the header member %s, here %j', (name, value) => {
    expect(thrownAt(withHeader({ [name]: value }))).toEqual(refusal('unsupported_header'));
  });

  it.each([
    ['a number', 1],
    ['null', null],
    ['a list', ['key-1']],
    ['an object', {}],
    ['longer than 256 characters', 'k'.repeat(257)],
  ])('refuses a kid that is %s', (_, kid) => {
    expect(thrownAt(withHeader({ kid }))).toEqual(refusal('malformed_kid'));
  });

  it.each([
    ['a list', '[]'],
    ['a number', '1'],
    ['null', 'null'],
    ['text', '"sub"'],
    ['no JSON', 'sub=1'],
    ['half an object', '{"sub":'],
    ['bad UTF-8', Buffer.from([0x7b, 0x22, 0xc3, 0x22, 0x3a, 0x31, 0x7d])],
  ])('refuses a payload that is %s', (_, payload) => {
    expect(thrownAt(forgeToken({ payload }))).toEqual(refusal('payload_not_an_object'));
  });

  it('answers any text with a pass or a token_invalid, never with another error', () => {
    const part = fc.oneof(
      fc.json().map((text) => Buffer.from(text).toString('base64url')),
      fc.string({ unit: 'binary' }),
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.array(part, { maxLength: 4 }).map((parts) => parts.join('.')),
      fc
        .dictionary(fc.constantFrom('alg', 'typ', 'kid', 'crit', '__proto__'), fc.jsonValue())
        .map((members) => withHeader(members)),
    );
    fc.assert(
      fc.property(text, (token) => {
        const error = thrownAt(token);
        return error === undefined || (error instanceof ProxyError && error.code === 'token_invalid');
      }),
      { numRuns: 2000 },
    );
  });

  it('answers a damaged good token with a pass or a token_invalid, never with another error', () => {
    const good = signToken(sampleClaims());
    const damage = fc.record({
      at: fc.nat(good.length),
      removed: fc.nat(3),
      added: fc.string({ unit: 'binary', maxLength: 3 }),
    });
    fc.assert(
      fc.property(damage, ({ at, removed, added }) => {
        const error = thrownAt(good.slice(0, at) + added + good.slice(at + removed));
        return error === undefined || (error instanceof ProxyError && error.code === 'token_invalid');
      }),
      { numRuns: 1000 },
    );
  });
});
