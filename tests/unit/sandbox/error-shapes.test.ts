import { afterEach, describe, expect, it } from '@jest/globals';
import { closeSandboxes, openSandbox } from './open-sandbox.ts';

afterEach(closeSandboxes);

const words = 'Contact not found, or not allowed to view it';

describe('the error of an absent contact', () => {
  it.each([
    ['CONTACT-1', 404, 'not_found'],
    ['CONTACT-2', 401, 'authentication_error'],
  ] as const)('can be %s with status %i', async (absentContact, status, type) => {
    const { ask } = await openSandbox({ contacts: [], behaviour: { absentContact } });
    const expected = [status, { error: { type, message: `${absentContact}: ${words}` } }];
    const body = { attributes: { plan: 'pro' } };
    for (const [line, asked] of [
      ['GET /contacts/1', {}],
      ['DELETE /contacts/1', {}],
      ['PATCH /contacts/1', { body }],
      ['PATCH /contacts/normalize?idType=external&id=1', { body }],
    ] as const) {
      const reply = await ask(line, asked);
      expect([reply.status, reply.body]).toEqual(expected);
    }
  });

  it.each([
    [{ codePlace: 'message' }, { error: { type: 'not_found', message: `CONTACT-1: ${words}` } }],
    [{ codePlace: 'field' }, { error: { type: 'not_found', message: words, code: 'CONTACT-1' } }],
    [{ codePlace: 'nowhere' }, { error: { type: 'not_found', message: words } }],
    [{ errorShape: 'text' }, { error: `CONTACT-1: ${words}` }],
    [{ errorShape: 'list' }, { errors: [{ type: 'not_found', message: `CONTACT-1: ${words}` }] }],
  ] as const)('has the body that %p asks for', async (behaviour, body) => {
    const { ask } = await openSandbox({ contacts: [], behaviour });
    expect((await ask('GET /contacts/1')).body).toEqual(body);
  });
});
