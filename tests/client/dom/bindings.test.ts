// Do bindings ask for what their author meant, and is nothing let through that could run?

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bindingsOf, inside, isMet, safeText, textOf } from '../../../client/dom/bindings.ts';
import { disguisedAddresses, hostileTexts } from '../../support/hostile-texts.ts';

describe('a condition', () => {
  const values = {
    plan: 'pro',
    city: 'Bad Urach',
    tags: ['beta', 'vip'],
    none: [],
    blank: '',
    seats: 12,
    zero: 0,
    active: true,
    churned: false,
    formula: 'a=b',
  };

  it.each([
    'plan',
    'plan=pro',
    ' plan = pro ',
    'plan!=free',
    'plan != free',
    '!missing',
    '!blank',
    '!none',
    '!zero',
    '!churned',
    'missing!=pro',
    'city=Bad Urach',
    'tags=vip',
    'tags!=staff',
    'tags',
    'seats=12',
    'active',
    'active=true',
    'churned=false',
    'formula=a=b',
  ])('"%s" is met', (condition) => {
    expect(isMet(condition, values)).toBe(true);
  });

  it.each([
    '!plan',
    'plan=free',
    'plan=PRO',
    'plan!=pro',
    'missing',
    'missing=pro',
    'blank',
    'none',
    'zero',
    'churned',
    'tags=staff',
    'tags=beta, vip',
    'tags!=vip',
    'active=false',
    '',
    'plan pro',
  ])('"%s" is not met', (condition) => {
    expect(isMet(condition, values)).toBe(false);
  });

  it('of anything at all is decided without an error', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => typeof isMet(text, values) === 'boolean'));
  });
});

describe('a value', () => {
  it.each([
    ['Ada', 'Ada'],
    [12, '12'],
    [0, '0'],
    [false, 'false'],
    [['beta', 'vip'], 'beta, vip'],
    [[], ''],
    ['', ''],
    [undefined, ''],
  ] as const)('%j reads "%s"', (value, text) => {
    expect(textOf(value)).toBe(text);
  });
});

describe('bindings', () => {
  const noText = [inside, ''];
  it.each([
    [undefined, undefined, [noText, ['']]],
    [' first_name ', undefined, [[inside, 'first_name'], ['']]],
    [undefined, 'href:plan_url, title : company', [noText, ['href', 'plan_url'], ['title', 'company']]],
    [undefined, 'href', [noText, ['href']]],
  ])('%j and %j are read as pairs of place and name', (text, attributes, pairs) => {
    expect(bindingsOf(text, attributes)).toEqual(pairs);
  });
});

describe('a place', () => {
  const address = 'https://example.com/a?b=c#d';

  it.each([
    ['span', inside],
    ['h1', inside],
    ['title', inside],
    ['my-element', inside],
    ['script-like', inside],
    ['p', 'title'],
    ['img', 'alt'],
    ['input', 'value'],
    ['input', 'placeholder'],
    ['button', 'aria-label'],
    ['a', 'href'],
    ['img', 'src'],
  ])('in <%s>, %s, takes an address', (element, place) => {
    expect(safeText(element, place, address)).toBe(address);
  });

  it.each([
    ['script', inside],
    ['style', inside],
    ['noscript', inside],
    ['iframe', inside],
    ['script', 'src'],
    ['iframe', 'src'],
    ['iframe', 'srcdoc'],
    ['embed', 'src'],
    ['object', 'data'],
    ['link', 'href'],
    ['base', 'href'],
    ['use', 'href'],
    ['animate', 'href'],
    ['a', 'xlink:href'],
    ['a', 'ping'],
    ['a', 'HREF'],
    ['form', 'action'],
    ['button', 'formaction'],
    ['meta', 'content'],
    ['div', 'style'],
    ['div', 'class'],
    ['div', 'id'],
    ['div', 'is'],
    ['div', 'onclick'],
    ['div', 'data-drift-text'],
    ['img', 'srcset'],
    ['img', 'onerror'],
    ['div', 'title onclick'],
    ['div', 'onclick title'],
    ['div', ''],
    ['div', '__proto__'],
  ])('in <%s>, %s, takes nothing', (element, place) => {
    expect(safeText(element, place, address)).toBe('');
  });
});

describe('an address', () => {
  const put = (text: string): string => safeText('a', 'href', text);

  it.each([
    'https://example.com',
    'HTTPS://example.com:8443/a b',
    'https://example.com?q=@',
    'https://a.b#\u202e',
  ])('%j is taken', (text) => {
    expect(put(text)).toBe(text);
  });

  it.each(disguisedAddresses.map((text) => [text]))('%j is refused', (text) => {
    expect(put(text)).toBe('');
  });

  /** What a browser makes of it, wherever the page stands. */
  const isHttps = (text: string): boolean => {
    const { protocol, username, password } = new URL(text, 'http://page.example/');
    return protocol === 'https:' && username + password === '';
  };

  it('that is taken is an https address to every reader, without a user in it', () => {
    const pieces = fc.constantFrom(
      'https:',
      'http:',
      '/',
      '//',
      '\\',
      '@',
      ':',
      '?',
      '#',
      '.',
      '\t',
      '\n',
      ' ',
      'example.com',
      '8443',
    );
    const texts = fc.oneof(
      fc.constantFrom(...hostileTexts),
      fc.array(fc.oneof(pieces, fc.string({ unit: 'binary', maxLength: 3 }))).map((all) => all.join('')),
      fc.string({ unit: 'binary' }).map((text) => `https://${text}`),
    );
    const holds = (text: string): boolean =>
      put(text) === '' || !URL.canParse(text, 'http://page.example/') || isHttps(text);
    fc.assert(fc.property(texts, holds), { numRuns: 2_000 });
  });
});

describe('hostile texts', () => {
  it('are more than three hundred', () => {
    expect(hostileTexts.length).toBeGreaterThan(300);
  });

  it('stay what they are, but cannot end the isolation that they stand in', () => {
    expect(hostileTexts.map((text) => safeText('p', inside, text))).toEqual(
      hostileTexts.map((text) => text.replaceAll('\u2069', '')),
    );
  });
});
