// Does Drift learn who the visitor is, and from nobody's mistake? The one call, and what is refused before it.

import { describe, expect, it } from '@jest/globals';
import { identifyVisitor } from '../../../client/drift/drift-widget.ts';
import { createWidgetInHand } from '../../support/widget-in-hand.ts';

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
const jwtFor = (sub: unknown): string =>
  `${encoded({ typ: 'JWT', alg: 'HS256' })}.${encoded({ sub })}.c2lnbmVk`;

const email = 'ada@example.com';

/** A page's author may write JavaScript: what the types forbid must be refused all the same. */
const identify = (id: unknown, attributes: unknown, options?: unknown) => {
  const { widget, identified } = createWidgetInHand();
  const call = () => identifyVisitor(widget, id as string, attributes as { email: string }, options as never);
  return { call, identified };
};

describe('identifyVisitor', () => {
  it('tells Drift id, attributes and signature, in this order', () => {
    const { call, identified } = identify(
      'user-ada',
      { email, plan: 'pro' },
      { userJwt: jwtFor('user-ada') },
    );
    expect(call()).toBe(true);
    expect(identified).toEqual([['user-ada', { email, plan: 'pro' }, { userJwt: jwtFor('user-ada') }]]);
  });

  it('leaves the third argument out for a site that does not sign', () => {
    const { call, identified } = identify('user-ada', { email });
    call();
    expect(identified).toEqual([['user-ada', { email }]]);
  });

  it('gives a numeric id as text, as the signature has it', () => {
    const { call, identified } = identify(12345, { email }, { userJwt: jwtFor('12345') });
    call();
    expect(identified[0]?.[0]).toBe('12345');
  });

  it('takes a signature for an id beyond ASCII', () => {
    const { call } = identify('zoë-雪', { email }, { userJwt: jwtFor('zoë-雪') });
    expect(call()).toBe(true);
  });

  it.each([
    ['none', {}],
    ['an empty one', { email: '' }],
    ['null', { email: null }],
    ['one under another name', { Email: email }],
    ['a text that is no address', { email: 'ada' }],
    ['an address with a space', { email: 'ada @example.com' }],
    ['two at once', { email: 'ada@example.com,bo@example.com@x' }],
    ['one that is longer than any address', { email: `${'a'.repeat(60)}@${'b'.repeat(200)}.example` }],
    ['no attributes at all', undefined],
  ])('refuses a call whose e-mail address is %s, and sends nothing', (_, attributes) => {
    const { call, identified } = identify('user-ada', attributes);
    expect(call).toThrow(TypeError);
    expect(call).toThrow('attributes must hold `email`');
    expect(identified).toEqual([]);
  });

  it.each([
    undefined,
    null,
    '',
    ' ',
    'user-ada ',
    'undefined',
    'null',
    '[object Object]',
    'anonymous',
    0,
    '0',
    -1,
    1.5,
    Number.NaN,
    2 ** 53,
    true,
    {},
    ['user-ada'],
    'line\nbreak',
    '\ud800',
    'x'.repeat(256),
  ])('refuses the id %p, and sends nothing', (id) => {
    const { call, identified } = identify(id, { email });
    expect(call).toThrow(TypeError);
    expect(call).toThrow('id must be');
    expect(identified).toEqual([]);
  });

  it.each([
    ['is missing', {}],
    ['has another name', { jwt: jwtFor('user-ada') }],
    ['is null', { userJwt: null }],
    ['is empty', { userJwt: '' }],
    ['is no JSON Web Token', { userJwt: 'abc' }],
    ['holds no JSON', { userJwt: 'abc.def.ghi' }],
    ['names nobody', { userJwt: jwtFor(undefined) }],
    ["is another visitor's", { userJwt: jwtFor('user-bo') }],
  ])('refuses a signature that %s, and does not identify without it', (_, options) => {
    const { call, identified } = identify('user-ada', { email }, options);
    expect(call).toThrow(TypeError);
    expect(call).toThrow('userJwt');
    expect(identified).toEqual([]);
  });

  it('says nothing of the visitor in what it throws', () => {
    const { call } = identify('user-ada', { email }, { userJwt: jwtFor('user-bo') });
    expect(call).toThrow(expect.not.objectContaining({ message: expect.stringMatching(/ada|user-bo|ey/) }));
  });

  it('tells nobody, and does not throw, when a blocker or consent keeps the widget away', () => {
    expect(identifyVisitor(undefined, 'user-ada', { email })).toBe(false);
  });

  it('tells of a mistake all the same then: the author may have the blocker', () => {
    expect(() => identifyVisitor(undefined, 'user-ada', { email: '' })).toThrow(TypeError);
  });
});
