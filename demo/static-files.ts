// Which files make up the page? Those of one table: a path that is not in it is not there, whatever it looks like.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Reply } from './reply.ts';

const types = {
  html: 'text/html; charset=utf-8',
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
} as const;

type FileName = `${string}.${keyof typeof types}`;

/** Paths and the files of `demo/site/` behind them. */
const table: Readonly<Record<string, FileName>> = {
  '/': 'index.html',
  '/style.css': 'style.css',
  '/inspector.css': 'inspector.css',
  '/app.js': 'app.js',
  '/ask.js': 'ask.js',
  '/storefront.js': 'storefront.js',
  '/inspector.js': 'inspector.js',
  '/json-view.js': 'json-view.js',
  '/favicon.svg': 'favicon.svg',
};

const typeOf = (name: FileName): string => types[name.slice(name.lastIndexOf('.') + 1) as keyof typeof types];

/** Reads every file once; throws when one is missing. */
export const loadStaticFiles = (folder: string): ReadonlyMap<string, Reply> =>
  new Map(
    Object.entries(table).map(([path, name]) => [
      path,
      { status: 200, type: typeOf(name), body: readFileSync(join(folder, name)) },
    ]),
  );
