// The browser library reaches any page of any origin, is kept by any cache, and a page that names one build keeps it.

import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import request from 'supertest';
import { libraryFolders, readBrowserLibrary } from '../../config/browser-library.ts';
import { expectProblem } from '../support/problem.ts';
import { listedOrigin, type RunningProxy, startProxy } from '../support/proxy.ts';

const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'drift-attribute-proxy-'));
const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

/** What an earlier release served. */
const earlierText = 'var DriftAttributes = { since: "long ago" };\n';
const earlierName = `drift-attributes.${hash(earlierText)}.js`;

const { built } = libraryFolders();
const releases = emptyFolder();
writeFileSync(join(releases, earlierName), earlierText);
writeFileSync(join(releases, 'README.md'), 'What these are.');
const library = readBrowserLibrary({ built, releases });
const { current } = library;

let proxy: RunningProxy;
beforeAll(async () => {
  proxy = await startProxy({ library });
});
afterAll(() => proxy.stop());

const get = (path: string, headers: Record<string, string> = {}) =>
  request(proxy.url).get(path).set(headers).buffer(true);

const latest = current.map(({ path, name }) => [path, name] as const);
const immutable = [...current, ...library.earlier].map(({ hashedPath }) => hashedPath);
const paths = [...latest.map(([path]) => path), ...immutable];

describe('the browser library', () => {
  it('is a script, a module and a style', () => {
    expect(latest.map(([path]) => path)).toEqual([
      '/sdk/v1/drift-attributes.js',
      '/sdk/v1/drift-attributes.mjs',
      '/sdk/v1/drift-attributes.css',
    ]);
  });

  it.each(latest)('%s is what was built, kept for an hour', async (path, name) => {
    const { status, text, headers } = await get(path);
    expect(status).toBe(200);
    expect(text).toBe(readFileSync(join(built, name), 'utf8'));
    expect(headers['cache-control']).toBe('public, max-age=3600');
  });

  it.each(immutable)('%s is kept for ever', async (path) => {
    const { status, text, headers } = await get(path);
    expect(status).toBe(200);
    expect(path).toContain(`.${hash(text)}.`);
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it('is still there as an earlier release served it', async () => {
    expect((await get(`/sdk/v1/${earlierName}`)).text).toBe(earlierText);
  });

  it.each(current.map(({ hashedPath, integrity }) => [hashedPath, integrity]))(
    '%s holds what its integrity value says',
    async (path, integrity) => {
      const { text } = await get(path);
      expect(`sha384-${createHash('sha384').update(text).digest('base64')}`).toBe(integrity);
    },
  );
});

describe('every file of it', () => {
  const asked = paths.flatMap((path) =>
    [undefined, listedOrigin, 'https://elsewhere.example'].map((origin) => [path, origin] as const),
  );

  it.each(asked)('%s is public for a page of %s', async (path, origin) => {
    const { headers } = await get(path, origin === undefined ? {} : { Origin: origin });
    expect(headers['access-control-allow-origin']).toBe('*');
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toHaveLength(1);
    expect(headers['cross-origin-resource-policy']).toBe('cross-origin');
    expect(headers).not.toHaveProperty('vary');
    expect(headers).not.toHaveProperty('set-cookie');
  });

  it.each(paths)('%s is run as what it is and as nothing else', async (path) => {
    const { headers } = await get(path);
    expect(headers['content-type']).toBe(
      `text/${path.endsWith('.css') ? 'css' : 'javascript'}; charset=utf-8`,
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
  });

  it.each(paths)('%s is not sent again to who has it', async (path) => {
    const { headers } = await get(path);
    expect(headers['etag']).toMatch(/^"[0-9a-f]{64}"$/);
    const again = await get(path, { 'If-None-Match': headers['etag'] ?? '' });
    expect([again.status, again.text]).toEqual([304, '']);
    expect(again.headers['cache-control']).toBe(headers['cache-control']);
    expect(again.headers['access-control-allow-origin']).toBe('*');
    expect((await get(path, { 'If-None-Match': '"another"' })).status).toBe(200);
  });

  it.each(paths)('HEAD %s tells its headers alone', async (path) => {
    const whole = await get(path);
    const { status, text, headers } = await request(proxy.url).head(path);
    expect([status, text]).toEqual([200, undefined]);
    for (const name of ['content-length', 'content-type', 'etag', 'cache-control', 'vary'])
      expect(headers[name]).toBe(whole.headers[name]);
  });

  it.each(paths)('%s is the same with a cookie or a token, and neither is looked at', async (path) => {
    const { status, headers } = await get(path, {
      Cookie: 'session=nonsense',
      Authorization: 'Bearer nonsense',
    });
    expect(status).toBe(200);
    expect(headers).not.toHaveProperty('vary');
    expect(proxy.sandbox.calls.count()).toBe(0);
  });
});

describe('what is not of it', () => {
  it.each([
    '/sdk/v1/manifest.json',
    '/sdk/v1/README.md',
    '/sdk/v1/',
    '/sdk/v1/drift-attributes.0000000000000000.js',
    '/sdk/v1/drift-attributes.js/',
    '/sdk/v1/Drift-Attributes.js',
    '/sdk/v1/..%2f..%2fpackage.json',
    '/sdk/v2/drift-attributes.js',
  ])('%s is not found, and no cache keeps that', async (path) => {
    const answer = await get(path);
    expectProblem(answer, 'not_found');
    expect(answer.headers['cache-control']).toBe('private, no-store');
  });

  it('a method that writes is refused', async () => {
    expectProblem(await request(proxy.url).post('/sdk/v1/drift-attributes.js'), 'method_not_allowed');
  });
});

describe('an address that asks too often', () => {
  it('is refused, and no cache keeps that', async () => {
    const limited = await startProxy({ library, config: { limits: { address: 1 } } });
    const ask = () => request(limited.url).get('/sdk/v1/drift-attributes.js');
    expect((await ask()).status).toBe(200);
    const answer = await ask();
    expectProblem(answer, 'too_many_requests');
    expect(answer.headers['cache-control']).toBe('private, no-store');
    await limited.stop();
  });
});

describe('the metrics', () => {
  it('count all paths by content as one route', async () => {
    for (const path of immutable) await get(path);
    const { text } = await request(proxy.adminUrl).get('/metrics');
    expect(text).toContain('route="/sdk/v1/{hash}"');
    expect(text).not.toContain(hash(earlierText));
  });
});

describe('the files in the package', () => {
  it('must be there: without them nothing starts', () => {
    expect(() => readBrowserLibrary({ built: emptyFolder(), releases })).toThrow(/npm run build/);
  });

  it('of an earlier release must be what was released', () => {
    const tampered = emptyFolder();
    writeFileSync(join(tampered, earlierName), `${earlierText} `);
    expect(() => readBrowserLibrary({ built, releases: tampered })).toThrow(/not what was released/);
  });

  it('are served once when the present build was released already', () => {
    const same = emptyFolder();
    for (const { name, hashedName } of current) copyFileSync(join(built, name), join(same, hashedName));
    expect(readBrowserLibrary({ built, releases: same }).earlier).toEqual([]);
  });
});
