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
  '/ways.css': 'ways.css',
  '/app.js': 'app.js',
  '/ask.js': 'ask.js',
  '/inspector.js': 'inspector.js',
  '/json-view.js': 'json-view.js',
  '/favicon.svg': 'favicon.svg',
  '/react': 'react.html',
  '/rendered.js': 'rendered.js',
};

/** What `npm run build` makes of `demo/react/`. */
const built: Readonly<Record<string, FileName>> = { '/react-page.js': 'react-page.js' };

const typeOf = (name: FileName): string => types[name.slice(name.lastIndexOf('.') + 1) as keyof typeof types];

const read = (files: Readonly<Record<string, FileName>>, folder: string): [path: string, file: Reply][] =>
  Object.entries(files).map(([path, name]) => [
    path,
    { status: 200, type: typeOf(name), body: readFileSync(join(folder, name)) },
  ]);

/** Reads every file once; throws when one is missing. */
export const loadStaticFiles = (folder: string): ReadonlyMap<string, Reply> => new Map(read(table, folder));

/** The same for those that are built. */
export const loadBuiltFiles = (folder: string): ReadonlyMap<string, Reply> => new Map(read(built, folder));
