// Policies and secrets change while the server runs: no request fails, and what is no longer allowed never leaves.

import { afterEach, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import type { Reload } from '../../config/reloading.ts';
import { canary } from '../support/canary.ts';
import { createPolicyInHand, type PolicyInHand } from '../support/policy-in-hand.ts';
import { type RunningProxy, startProxy } from '../support/proxy.ts';

let proxy: RunningProxy;
afterEach(() => proxy.stop());

const lookAgain = (): void => proxy.clock.advance(5_000);
const get = (path = '/v1/me/attributes', claims?: Record<string, unknown>) =>
  request(proxy.url).get(path).set(proxy.bearer(claims));
const linesWith = (text: string): string[] => proxy.lines.filter((line) => line.includes(text));

const showing = (...attributes: readonly string[]): string =>
  `version: 1\naudiences:\n  all:\n    contacts: own\n    attributes: { ${attributes.map((name) => `${name}: { type: string }`).join(', ')} }\n`;

describe('a policy that changes', () => {
  const start = async (text: string): Promise<PolicyInHand> => {
    const inHand = createPolicyInHand(text);
    proxy = await startProxy({ policy: inHand.policy });
    return inHand;
  };

  it('is in force within five seconds, and not before it was looked at', async () => {
    const inHand = await start(showing('plan'));
    await get();
    inHand.put(showing('plan', 'phone'));
    proxy.clock.advance(4_999);
    expect((await get()).body.attributes).toEqual({ plan: 'enterprise' });
    proxy.clock.advance(1);
    expect((await get()).body.attributes).toEqual({ plan: 'enterprise', phone: '+1 555 0101' });
    expect(proxy.sandbox.calls.count()).toBe(2);
    expect(linesWith('A new value is in force.')).toHaveLength(1);
  });

  it('never lets leave again what it no longer names, and asks Drift nothing for that', async () => {
    const inHand = await start(showing('plan', 'phone'));
    expect((await get()).body.attributes).toEqual({ plan: 'enterprise', phone: '+1 555 0101' });
    inHand.put(showing('plan'));
    lookAgain();
    const { body, text, headers } = await get();
    expect([body.attributes, headers['cache-status']]).toEqual([
      { plan: 'enterprise' },
      'drift-attribute-proxy; hit',
    ]);
    expect(text).not.toContain('555');
    expect((await get('/v1/attributes')).body.attributes).toEqual([{ name: 'plan', type: 'string' }]);
    expect(proxy.sandbox.calls.count()).toBe(1);
  });

  it('holds back at once the answers of those it no longer takes', async () => {
    const inHand = await start(showing('plan'));
    await get();
    inHand.put(showing('plan').replace('contacts: own', 'contacts: own\n    requires: { role: staff }'));
    lookAgain();
    const { status, body } = await get();
    expect([status, body.code]).toEqual([403, 'not_allowed']);
    expect((await get('/v1/me/attributes', { role: 'staff' })).status).toBe(200);
  });

  it('that cannot be read leaves the one before in force, and is told once', async () => {
    const inHand = await start(showing('plan'));
    inHand.put(undefined);
    lookAgain();
    lookAgain();
    expect((await get()).body.attributes).toEqual({ plan: 'enterprise' });
    const [line, ...others] = linesWith('the old one stays in force');
    expect(others).toEqual([]);
    expect(JSON.parse(line ?? '{}')).toMatchObject({ level: 50, source: 'policy.yaml' });
  });
});

describe("Drift's token", () => {
  it('is replaced without a failed request', async () => {
    let inFile: string = canary.driftToken;
    let current: string = inFile;
    const token = {
      name: 'DRIFT_TOKEN',
      get current() {
        return current;
      },
      reload(): Reload {
        if (inFile === current) return 'same';
        current = inFile;
        return 'replaced';
      },
    };
    proxy = await startProxy({ config: { drift: { token }, reloading: [token] as never } });
    expect((await get()).status).toBe(200);

    inFile = `${canary.driftToken}-next`;
    proxy.sandbox.acceptTokens(canary.driftToken, inFile);
    lookAgain();
    proxy.sandbox.acceptTokens(inFile);
    expect((await get('/v1/me/attributes', { sub: 'user-bo' })).status).toBe(200);
    expect(proxy.lines.join('')).not.toContain('canary');
  });

  it('that Drift no longer takes is told with what to do, once a minute, and never by its value', async () => {
    proxy = await startProxy();
    proxy.sandbox.acceptTokens('another');
    for (const sub of ['user-ada', 'user-bo', 'user-cleo'])
      expect((await get('/v1/me/attributes', { sub })).status).toBe(502);
    expect(
      linesWith('after changing the scopes of the Drift app the token must be regenerated'),
    ).toHaveLength(1);
    proxy.clock.advance(60_000);
    await get();
    expect(linesWith('must be regenerated')).toHaveLength(2);
    expect(proxy.lines.join('')).not.toContain('canary');
  });
});

describe('a server that has stopped', () => {
  it('looks at no file any more', async () => {
    const inHand = createPolicyInHand(showing('plan'));
    proxy = await startProxy({ policy: inHand.policy });
    await proxy.server.stop();
    inHand.put(showing('phone'));
    lookAgain();
    expect(linesWith('A new value is in force.')).toEqual([]);
  });
});
