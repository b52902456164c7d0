import { afterEach, describe, expect, it } from '@jest/globals';
import { closeSandboxes, contact, openSandbox } from './open-sandbox.ts';

afterEach(closeSandboxes);

const contacts = [
  contact('34000000001', { email: 'Ann@Example.com', externalId: 'ann', first_name: 'Ann' }),
  contact('34000000002', { email: 'two@example.com', externalId: 143 }),
  contact('34000000003', { email: 'two@example.com', externalId: 'a/b c&d=é' }),
  contact('9223372036854775807', { email: 'last@example.com' }),
];

const idsOf = (text: string): string[] => [...text.matchAll(/"id":(\d+)/g)].map((match) => match[1] ?? '');

describe('one contact by id', () => {
  it('is under data, with id, createdAt and attributes, as JSON', async () => {
    const { ask } = await openSandbox({ contacts });
    const reply = await ask('GET /contacts/34000000001');
    expect(reply.status).toBe(200);
    expect(reply.headers.get('content-type')).toMatch(/^application\/json/);
    expect(reply.body).toEqual({
      data: {
        id: 34_000_000_001,
        createdAt: 1_700_000_000_000,
        attributes: { email: 'Ann@Example.com', externalId: 'ann', first_name: 'Ann' },
      },
    });
  });

  it('carries a 64-bit id as a bare number, unrounded', async () => {
    const { ask } = await openSandbox({ contacts });
    const { text } = await ask('GET /contacts/9223372036854775807');
    expect(text).toContain('"id":9223372036854775807,');
  });

  it('is found with a trailing slash too', async () => {
    const { ask } = await openSandbox({ contacts });
    expect((await ask('GET /contacts/34000000001/')).status).toBe(200);
  });

  it.each(['99', 'abc', '034000000001', '-1', '34000000001%20', 'constructor'])(
    'is CONTACT-1 for an id nobody has: %s',
    async (id) => {
      const { ask } = await openSandbox({ contacts });
      const { status, error } = await ask(`GET /contacts/${id}`);
      expect(status).toBe(404);
      expect(error).toEqual({
        type: 'not_found',
        message: 'CONTACT-1: Contact not found, or not allowed to view it',
      });
    },
  );
});

describe('contacts by e-mail', () => {
  it('are a list under data, letter case ignored', async () => {
    const { ask } = await openSandbox({ contacts });
    const { status, text } = await ask('GET /contacts?email=ann%40example.COM');
    expect(status).toBe(200);
    expect(idsOf(text)).toEqual(['34000000001']);
  });

  it('are an empty list when nobody has the e-mail', async () => {
    const { ask } = await openSandbox({ contacts });
    expect((await ask('GET /contacts/?email=nobody@example.com')).body).toEqual({ data: [] });
  });

  it.each([
    ['', ['34000000002', '34000000003']],
    ['&limit=1', ['34000000002']],
    ['&limit=2', ['34000000002', '34000000003']],
    ['&limit=999999', ['34000000002', '34000000003']],
  ])('are all of those that share one, as far as limit allows (%s)', async (limit, ids) => {
    const { ask } = await openSandbox({ contacts });
    expect(idsOf((await ask(`GET /contacts?email=two@example.com${limit}`)).text)).toEqual(ids);
  });

  it('are cut at the configured default and most', async () => {
    const { ask } = await openSandbox({ contacts, behaviour: { defaultLimit: 1, maxLimit: 1 } });
    expect(idsOf((await ask('GET /contacts?email=two@example.com')).text)).toHaveLength(1);
    expect(idsOf((await ask('GET /contacts?email=two@example.com&limit=2')).text)).toHaveLength(1);
  });

  it('can be one bare object instead of a list', async () => {
    const { ask } = await openSandbox({ contacts, behaviour: { emailAnswer: 'single' } });
    expect((await ask('GET /contacts?email=two@example.com')).found.id).toBe(34_000_000_002);
    expect((await ask('GET /contacts?email=nobody@example.com')).body).toEqual({ data: [] });
  });

  it('can be an absent contact instead of an empty list', async () => {
    const { ask } = await openSandbox({ contacts, behaviour: { noMatch: 'absent contact' } });
    expect((await ask('GET /contacts?email=nobody@example.com')).status).toBe(404);
  });
});

describe('contacts by external id', () => {
  it.each([
    ['id=ann', ['34000000001']],
    ['id=143', ['34000000002']],
    [`id=${encodeURIComponent('a/b c&d=é')}`, ['34000000003']],
    ['id=ann&id=nobody&id=143&id=ann', ['34000000001', '34000000002']],
    ['id=ann&id=143&limit=1', ['34000000001']],
    ['id=ANN', []],
  ])('are a list under data: %s', async (query, ids) => {
    const { ask } = await openSandbox({ contacts });
    const { status, text, list } = await ask(`GET /contacts?idType=external&${query}`);
    expect(status).toBe(200);
    expect(Array.isArray(list)).toBe(true);
    expect(idsOf(text)).toEqual(ids);
  });

  it('can be one bare object when one was asked for, never when several were', async () => {
    const { ask } = await openSandbox({ contacts, behaviour: { externalAnswer: 'single' } });
    expect((await ask('GET /contacts?idType=external&id=ann')).found.id).toBe(34_000_000_001);
    expect((await ask('GET /contacts?idType=external&id=ann&id=143')).list).toHaveLength(2);
  });
});

describe('the list of attributes', () => {
  it('tells type, label and name, those that contacts brought included', async () => {
    const own = [
      contact('1', { plan: 'pro', 'Seats (paid)': 4, has_consent: true, socialProfiles: {}, empty: null }),
    ];
    const { ask } = await openSandbox({ contacts: own });
    const { status, properties } = await ask('GET /contacts/attributes');
    expect(status).toBe(200);
    expect(properties).toEqual(
      expect.arrayContaining([
        { type: 'STRING', displayName: 'First name', name: 'first_name' },
        { type: 'DATETIME', displayName: 'Last active', name: 'last_active' },
        { type: 'STRING', displayName: 'Plan', name: 'plan' },
        { type: 'NUMERIC', displayName: 'Seats (paid)', name: 'Seats (paid)' },
        { type: 'BOOLEAN', displayName: 'Has consent', name: 'has_consent' },
      ]),
    );
    const names = properties.map(({ name }) => name);
    expect(names).not.toContain('socialProfiles');
    expect(names).not.toContain('empty');
  });
});

describe('a question that is not understood', () => {
  it.each([
    'GET /contacts?email=ann@example.com&fields=email',
    'GET /contacts/34000000001?limit=1',
    'GET /contacts/attributes?page=2',
    'DELETE /contacts/34000000001?force=true',
  ])('is CONTACT-10 for an unknown query parameter: %s', async (line) => {
    const { ask } = await openSandbox({ contacts });
    const { status, error } = await ask(line);
    expect([status, error]).toEqual([
      400,
      { type: 'validation_error', message: 'CONTACT-10: Unrecognised query parameter' },
    ]);
  });

  it.each([
    '',
    '?limit=3',
    '?email=',
    '?email=a@example.com&email=b@example.com',
    '?email=ann@example.com&limit=0',
    '?email=ann@example.com&limit=many',
    '?id=ann',
    '?idType=external',
    '?idType=internal&id=ann',
    '?idType=external&id=ann&email=ann@example.com',
    '?idType=external&email=ann@example.com',
  ])('is CONTACT-11 when it makes no sense: /contacts%s', async (query) => {
    const { ask } = await openSandbox({ contacts });
    const { status, error } = await ask(`GET /contacts${query}`);
    expect([status, error.type]).toEqual([400, 'validation_error']);
    expect(error.message).toMatch(/^CONTACT-11: /);
  });

  it.each(['/', '/contact', '/contacts/1/tags', '/v1/contacts/34000000001', '/CONTACTS/34000000001'])(
    'is a plain 404 on a path that is not there: %s',
    async (path) => {
      const { ask } = await openSandbox({ contacts });
      const { status, error } = await ask(`GET ${path}`);
      expect([status, error]).toEqual([404, { type: 'not_found', message: 'There is no such endpoint' }]);
    },
  );

  it.each([
    ['PUT /contacts', 'GET, POST'],
    ['POST /contacts/34000000001', 'GET, PATCH, DELETE'],
    ['GET /app/token_info', 'POST'],
  ])('is a 405 that names the methods: %s', async (line, allow) => {
    const { ask } = await openSandbox({ contacts });
    const { status, headers } = await ask(line);
    expect([status, headers.get('allow')]).toEqual([405, allow]);
  });
});
