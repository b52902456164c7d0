// The demo site answers its page, its few actions and nothing else.

import { createSecretKey, randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createDemoActions } from '../../../demo/demo-actions.ts';
import { type LocalListener, listenLocally } from '../../../demo/listen-locally.ts';
import { createSessions } from '../../../demo/sign-session.ts';
import { createSiteServer } from '../../../demo/site-server.ts';
import { createSandbox } from '../../../sandbox/sandbox.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const clock = createManualClock();
const sessions = createSessions({
  key: createSecretKey(randomBytes(48)),
  issuer: 'https://mossworth.example',
  audience: 'demo',
  clock,
  lifetime: 3_600_000,
});
const { contacts } = createSandbox({ token: 'unused', webhookToken: 'unused', clock });

let site: LocalListener;
let url: string;

beforeAll(async () => {
  site = await listenLocally(
    createSiteServer({
      files: new Map([['/', { status: 200, type: 'text/html; charset=utf-8', body: '<!doctype html>' }]]),
      actions: createDemoActions({ sessions, contacts }),
      forward: (incoming, response) => void response.end(`proxy saw ${incoming.url}`),
    }),
    0,
  );
  url = `http://127.0.0.1:${site.port}`;
});
afterAll(() => site.close());

const cookieOf = (visitor: string): string => `mossworth_session=${sessions.sign(visitor)}`;

const post = (path: string, fields: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url}${path}`, {
    method: 'POST',
    headers: { Origin: url, 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(fields),
  });

/** `fetch` would tidy the path. */
const statusOf = (path: string): Promise<number | undefined> =>
  new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port: site.port, path, agent: false });
    asking
      .on('response', (answer) => resolve(answer.resume().statusCode))
      .on('error', reject)
      .end();
  });

describe('the demo site', () => {
  it.each(['/', '/nothing', '/demo/visitors'])(
    'answers %s under a strict content security policy',
    async (path) => {
      const { headers } = await fetch(`${url}${path}`);
      expect(headers.get('content-security-policy')).toBe(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('cache-control')).toBe('no-store');
    },
  );

  it.each([
    '/index.html',
    '/../package.json',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '//',
    '/./',
    '/constructor',
    '/__proto__',
    '/demo',
    '/demo/visitors/',
    '/v1',
  ])('has nothing at %s', async (path) => {
    expect(await statusOf(path)).toBe(404);
  });

  it.each(['/v1/me/attributes?fields=plan', '/v1/a%2fb;c', '/sdk/v1/drift-attributes.js'])(
    'hands %s to the proxy as it came',
    async (path) => {
      expect(await (await fetch(`${url}${path}`)).text()).toBe(`proxy saw ${path}`);
    },
  );

  it.each([
    ['POST', '/', 'GET, HEAD'],
    ['GET', '/demo/sign-in', 'POST'],
    ['DELETE', '/demo/visitors', 'GET'],
  ])('refuses %s %s and says what it takes', async (method, path, allow) => {
    const answer = await fetch(`${url}${path}`, { method });
    expect(answer.status).toBe(405);
    expect(answer.headers.get('allow')).toBe(allow);
  });

  it('answers HEAD without a body', async () => {
    const answer = await fetch(url, { method: 'HEAD' });
    expect(answer.headers.get('content-length')).toBe('15');
    expect(await answer.text()).toBe('');
  });
});

describe('signing in', () => {
  it('sets a cookie whose token names the visitor', async () => {
    const answer = await post('/demo/sign-in', { visitor: 'user-ada' });
    const [, token] = /^mossworth_session=([^;]+); Path=\/; HttpOnly; SameSite=Lax; Max-Age=3600$/.exec(
      answer.headers.get('set-cookie') ?? '',
    ) ?? ['', ''];
    expect(sessions.visitorOf(token)).toBe('user-ada');
  });

  it.each([{}, { visitor: 'somebody' }, { visitor: 'shared-one' }, { visitor: 7 }, [], null, 'user-ada'])(
    'is refused to %j',
    async (fields) => {
      const answer = await post('/demo/sign-in', fields);
      expect(answer.status).toBe(400);
      expect(answer.headers.get('set-cookie')).toBeNull();
    },
  );

  it('is refused when the body is too large', async () => {
    const answer = await post('/demo/sign-in', { visitor: 'user-ada', more: 'x'.repeat(100_000) });
    expect(answer.status).toBe(400);
  });

  it('is refused to a form, which sends no JSON', async () => {
    const answer = await post('/demo/sign-in', { visitor: 'user-ada' }, { 'Content-Type': 'text/plain' });
    expect(answer.status).toBe(400);
  });

  it.each(['/demo/sign-in', '/demo/sign-out', '/demo/edit'])(
    '%s is refused to another origin',
    async (path) => {
      const fields = { visitor: 'user-ada', plan: 'free' };
      const answer = await post(path, fields, { Origin: 'http://127.0.0.1:1', Cookie: cookieOf('user-ada') });
      expect(answer.status).toBe(403);
      expect(answer.headers.get('set-cookie')).toBeNull();
    },
  );

  it('is undone by signing out', async () => {
    const answer = await post('/demo/sign-out', {}, { Cookie: cookieOf('user-ada') });
    expect(answer.headers.get('set-cookie')).toMatch(/^mossworth_session=;.*Max-Age=0$/);
  });
});

describe('the list of visitors', () => {
  const listFor = async (cookie: string) =>
    (await fetch(`${url}/demo/visitors`, { headers: { Cookie: cookie } })).json();

  it('names everybody who can visit', async () => {
    expect(await listFor('')).toMatchObject({
      visitors: ['user-ada', 'user-bo', 'user-cleo', 'user-dee', 'user-eve'].map((id) => ({ id })),
    });
  });

  it('tells who is signed in', async () => {
    expect(await listFor(cookieOf('user-bo'))).toMatchObject({ signedIn: 'user-bo' });
  });

  it.each(['', 'mossworth_session=', 'mossworth_session=a.b.c'])(
    'tells of nobody for the cookie %j',
    async (cookie) => {
      expect(await listFor(cookie)).toMatchObject({ signedIn: null });
    },
  );
});

describe('a token for the terminal', () => {
  it('names the visitor', async () => {
    const token = await (await fetch(`${url}/demo/token?visitor=user-cleo`)).text();
    expect(sessions.visitorOf(token.trimEnd())).toBe('user-cleo');
  });

  it.each(['', '?visitor=', '?visitor=somebody', '?visitor=shared-one'])(
    'is refused for %j',
    async (query) => {
      expect((await fetch(`${url}/demo/token${query}`)).status).toBe(400);
    },
  );
});

describe('what Drift holds', () => {
  it('is shown as JSON with the id as a bare number, unrounded', async () => {
    const answer = await fetch(`${url}/demo/holds?visitor=user-cleo`);
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    const text = await answer.text();
    expect(text).toMatch(/^\{\n {2}"id": 9007199254740993,/);
    expect(JSON.parse(text).attributes).toMatchObject({ first_name: 'Cleo', email: 'cleo@example.net' });
  });

  it.each(['', '?visitor=', '?visitor=shared-one'])(
    'is shown of visitors alone, not for %j',
    async (query) => {
      expect((await fetch(`${url}/demo/holds${query}`)).status).toBe(400);
    },
  );
});

describe('changing a plan in Drift', () => {
  it('changes that of the visitor who is signed in, and nothing else', async () => {
    const before = contacts.findByExternalId('user-dee')[0]?.attributes;
    const answer = await post(
      '/demo/edit',
      { plan: 'pro', visitor: 'user-ada' },
      { Cookie: cookieOf('user-dee') },
    );
    expect(answer.status).toBe(200);
    expect(contacts.findByExternalId('user-dee')[0]?.attributes).toEqual({ ...before, plan: 'pro' });
    expect(contacts.findByExternalId('user-ada')[0]?.attributes).toMatchObject({ plan: 'enterprise' });
  });

  it.each([{}, { plan: '' }, { plan: 'PRO' }, { plan: 'gold' }])('is refused for %j', async (fields) => {
    expect((await post('/demo/edit', fields, { Cookie: cookieOf('user-bo') })).status).toBe(400);
  });

  it('is refused without a session', async () => {
    expect((await post('/demo/edit', { plan: 'pro' })).status).toBe(403);
  });
});
