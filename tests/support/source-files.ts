// Which source files are there, and what do they import? For the tests that hold the laws of the house.

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { packageRoot } from '../../config/package-root.ts';

/** Path from the project's root with forward slashes, and text. */
export type SourceFile = { readonly path: string; readonly text: string };

export type Import = {
  /** A path from the project's root, or the name of a package (`node:` modules as they are). */
  readonly target: string;
  readonly typeOnly: boolean;
};

const root = packageRoot(import.meta.url);
const folders = ['server', 'client', 'config', 'cli', 'sandbox', 'demo', 'scripts'];

/** Every TypeScript file that is built. */
export const sourceFiles = (): SourceFile[] =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
      .filter((path) => path.endsWith('.ts'))
      .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') })),
  );

const statement = /^(?:import|export)\s+(type\s+)?(?:([^'";]*?)\s+from\s+)?'([^']+)'/gm;
const dynamic = /\bimport\(\s*'([^']+)'\s*\)/g;

const namesOnlyTypes = (clause: string): boolean => {
  const names =
    /^\{([^}]*)\}$/
      .exec(clause.trim())?.[1]
      ?.split(',')
      .map((name) => name.trim()) ?? [];
  return names.filter(Boolean).length > 0 && names.filter(Boolean).every((name) => name.startsWith('type '));
};

const packageOf = (specifier: string): string =>
  specifier.startsWith('@')
    ? specifier.split('/').slice(0, 2).join('/')
    : (specifier.split('/')[0] ?? specifier);

const targetOf = (path: string, specifier: string): string => {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(path), specifier);
  return specifier.startsWith('node:') ? specifier : packageOf(specifier);
};

export const importsOf = ({ path, text }: SourceFile): Import[] => [
  ...[...text.matchAll(statement)].map(([, type, clause = '', specifier = '']) => ({
    target: targetOf(path, specifier),
    typeOnly: type !== undefined || namesOnlyTypes(clause),
  })),
  ...[...text.matchAll(dynamic)].map(([, specifier = '']) => ({
    target: targetOf(path, specifier),
    typeOnly: false,
  })),
];

/** The code without its comments and the text of its strings, for looking at words. */
export const codeOf = ({ text }: SourceFile): string =>
  text
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '$1')
    .replaceAll(/'(?:[^'\\\n]|\\.)*'/g, "''");
