// Whatever a contact holds, the answer is harmless: no markup, no control character, and it parses.

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { hostileStrings } from '../../sandbox/hostile-strings.ts';
import { type RunningProxy, startProxy } from '../support/proxy.ts';

/** Shows as much as a policy can. */
const wide = `
version: 1
audiences:
  everybody:
    contacts: own
    attributes:
      first_name: { type: string, maxLength: 4000 }
      company: { from: employment_name, type: string }
      job_title: { from: employment_title, type: string }
      plan: { type: string }
      page: { from: recent_entrance_page_url, type: string }
      city: { from: last_context_location, json: /city, type: string }
      handle: { from: socialProfiles.twitter.handle, type: string }
      tags: { type: list, each: name }
      last_seen: { from: last_active, type: datetime }
`;

let proxy: RunningProxy;
beforeAll(async () => {
  proxy = await startProxy({ policy: wide });
});
afterAll(() => proxy.stop());

const read = (sub: string) => request(proxy.url).get('/v1/me/attributes').set(proxy.bearer({ sub }));

const textsIn = (value: unknown): string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.entries(value).flat().flatMap(textsIn) : [];
};

const expectHarmless = (text: string): void => {
  expect(text).not.toMatch(/[<>&\u2028\u2029]/);
  expect(text).not.toMatch(/[\p{Cc}\p{Cs}]/u);
  for (const inside of textsIn(JSON.parse(text))) expect(inside).not.toMatch(/[\p{Cc}\p{Cs}]/u);
};

const numbered = hostileStrings.map((text, index) => [index, JSON.stringify(text.slice(0, 40))] as const);

describe('the answer about a contact', () => {
  it.each(numbered)('that holds hostile text %i everywhere (%s) is harmless', async (index) => {
    const { status, text, headers, body } = await read(`hostile-${index}`);
    expect([status, body.known]).toEqual([200, true]);
    expectHarmless(text);
    expect(headers['content-type']).toBe('application/json; charset=utf-8');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('with markup in its name keeps the name, as text', async () => {
    const { text, body } = await read('user-eve');
    expectHarmless(text);
    expect(text).toContain('\\u003cscript\\u003e');
    expect(body.attributes.first_name).toBe('Eve<script>alert(1)</script>');
    expect(body.attributes.company).toBe('</script><b onmouseover="alert(3)">Sharp</b> \u202e& Sons');
    expect(body.attributes.city).toBe('<i>Nowhere</i>');
  });

  it('that holds lone surrogates loses them, and is UTF-8', async () => {
    const index = hostileStrings.indexOf('\ud800');
    const { body } = await read(`hostile-${index}`);
    expect(body.attributes.first_name).toBeUndefined();
  });

  it('that holds 20,000 characters loses them', async () => {
    const index = hostileStrings.findIndex((text) => text.length === 20_000);
    const { body, text } = await read(`hostile-${index}`);
    expect(body.attributes).toEqual({ tags: [] });
    expect(text.length).toBeLessThan(200);
  });

  it('whose place is broken JSON has no place', async () => {
    expect((await read('user-dee')).body.attributes).toEqual({ first_name: 'Dee', tags: [] });
  });
});

describe('a contact with the names of prototypes among its attributes', () => {
  it('pollutes nothing', async () => {
    const put = (id: string, attributes: string): void =>
      proxy.sandbox.contacts.put({ id, createdAt: 0, attributes: JSON.parse(attributes) });
    put(
      '777',
      '{"externalId":"polluter","__proto__":{"plan":"polluted","known":false},"constructor":{"prototype":{"plan":"polluted"}},"first_name":"Poll"}',
    );
    const { status, body } = await read('polluter');
    expect([status, body.attributes]).toEqual([200, { first_name: 'Poll' }]);
    expect(({} as Record<string, unknown>)['plan']).toBeUndefined();
    expect((await read('user-dee')).body.attributes.plan).toBeUndefined();
  });
});
