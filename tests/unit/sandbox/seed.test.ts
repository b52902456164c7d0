import { afterEach, describe, expect, it } from '@jest/globals';
import { cast } from '../../../sandbox/cast.ts';
import type { Contact } from '../../../sandbox/contact.ts';
import { contactOnWire } from '../../../sandbox/contact.ts';
import { type Json, writeJson } from '../../../sandbox/json.ts';
import { createRandom } from '../../../sandbox/random.ts';
import { seedContacts } from '../../../sandbox/seed.ts';
import { closeSandboxes, openSandbox } from './open-sandbox.ts';

afterEach(closeSandboxes);

const seeded = seedContacts(createRandom(1));
const textOf = (contacts: readonly Contact[]): string => writeJson(contacts.map(contactOnWire));
const attribute = (name: string): Json[] => seeded.flatMap(({ attributes }) => attributes[name] ?? []);
const having = (isSuch: (contact: Contact) => boolean): number => seeded.filter(isSuch).length;

describe('the seed', () => {
  it('gives the same contacts for the same number and others for another', () => {
    expect(textOf(seedContacts(createRandom(1)))).toBe(textOf(seeded));
    expect(textOf(seedContacts(createRandom(2)))).not.toBe(textOf(seeded));
  });

  it('gives at least 200 contacts, with ids that differ and fit in 64 bits', () => {
    expect(seeded.length).toBeGreaterThanOrEqual(200);
    expect(new Set(seeded.map(({ id }) => id)).size).toBe(seeded.length);
    expect(seeded.every(({ id }) => /^[1-9]\d{0,18}$/.test(id) && BigInt(id) < 2n ** 63n)).toBe(true);
  });

  it('gives varied ones: no two of the crowd alike but for the id', () => {
    const bodies = seeded.map(({ attributes }) => writeJson(attributes));
    expect(new Set(bodies).size).toBe(seeded.length);
  });

  it('gives e-mails only under names reserved for examples', () => {
    const emails = attribute('email').map(String);
    expect(emails.length).toBeGreaterThan(200);
    expect(emails.filter((email) => !/^[^@\s]+@example\.(com|org|net|test)$/i.test(email))).toEqual([]);
  });

  it('gives addresses only from the blocks reserved for documentation', () => {
    const addresses = attribute('ip')
      .flatMap((ip) => String(ip).split(','))
      .map((ip) => ip.trim());
    const reserved = /^(192\.0\.2|198\.51\.100|203\.0\.113)\.\d+$|^2001:db8::[0-9a-f]+$|^$/;
    expect(addresses.filter((address) => !reserved.test(address))).toEqual([]);
  });

  it('gives each external id once', () => {
    const externalIds = attribute('externalId').map(String);
    expect(new Set(externalIds).size).toBe(externalIds.length);
  });

  it.each<[string, (contact: Contact) => boolean, number]>([
    ['ids beyond 32 bits', ({ id }) => BigInt(id) > 2n ** 32n, 100],
    ['ids within 32 bits', ({ id }) => BigInt(id) < 2n ** 32n, 5],
    ['ids that a double rounds', ({ id }) => String(Number(id)) !== id, 3],
    ['lists of addresses', ({ attributes }) => String(attributes['ip']).includes(','), 20],
    ['numeric external ids', ({ attributes }) => typeof attributes['externalId'] === 'number', 5],
    ['no external id', ({ attributes }) => attributes['externalId'] === null, 5],
    [
      'both spellings of it',
      ({ attributes }) => 'externalId' in attributes && 'external_id' in attributes,
      50,
    ],
    ['no e-mail', ({ attributes }) => !('email' in attributes), 3],
    ['e-mails in mixed case', ({ attributes }) => /[A-Z]/.test(String(attributes['email'])), 10],
    ['no first name', ({ attributes }) => !('first_name' in attributes), 5],
    ['no company', ({ attributes }) => !('employment_name' in attributes), 20],
    ['spaces in names of attributes', ({ attributes }) => 'Preferred Meeting Day' in attributes, 20],
    [
      'nested profiles',
      ({ attributes }) => writeJson(attributes['socialProfiles'] ?? null).includes('handle'),
      50,
    ],
    ['tags as objects', ({ attributes }) => writeJson(attributes['tags'] ?? null).startsWith('[{'), 20],
    ['tags as texts', ({ attributes }) => writeJson(attributes['tags'] ?? null).startsWith('["'), 20],
    [
      'places as JSON in a text',
      ({ attributes }) => String(attributes['last_context_location']).startsWith('{'),
      50,
    ],
  ])('gives some contacts with %s', (_what, isSuch, least) => {
    expect(having(isSuch)).toBeGreaterThanOrEqual(least);
  });

  it('has two contacts share an e-mail, in one case and in two', () => {
    const emails = attribute('email').map(String);
    const shared = (email: string) => emails.filter((one) => one.toLowerCase() === email).length;
    expect([shared('shared@example.com'), shared('team@example.org')]).toEqual([2, 2]);
  });

  it.each([
    '</script>',
    'javascript:',
    '"__proto__":',
    '\\u0000',
    '\\ud800',
    '\u202e',
    '\u2028',
    'x'.repeat(20_000),
  ])('holds the hostile text %p', (text) => {
    expect(textOf(seeded)).toContain(text);
  });

  it('is served whole, each contact as well-formed JSON under its own id', async () => {
    const { ask, sandbox } = await openSandbox({ requestsPerMinute: Number.POSITIVE_INFINITY });
    const all = sandbox.contacts.list();
    expect(textOf(all)).toBe(textOf(seeded));
    for (const one of all) {
      const { status, text } = await ask(`GET /contacts/${one.id}`);
      expect(status).toBe(200);
      expect(text).toBe(`{"data":${writeJson(contactOnWire(one))}}`);
    }
  });
});

describe('the cast', () => {
  it('comes first in the seed and is found by its external ids', async () => {
    const { ask } = await openSandbox();
    expect(seeded.slice(0, cast.length)).toEqual(cast.map((member) => member.contact));
    for (const { externalId, contact } of cast) {
      const { text } = await ask(`GET /contacts?idType=external&id=${externalId}`);
      expect(text).toBe(`{"data":[${writeJson(contactOnWire(contact))}]}`);
    }
  });

  it.each([
    ['user-ada', 'Ada', 'Lumen Freight', 'enterprise'],
    ['user-bo', 'Bo', 'Quillmoor Tools', 'pro'],
    ['user-cleo', 'Cleo', undefined, 'free'],
    ['user-dee', 'Dee', undefined, undefined],
  ])('has %s, whose first name, company and plan others rely on', (externalId, first, company, plan) => {
    const {
      first_name,
      employment_name,
      plan: held,
    } = cast.find((member) => member.externalId === externalId)?.contact.attributes ?? {};
    expect([first_name, employment_name, held]).toEqual([first, company, plan]);
  });

  it('has user-eve, whose name and company are markup, short enough to be shown', () => {
    const attributes = cast.find((member) => member.externalId === 'user-eve')?.contact.attributes ?? {};
    expect(attributes['first_name']).toMatch(/<script>.{1,60}$/);
    expect(attributes['employment_name']).toMatch(/^<\/script>.{1,100}$/);
  });
});
