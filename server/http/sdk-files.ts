// GET /sdk/v1/…: the browser library, the same for every page and every cache.

import type { RequestHandler, Response } from 'express';
import type { BrowserLibrary, LibraryFile } from '../../config/browser-library.ts';
import type { FileRoute } from './routes.ts';

/** RFC 9239: one type for scripts and modules. */
const contentTypes: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** What may be another file after an update, and what is another file under another path. */
const lifetimes = {
  latest: 'public, max-age=3600',
  immutable: 'public, max-age=31536000, immutable',
} as const;

/** Headers that tell askers apart: here there is nothing to tell apart, and a cache is to keep one answer for all. */
const ofOneAsker = ['Vary', 'Access-Control-Allow-Credentials', 'Access-Control-Expose-Headers'];

const makePublic = (response: Response): void => {
  for (const name of ofOneAsker) response.removeHeader(name);
  response.set({ 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' });
};

const endingOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);

/** Express answers 304 by itself when If-None-Match holds the tag, and HEAD without the bytes. */
const send = ({ hashedName, bytes, sha256 }: LibraryFile, cacheControl: string): RequestHandler => {
  const headers = {
    'Content-Type': contentTypes[endingOf(hashedName)] ?? 'application/octet-stream',
    'Cache-Control': cacheControl,
    ETag: `"${sha256}"`,
  };
  return (_request, response) => {
    makePublic(response);
    response.set(headers).send(bytes);
  };
};

type Parts = {
  readonly library: BrowserLibrary;
  /** Before each file, in this order. */
  readonly steps: readonly RequestHandler[];
};

/** Each file by its content's path, those of this build by a path that lasts as well. */
export const sdkFiles = ({ library: { current, earlier }, steps }: Parts): readonly FileRoute[] => {
  const route = (path: string, template: string, handler: RequestHandler): FileRoute => ({
    path,
    template,
    access: 'file',
    get: [...steps, handler],
  });
  return [
    ...current.map((file) => route(file.path, file.path, send(file, lifetimes.latest))),
    ...[...current, ...earlier].map((file) =>
      route(file.hashedPath, '/sdk/v1/{hash}', send(file, lifetimes.immutable)),
    ),
  ];
};
