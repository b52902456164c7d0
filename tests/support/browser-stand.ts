// Where does a page's author meet the library? A real proxy before a real sandbox, and pages on four origins around it.

import type { IncomingHttpHeaders, RequestListener, ServerResponse } from 'node:http';
import { createForward } from '../../demo/forward.ts';
import { listenLocally } from '../../demo/listen-locally.ts';
import { bundleForPage } from './client-bundle.ts';
import { createPassingClock } from './passing-clock.ts';
import { type ConfigChanges, startProxy } from './proxy.ts';

/** One request that came to the proxy's door, preflights included; the library's own files are not counted. */
export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
};

/** A file of the page server. Headers are as given, nothing is added but the type. */
export type PageFile = { readonly body: string; readonly headers?: Readonly<Record<string, string>> };

export type StandOptions = { readonly config?: ConfigChanges; readonly policy?: string };

/** What the pages load; the global of the script-tag build has the same names. */
const library = `export * from './client/sdk.ts';`;

/** What a page is that a test says nothing about: the library by a script tag, and nothing that uses it. */
const plainPage = '<!doctype html><title>A page</title><script src="/library.js"></script>';

const typeOf = (path: string): string =>
  path.endsWith('js') ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8';

const isForProxy = (path: string): boolean => path.startsWith('/v1/') || path.startsWith('/sdk/');

/** Starts everything; `close` ends it. Time goes by by itself, for so it does in the browser. */
export const startBrowserStand = async ({ config = {}, policy }: StandOptions = {}) => {
  const files = new Map<string, PageFile>([
    ['/library.js', { body: await bundleForPage(library, { globalName: 'DriftAttributes' }) }],
    ['/library.mjs', { body: await bundleForPage(library) }],
  ]);
  const asked: Asked[] = [];
  const streams = new Set<ServerResponse>();
  let instead: RequestListener | undefined;
  let forward: RequestListener = (_request, response) => response.destroy();

  const door: RequestListener = (request, response) => {
    const { method = '', url = '', headers } = request;
    if (!url.startsWith('/sdk/')) asked.push({ method, path: url, headers });
    if (method === 'GET' && url.startsWith('/v1/me/attributes/stream')) {
      streams.add(response);
      response.on('close', () => streams.delete(response));
    }
    (instead ?? forward)(request, response);
  };
  const pages: RequestListener = (request, response) => {
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    if (isForProxy(path)) {
      door(request, response);
      return;
    }
    const { body, headers } = files.get(path) ?? { body: path === '/favicon.ico' ? '' : plainPage };
    response.writeHead(200, { 'Content-Type': typeOf(path), ...headers });
    response.end(body);
  };

  const [site, api] = [await listenLocally(pages, 0), await listenLocally(door, 0)];
  const origins = {
    /** The pages, and the proxy below /v1/ and /sdk/: the same origin. */
    site: `http://localhost:${site.port}`,
    /** The proxy alone: for pages of `site` another origin of the same site. */
    api: `http://localhost:${api.port}`,
    /** The same pages; to `api` another site, and a listed one. */
    shop: `http://127.0.0.1:${site.port}`,
    /** The same pages; to `api` another site, which nobody has listed. */
    stranger: `http://stranger.localhost:${site.port}`,
  };
  const proxy = await startProxy({
    clock: createPassingClock(),
    config: { ...config, http: { allowedOrigins: [origins.site, origins.shop], ...config.http } },
    ...(policy === undefined ? {} : { policy }),
  });
  proxy.sandbox.webhooks.target(`${proxy.url}/webhooks/drift`);
  forward = createForward(Number(new URL(proxy.url).port));

  return {
    ...origins,
    proxy,
    /** Everything that came to the proxy's door since `reset`. */
    asked,
    /** In order: `GET`, or `OPTIONS` for a preflight. */
    methodsAsked: (): string[] => asked.map(({ method }) => method),
    /** How many event streams are open and have begun. */
    streams: (): number => [...streams].filter(({ headersSent }) => headersSent).length,
    /** Breaks every stream off, as a network does. */
    cutStreams: (): void => {
      for (const response of streams) response.destroy();
    },
    /** Puts a file or page on every origin of the page server. */
    serve: (path: string, file: PageFile): void => {
      files.set(path, file);
    },
    /** Lets a function answer instead of the proxy; undefined ends that. */
    answerInstead: (listener: RequestListener | undefined): void => {
      instead = listener;
    },
    /** Lets requests wait at the door until what it gives is called. */
    hold: (): (() => void) => {
      const waiting: (() => void)[] = [];
      instead = (request, response) => waiting.push(() => forward(request, response));
      return () => {
        instead = undefined;
        for (const go of waiting.splice(0)) go();
      };
    },
    /** For the next test: nothing asked, the proxy answering for itself. */
    reset: (): void => {
      asked.length = 0;
      instead = undefined;
    },
    close: async (): Promise<void> => {
      await Promise.all([site.close(), api.close()]);
      await proxy.stop();
    },
  };
};

export type BrowserStand = Awaited<ReturnType<typeof startBrowserStand>>;
