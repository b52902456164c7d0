// Where does an example run? A page server on one origin, a real proxy before a real sandbox on another.

import { readFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { packageRoot } from '../../config/package-root.ts';
import { listenLocally } from '../../demo/listen-locally.ts';
import { createPassingClock } from './passing-clock.ts';
import { startProxy } from './proxy.ts';

type Page = { readonly type: string; readonly body: string };

export const exampleFile = (path: string): string =>
  readFileSync(join(packageRoot(import.meta.url), 'examples', path), 'utf8');

/**
 * `put` serves a text at a path of the page's origin; `session`, of a visitor, is a token for the proxy. Time goes by by
 * itself, as in the browser.
 */
export const startExampleStand = async () => {
  const pages = new Map<string, Page>();
  const answer: RequestListener = ({ url = '/' }, response) => {
    const page = pages.get(url.split('?')[0] ?? '/');
    response.writeHead(page === undefined ? 204 : 200, { 'Content-Type': page?.type ?? 'text/plain' });
    response.end(page?.body);
  };
  const site = await listenLocally(answer, 0);
  const origin = `http://localhost:${site.port}`;
  const proxy = await startProxy({
    clock: createPassingClock(),
    config: { http: { allowedOrigins: [origin] } },
  });
  proxy.sandbox.webhooks.target(`${proxy.url}/webhooks/drift`);

  return {
    /** Of the pages. */
    origin,
    /** Of the proxy: the same site, another origin. */
    proxyOrigin: proxy.url.replace('127.0.0.1', 'localhost'),
    session: (visitor: string): string => proxy.token({ sub: visitor }),
    sandbox: proxy.sandbox,
    put: (path: string, body: string, type = 'text/html; charset=utf-8'): void => {
      pages.set(path, { type, body });
    },
    takeAway: (path: string): void => {
      pages.delete(path);
    },
    close: async (): Promise<void> => {
      await site.close();
      await proxy.stop();
    },
  };
};

export type ExampleStand = Awaited<ReturnType<typeof startExampleStand>>;
