// What is left for visitors when Drift tells of very many changes at once? Pages that are open do not take their part of the budget.

import { afterEach, expect, it } from '@jest/globals';
import request from 'supertest';
import { settle } from '../support/held-fetch.ts';
import { type RunningProxy, startProxy } from '../support/proxy.ts';
import { openStream, tellOfChange } from '../support/stream.ts';

let proxy: RunningProxy;
afterEach(async () => {
  const stopped = proxy.stop();
  proxy.clock.advance(60_000);
  await stopped;
});

const budget = 10;
const ids = Array.from({ length: 2 * budget }, (_, at) => String(900_000 + at));

it('a visitor never seen gets an answer while all open pages are struck', async () => {
  proxy = await startProxy({
    config: { drift: { perMinute: budget }, policy: { contactClaims: [{ claim: 'id', kind: 'id' }] } },
  });
  for (const id of [...ids, '1'])
    proxy.sandbox.contacts.put({ id, createdAt: 0, attributes: { first_name: 'Ada' } });
  for (const [turn, id] of ids.entries()) {
    if (turn % (budget / 2) === 0) proxy.clock.advance(61_000);
    const page = await openStream(proxy.url, proxy.bearer({ sub: id, id }));
    await page.has(1);
  }
  proxy.clock.advance(61_000);
  const before = proxy.sandbox.calls.count();
  for (const id of ids) await tellOfChange(proxy, 'first_name', id);
  await proxy.sandbox.calls.arrived(before + budget * 0.8);
  await settle();
  const { status } = await request(proxy.url)
    .get('/v1/me/attributes')
    .set(proxy.bearer({ sub: 'new', id: '1' }));
  expect(status).toBe(200);
  expect(proxy.sandbox.calls.count()).toBe(before + budget * 0.8 + 1);
});
