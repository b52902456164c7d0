import { afterEach, describe, expect, it } from '@jest/globals';
import { closeSandboxes, contact, openSandbox, token } from './open-sandbox.ts';

afterEach(closeSandboxes);

const contacts = [contact('34000000001', { email: 'ann@example.com' })];

describe('the bearer token', () => {
  it.each([`Bearer ${token}`, `bearer ${token}`, `BEARER  ${token}`])(
    'is accepted whatever the case of its scheme: %s',
    async (Authorization) => {
      const { ask } = await openSandbox({ contacts });
      expect((await ask('GET /contacts/34000000001', { headers: { Authorization } })).status).toBe(200);
    },
  );

  it.each([
    '',
    'Bearer',
    'Bearer wrong',
    token,
    `Basic ${token}`,
    `Bearer ${token}x`,
    `Bearer ${token} more`,
  ])('is refused with 401 and the documented type: %p', async (Authorization) => {
    const { ask } = await openSandbox({ contacts });
    const { status, body } = await ask('GET /contacts/34000000001', { headers: { Authorization } });
    expect(status).toBe(401);
    expect(body).toEqual({
      error: { type: 'authentication_error', message: 'The access token is invalid or has expired' },
    });
  });

  it('is refused with 403 where that is what this Drift says', async () => {
    const { ask } = await openSandbox({ contacts, behaviour: { badToken: 403 } });
    expect((await ask('GET /contacts/1', { headers: { Authorization: 'Bearer wrong' } })).status).toBe(403);
  });

  it('is asked for before a path or a method is looked at', async () => {
    const { ask } = await openSandbox({ contacts });
    const headers = { Authorization: 'Bearer wrong' };
    expect((await ask('GET /nowhere', { headers })).status).toBe(401);
    expect((await ask('PUT /contacts', { headers })).status).toBe(401);
  });

  it('can be replaced while the sandbox runs', async () => {
    const { ask, sandbox } = await openSandbox({ contacts });
    sandbox.acceptTokens('regenerated');
    expect((await ask('GET /contacts/34000000001')).status).toBe(401);
    const headers = { Authorization: 'Bearer regenerated' };
    expect((await ask('GET /contacts/34000000001', { headers })).status).toBe(200);
  });
});

describe('the scope of a token', () => {
  it.each([
    [[], 'GET /contacts/34000000001', 403],
    [['contact_write'], 'GET /contacts?email=ann@example.com', 403],
    [['contact_read'], 'GET /contacts/34000000001', 200],
    [['contact_read'], 'GET /contacts/attributes', 403],
    [['contact_read'], 'DELETE /contacts/34000000001', 403],
    [['all_contact_read'], 'GET /contacts/34000000001', 200],
    [['all_contact_read'], 'GET /contacts/attributes', 200],
    [['contact_write'], 'DELETE /contacts/34000000001', 202],
  ] as const)('%p lets %s end with %i', async (scopes, line, expected) => {
    const { ask } = await openSandbox({ contacts, scopes });
    const { status, error } = await ask(line);
    expect(status).toBe(expected);
    if (expected === 403) expect(error.type).toBe('authentication_error');
  });
});

describe('the token information', () => {
  it('is a bare object and needs no bearer token', async () => {
    const { url, clock } = await openSandbox({ orgId: 77, scopes: ['contact_read', 'contact_write'] });
    const response = await fetch(`${url}/app/token_info`, {
      method: 'POST',
      body: JSON.stringify({ access_token: token }),
    });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      access_token: token,
      authenticated_userid: 'orgId:77',
      credential_id: 'sandbox-app',
      token_type: 'bearer',
      expires_in: 0,
      created_at: clock.wall(),
      scope: 'contact_read contact_write',
      id: 'sandbox-token',
    });
  });

  it.each([
    [401, 'authentication_error', { access_token: 'wrong' }],
    [400, 'validation_error', { accessToken: token }],
    [400, 'validation_error', {}],
    [400, 'validation_error', 'access_token=x'],
  ])('is a %i %s for %p', async (expected, type, body) => {
    const { ask } = await openSandbox();
    const reply = await ask('POST /app/token_info', { body });
    expect([reply.status, reply.error.type]).toEqual([expected, type]);
  });
});
