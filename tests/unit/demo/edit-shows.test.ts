// An edit in the demo's Drift shows on the page because Drift tells the proxy, not because time goes by.

import { expect, it } from '@jest/globals';
import { startDemo } from '../../../demo/demo.ts';
import { systemClock } from '../../../server/clock.ts';
import { until } from '../../support/until.ts';

/** Nothing that is remembered grows old. */
const still = { ...systemClock, now: () => 0 };

it('shows an edit while the clock stands still', async () => {
  const { url, close } = await startDemo({
    port: 0,
    clock: still,
    random: () => 0.5,
    print: () => {},
  });
  const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    fetch(url + path, {
      method: 'POST',
      headers: { Origin: url, 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(fields),
    });
  const signedIn = await post('/demo/sign-in', { visitor: 'user-ada' });
  const cookie = { Cookie: signedIn.headers.get('set-cookie')?.split(';')[0] ?? '' };
  const plan = async (): Promise<unknown> => {
    const answer = await fetch(`${url}/v1/me/attributes`, {
      headers: { ...cookie, 'X-Drift-Attributes': '1' },
    });
    return ((await answer.json()) as { attributes: { plan: unknown } }).attributes.plan;
  };

  expect([await plan(), await plan()]).toEqual(['enterprise', 'enterprise']);
  expect((await post('/demo/edit', { plan: 'free' }, cookie)).status).toBe(200);
  await until('the edit shows', async () => (await plan()) === 'free');
  await close();
});
