import { afterEach, describe, expect, it } from '@jest/globals';
import { closeSandboxes, contact, openSandbox } from './open-sandbox.ts';

afterEach(closeSandboxes);

const contacts = [
  contact('34000000001', { email: 'ann@example.com', externalId: 'ann', plan: 'pro', seats: 3, paid: true }),
  contact('34000000002', { email: 'bob@example.com', externalId: 143 }),
];

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

describe('creating a contact', () => {
  it('answers 200 with the contact, an id beyond 32 bits and the fields of a fresh one', async () => {
    const { ask, clock } = await openSandbox({ contacts });
    const { status, found, body } = await ask('POST /contacts', {
      body: { attributes: { email: 'new@example.com', externalId: 'new', first_name: 'Nell' } },
    });
    expect(status).toBe(200);
    expect(found.id).toBeGreaterThan(2 ** 32);
    expect(found.createdAt).toBe(clock.wall());
    expect(found.attributes).toEqual({
      _END_USER_VERSION: 3,
      _end_user_version: 3,
      _calculated_version: 3,
      email: 'new@example.com',
      externalId: 'new',
      external_id: 'new',
      first_name: 'Nell',
      socialProfiles: {},
      events: {},
      tags: [],
      start_date: clock.wall(),
    });
    expect((await ask(`GET /contacts/${found.id}`)).body).toEqual(body);
    expect((await ask('GET /contacts?idType=external&id=new')).list).toEqual([found]);
  });

  it('leaves externalId null when none is given', async () => {
    const { ask } = await openSandbox({ contacts });
    const { found } = await ask('POST /contacts', { body: { attributes: { email: 'new@example.com' } } });
    expect(found.attributes['externalId']).toBeNull();
  });

  it('refuses an e-mail that is taken, in any letter case', async () => {
    const { ask } = await openSandbox({ contacts });
    const { status, error } = await ask('POST /contacts', {
      body: { attributes: { email: 'ANN@example.com' } },
    });
    expect([status, error.message]).toEqual([409, 'CONTACT-6: A contact with that id exists']);
  });

  it('takes a taken e-mail together with an external id of its own', async () => {
    const { ask } = await openSandbox({ contacts });
    const attributes = { email: 'ann@example.com', externalId: 'other' };
    expect((await ask('POST /contacts', { body: { attributes } })).status).toBe(200);
    expect((await ask('GET /contacts?email=ann@example.com')).list).toHaveLength(2);
  });

  it.each(['ann', 143, '143'])('refuses an external id that is taken: %p', async (externalId) => {
    const { ask } = await openSandbox({ contacts });
    const attributes = { email: 'new@example.com', externalId };
    expect((await ask('POST /contacts', { body: { attributes } })).status).toBe(409);
  });

  it('never gives an id twice', async () => {
    const { sandbox } = await openSandbox({ contacts: [] });
    const first = sandbox.contacts.create({ email: 'one@example.com' });
    sandbox.contacts.delete(first.id);
    expect(sandbox.contacts.create({ email: 'two@example.com' }).id).not.toBe(first.id);
  });
});

describe('a write that is refused', () => {
  it.each([
    ['CONTACT-4', 'not JSON', '{"attributes":'],
    ['CONTACT-4', 'no object', '[]'],
    ['CONTACT-4', 'no body', undefined],
    ['CONTACT-4', 'attributes that are no object', { attributes: ['email'] }],
    ['CONTACT-7', 'no e-mail', { attributes: { first_name: 'Nell' } }],
    ['CONTACT-7', 'an e-mail that is no text', { attributes: { email: 7 } }],
    ['CONTACT-7', 'an empty e-mail', { attributes: { email: '' } }],
    ['CONTACT-8', 'no attributes', { email: 'new@example.com' }],
    ['CONTACT-8', 'empty attributes', { attributes: {} }],
    ['CONTACT-9', 'an unknown tag', { attributes: { email: 'new@example.com', tags: ['Unheard of'] } }],
    ['CONTACT-9', 'tags that are no list', { attributes: { email: 'new@example.com', tags: 'Customer' } }],
  ])('is a 400 %s for %s', async (code, _what, body) => {
    const { ask, sandbox } = await openSandbox({ contacts });
    const reply = await ask('POST /contacts', body === undefined ? {} : { body });
    expect([reply.status, reply.error.type]).toEqual([400, 'validation_error']);
    expect(reply.error.message).toMatch(new RegExp(`^${code}: `));
    expect(sandbox.contacts.list()).toHaveLength(contacts.length);
  });

  it('is CONTACT-4 for bytes that are not UTF-8', async () => {
    const { url } = await openSandbox({ contacts });
    const response = await fetch(`${url}/contacts`, {
      method: 'POST',
      headers: { Authorization: 'Bearer token-of-these-tests' },
      body: Buffer.from('{"attributes":{"email":"\xff@example.com"}}', 'latin1'),
    });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('CONTACT-4');
  });

  it('is CONTACT-5 for values nested too deep to hold', async () => {
    const { ask } = await openSandbox({ contacts });
    const body = `{"attributes":{"email":"new@example.com","deep":${nested(100_000)}}}`;
    const reply = await ask('POST /contacts', { body });
    expect([reply.status, reply.error.type]).toEqual([500, 'internal_error']);
    expect(reply.error.message).toMatch(/^CONTACT-5: /);
  });

  it('is a 413 for a body over the cap', async () => {
    const { ask } = await openSandbox({ contacts, maxBodyBytes: 1_000 });
    const attributes = { email: 'new@example.com', note: 'x'.repeat(1_000) };
    expect((await ask('POST /contacts', { body: { attributes } })).status).toBe(413);
  });
});

describe('changing a contact', () => {
  it('answers 200 with the whole contact and keeps what was not named', async () => {
    const { ask } = await openSandbox({ contacts });
    const { status, found } = await ask('PATCH /contacts/34000000001', {
      body: { attributes: { plan: 'free' } },
    });
    expect(status).toBe(200);
    expect(found.attributes).toEqual({ ...contacts[0]?.attributes, plan: 'free' });
  });

  it('leaves a field as it was when the value is of another type', async () => {
    const { ask } = await openSandbox({ contacts });
    const attributes = { plan: 7, seats: 'qualified', paid: 'yes', first_name: { a: 1 }, last_active: false };
    const { status, found } = await ask('PATCH /contacts/34000000001', { body: { attributes } });
    expect(status).toBe(200);
    expect(found.attributes).toEqual(contacts[0]?.attributes);
  });

  it('fixes the type of a new attribute with its first value, for every contact', async () => {
    const { ask } = await openSandbox({ contacts });
    await ask('PATCH /contacts/34000000001', { body: { attributes: { score: 5 } } });
    const { found } = await ask('PATCH /contacts/34000000002', {
      body: { attributes: { score: 'high' } },
    });
    expect(found.attributes).not.toHaveProperty('score');
    const { properties } = await ask('GET /contacts/attributes');
    expect(properties).toContainEqual({ type: 'NUMERIC', displayName: 'Score', name: 'score' });
  });

  it('keeps the type of an attribute whatever odd contact is put in', async () => {
    const { ask, sandbox } = await openSandbox({ contacts });
    sandbox.contacts.put(contact('5', { plan: 7 }));
    const { found } = await ask('PATCH /contacts/34000000001', { body: { attributes: { plan: 8 } } });
    expect(found.attributes['plan']).toBe('pro');
  });

  it.each(['anna', 144])('takes an external id as text and as a number: %p', async (externalId) => {
    const { ask } = await openSandbox({ contacts });
    const { found } = await ask('PATCH /contacts/34000000001', { body: { attributes: { externalId } } });
    expect(found.attributes).toMatchObject({ externalId, external_id: externalId });
  });

  it('makes no attribute from null, and empties a known one', async () => {
    const { ask } = await openSandbox({ contacts });
    const attributes = { unheard_of: null, plan: null };
    const { found } = await ask('PATCH /contacts/34000000001', { body: { attributes } });
    expect(found.attributes).not.toHaveProperty('unheard_of');
    expect(found.attributes['plan']).toBeNull();
  });

  it('keeps a __proto__ key as a key of its own', async () => {
    const { ask } = await openSandbox({ contacts });
    const body = '{"attributes":{"__proto__":{"polluted":1}}}';
    const { text } = await ask('PATCH /contacts/34000000001', { body });
    expect(text).toContain('"__proto__":{"polluted":1}');
    expect({}).not.toHaveProperty('polluted');
  });

  it('moves the contact to its new e-mail and external id', async () => {
    const { ask } = await openSandbox({ contacts });
    const attributes = { email: 'Anna@example.com', externalId: 'anna' };
    await ask('PATCH /contacts/34000000001', { body: { attributes } });
    const count = async (query: string) => (await ask(`GET /contacts?${query}`)).list.length;
    expect(await count('email=anna@example.com')).toBe(1);
    expect(await count('email=ann@example.com')).toBe(0);
    expect(await count('idType=external&id=anna')).toBe(1);
    expect(await count('idType=external&id=ann')).toBe(0);
  });

  it('refuses the external id of another contact', async () => {
    const { ask } = await openSandbox({ contacts });
    const { status } = await ask('PATCH /contacts/34000000001', {
      body: { attributes: { externalId: 143 } },
    });
    expect(status).toBe(409);
  });

  it.each([
    [404, 'CONTACT-1', '/contacts/99', { attributes: { plan: 'free' } }],
    [400, 'CONTACT-8', '/contacts/34000000001', {}],
    [400, 'CONTACT-4', '/contacts/34000000001', 'plan=free'],
  ])('is a %i %s on PATCH %s', async (expected, code, path, body) => {
    const { ask } = await openSandbox({ contacts });
    const reply = await ask(`PATCH ${path}`, { body });
    expect(reply.status).toBe(expected);
    expect(reply.text).toContain(`${code}: `);
  });
});

describe('changing a contact by another name', () => {
  it.each([
    ['?idType=external&id=ann', {}],
    ['?idType=drift&id=34000000001', {}],
    ['?idType=internal&id=34000000001', {}],
    ['', { idType: 'external', id: 'ann' }],
  ])('finds it through /contacts/normalize%s and body %p', async (query, name) => {
    const { ask, sandbox } = await openSandbox({ contacts });
    const { status } = await ask(`PATCH /contacts/normalize${query}`, {
      body: { ...name, attributes: { plan: 'free' } },
    });
    expect(status).toBe(200);
    expect(sandbox.contacts.get('34000000001')?.attributes['plan']).toBe('free');
  });

  it.each([
    [404, 'CONTACT-1', '?idType=external&id=nobody'],
    [400, 'CONTACT-11', '?idType=elsewhere&id=ann'],
    [400, 'CONTACT-11', '?idType=constructor&id=ann'],
    [400, 'CONTACT-11', '?idType=external'],
    [400, 'CONTACT-10', '?idType=external&id=ann&limit=1'],
  ])('is a %i %s for %s', async (expected, code, query) => {
    const { ask } = await openSandbox({ contacts });
    const reply = await ask(`PATCH /contacts/normalize${query}`, { body: { attributes: { plan: 'free' } } });
    expect(reply.status).toBe(expected);
    expect(reply.text).toContain(`${code}: `);
  });
});

describe('removing a contact', () => {
  it('answers 202 without data, and nobody finds the contact afterwards', async () => {
    const { ask } = await openSandbox({ contacts });
    const reply = await ask('DELETE /contacts/34000000001');
    expect([reply.status, reply.body]).toEqual([202, { result: 'OK', ok: true }]);
    expect((await ask('GET /contacts/34000000001')).status).toBe(404);
    expect((await ask('GET /contacts?email=ann@example.com')).list).toEqual([]);
    expect((await ask('GET /contacts?idType=external&id=ann')).list).toEqual([]);
    expect((await ask('DELETE /contacts/34000000001')).status).toBe(404);
  });
});
