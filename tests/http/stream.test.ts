// GET /v1/me/attributes/stream: what a page hears, now and whenever its contact has changed, and what it does not hear.

import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { canary } from '../support/canary.ts';
import { type RunningProxy, startProxy } from '../support/proxy.ts';
import { openStream, type Stream } from '../support/stream.ts';

let proxy: RunningProxy;
afterEach(async () => {
  const stopped = proxy.stop();
  proxy.clock.advance(60_000);
  await stopped;
});

const ada = '34360000101';

/** Time goes by in which strikes gather. */
const gather = (): void => proxy.clock.advance(20);

const open = (claims?: Record<string, unknown>, query = ''): Promise<Stream> =>
  openStream(proxy.url, proxy.bearer(claims), { query });

/** Drift tells that a contact has changed. */
const deliver = async (endUserId: string = ada): Promise<void> => {
  const { status } = await request(proxy.url)
    .post('/webhooks/drift')
    .set({ 'Content-Type': 'application/json', 'X-Verification-Token': canary.webhookToken })
    .send({
      orgId: 1,
      type: 'contact_updated',
      data: { endUserId: Number(endUserId), timestamp: 1, orgId: 1 },
    });
  expect(status).toBe(200);
  gather();
};

const change = async (values: Record<string, string>): Promise<void> => {
  proxy.sandbox.contacts.update(ada, values);
  await deliver();
};

describe('a page hears', () => {
  it('what is known at once, as an answer would say it', async () => {
    proxy = await startProxy();
    const page = await open();
    const { body } = await request(proxy.url).get('/v1/me/attributes').set(proxy.bearer());
    expect(await page.has(1)).toEqual(body);
    expect(proxy.sandbox.calls.count()).toBe(1);
  });

  it('each change that a webhook tells of', async () => {
    proxy = await startProxy();
    const page = await open();
    await change({ first_name: 'Augusta' });
    expect((await page.has(2)).attributes['first_name']).toBe('Augusta');
    await change({ first_name: 'Countess' });
    expect((await page.has(3)).attributes['first_name']).toBe('Countess');
  });
});
