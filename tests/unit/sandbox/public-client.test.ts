// A client of Drift in the style of the public ones: it has never heard of this project.

import { afterEach, describe, expect, it } from '@jest/globals';
import { closeSandboxes, openSandbox, token } from './open-sandbox.ts';

afterEach(closeSandboxes);

type DriftContact = { id: number; createdAt: number; attributes: Record<string, unknown> };

class DriftApiError extends Error {
  readonly type: string;
  readonly status: number;

  constructor(status: number, { type, message }: { type: string; message: string }) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

const createDriftClient = (baseUrl: string, accessToken: string) => {
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${baseUrl}${path}`, {
      method,
      headers: { Authorization: `Bearer ${accessToken}`, 'Content-Type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const json = JSON.parse(await response.text());
    if (!response.ok) throw new DriftApiError(response.status, json.error);
    return json;
  };
  return {
    getContact: async (id: number): Promise<DriftContact> => (await call('GET', `/contacts/${id}`)).data,
    findAttributes: async (email: string): Promise<Record<string, unknown>> => {
      const response = await call('GET', `/contacts?email=${encodeURIComponent(email)}&limit=1`);
      if (!response.data.length) throw new Error('No contact found');
      return response.data[0].attributes;
    },
    findByExternalId: async (id: string): Promise<DriftContact[]> =>
      (await call('GET', `/contacts?idType=external&id=${encodeURIComponent(id)}&limit=1`)).data,
    listAttributes: async (): Promise<{ name: string; type: string }[]> =>
      (await call('GET', '/contacts/attributes')).data.properties,
    createContact: async (attributes: object): Promise<DriftContact> =>
      (await call('POST', '/contacts', { attributes })).data,
    updateContact: async (id: number, attributes: object): Promise<DriftContact> =>
      (await call('PATCH', `/contacts/${id}`, { attributes })).data,
    deleteContact: async (id: number): Promise<boolean> => (await call('DELETE', `/contacts/${id}`)).ok,
    tokenInfo: async () => call('POST', '/app/token_info', { access_token: accessToken }),
  };
};

describe('a public Drift client that knows nothing of us', () => {
  it('lives a contact from creation to removal', async () => {
    const { url } = await openSandbox();
    const drift = createDriftClient(url, token);

    const created = await drift.createContact({
      email: 'zoe@example.com',
      externalId: 'zoe',
      first_name: 'Zoe',
    });
    await drift.updateContact(created.id, { plan: 'pro', loyalty_points: 12 });
    expect(await drift.findAttributes('zoe@example.com')).toMatchObject({ first_name: 'Zoe', plan: 'pro' });
    expect((await drift.findByExternalId('zoe'))[0]?.id).toBe(created.id);
    expect((await drift.getContact(created.id)).attributes['loyalty_points']).toBe(12);
    expect((await drift.listAttributes()).map(({ name }) => name)).toContain('loyalty_points');

    expect(await drift.deleteContact(created.id)).toBe(true);
    await expect(drift.findAttributes('zoe@example.com')).rejects.toThrow('No contact found');
  });

  it('reads the seeded people', async () => {
    const { url } = await openSandbox();
    const attributes = await createDriftClient(url, token).findAttributes('ada.verne@example.com');
    expect(attributes).toMatchObject({ first_name: 'Ada', employment_name: 'Lumen Freight' });
    expect(JSON.parse(String(attributes['last_context_location']))).toMatchObject({ city: 'Port Alder' });
  });

  it('reads error.type and error.message of what is refused', async () => {
    const { url } = await openSandbox();
    await expect(createDriftClient(url, 'wrong').tokenInfo()).rejects.toMatchObject({
      status: 401,
      type: 'authentication_error',
    });
    await expect(createDriftClient(url, token).getContact(1)).rejects.toMatchObject({
      status: 404,
      type: 'not_found',
      message: expect.stringContaining('CONTACT-1'),
    });
  });

  it('reads the scopes of its token', async () => {
    const { url } = await openSandbox();
    const info = await createDriftClient(url, token).tokenInfo();
    expect(info.scope.split(' ')).toContain('all_contact_read');
  });
});
