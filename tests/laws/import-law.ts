// What may import what, and why? The law of the house as a table and one function.

import { importsOf, type SourceFile } from '../support/source-files.ts';

/** The rooms from which each room may take types; data flows from those to this one. */
const upstream: Readonly<Record<string, readonly string[]>> = {
  observe: [],
  auth: ['observe'],
  limits: ['auth'],
  policy: ['auth', 'limits'],
  lookup: ['policy'],
  cache: ['lookup'],
  nodes: ['lookup', 'cache', 'limits', 'drift'],
  drift: ['policy', 'lookup'],
  sanitize: ['policy', 'lookup'],
  live: ['limits', 'policy', 'lookup', 'sanitize'],
  http: ['auth', 'limits', 'policy', 'lookup', 'sanitize', 'live', 'observe'],
  admin: ['policy', 'lookup', 'observe'],
  workers: ['observe'],
};

/** The rooms that may name a package; what is in none of them may be used by none. */
const homes: Readonly<Record<string, readonly string[]>> = {
  express: ['server/http/', 'server/admin/'],
  helmet: ['server/http/'],
  cors: ['server/http/'],
  'proxy-addr': ['server/http/'],
  'ipaddr.js': ['server/http/'],
  jsonwebtoken: ['server/auth/'],
  'lru-cache': ['server/cache/'],
  ioredis: ['server/cache/redis/'],
  undici: ['server/drift/'],
  'lossless-json': ['server/drift/'],
  zod: ['server/drift/', 'server/policy/', 'server/http/'],
  yaml: ['server/policy/'],
  pino: ['server/observe/'],
  'prom-client': ['server/observe/'],
  commander: ['cli/'],
  react: ['client/react/'],
  esbuild: ['scripts/'],
  vite: ['examples/'],
  'drift-attribute-proxy': ['demo/', 'examples/'],
  'close-with-grace': ['server/main.ts'],
  'node:cluster': ['server/workers/processes.ts'],
};

/** Files that put rooms together; everything else in server/ is a room or serves all of them. */
const composers = [
  'server/compose.ts',
  'server/compose-auth.ts',
  'server/compose-drift.ts',
  'server/compose-http.ts',
  'server/compose-live.ts',
  'server/compose-lookup.ts',
  'server/compose-nodes.ts',
  'server/main.ts',
  'server/settings.ts',
];
/** What every room may use as a value. */
const common = ['server/errors.ts'];

const roomOf = (path: string): string | undefined => /^server\/([^/]+)\//.exec(path)?.[1];
const isWithin = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

type Rule = (from: string, target: string, typeOnly: boolean) => string | undefined;

const packagesHaveOneHome: Rule = (from, target) => {
  if (target.includes('/') || target.endsWith('.ts')) return undefined;
  if (target.startsWith('node:') && homes[target] === undefined) return undefined;
  return homes[target]?.some((home) => from.startsWith(home))
    ? undefined
    : `${target} is used outside its room: one package, one room, so that it can be replaced there`;
};

const theServerStandsAlone: Rule = (from, target) =>
  isWithin(from, 'server') &&
  ['sandbox', 'demo', 'tests', 'cli', 'scripts'].some((folder) => isWithin(target, folder))
    ? 'the server never knows its stand-ins, its demo or its tests'
    : undefined;

const configurationKnowsNoRoom: Rule = (from, target) =>
  isWithin(from, 'config') && isWithin(target, 'server') && target !== 'server/http/contract.ts'
    ? 'config/ is read before there is a server'
    : undefined;

/** A page has no `node:` module, and no package but those of its author. */
const libraryRunsInPages: Rule = (from, target, typeOnly) => {
  if (!isWithin(from, 'client') || isWithin(target, 'client') || target === 'react') return undefined;
  return typeOnly && target === 'server/http/contract.ts'
    ? undefined
    : 'a page gets client/ and nothing else: of the server it knows the types of the contract';
};

const libraryIsForPages: Rule = (from, target) =>
  isWithin(target, 'client') &&
  ['server', 'config', 'cli', 'sandbox'].some((folder) => isWithin(from, folder))
    ? 'the server hands the library out as bytes: it never runs it'
    : undefined;

const sandboxIsNobody: Rule = (from, target, typeOnly) =>
  isWithin(from, 'sandbox') && isWithin(target, 'server') && !(typeOnly && target === 'server/clock.ts')
    ? 'a stand-in of Drift must not share code with what is tested against it'
    : undefined;

const dataFlowsDownstream: Rule = (from, target, typeOnly) => {
  const [room, other] = [roomOf(from), roomOf(target)];
  if (other === undefined || other === room || composers.includes(from) || !isWithin(from, 'server'))
    return undefined;
  if (!typeOnly) return `a value of ${other}/ is imported: values come from compose.ts as arguments`;
  if (room === undefined) return undefined;
  return upstream[room]?.includes(other)
    ? undefined
    : `${room}/ must not know ${other}/: data flows the other way`;
};

const sharedFilesAreTypes: Rule = (from, target, typeOnly) => {
  const shared = /^server\/[^/]+\.ts$/.test(target);
  if (!shared || typeOnly || common.includes(target) || roomOf(from) === undefined) return undefined;
  return `${target} is imported as a value: it comes from compose.ts as an argument`;
};

const rules: readonly Rule[] = [
  packagesHaveOneHome,
  theServerStandsAlone,
  configurationKnowsNoRoom,
  sandboxIsNobody,
  dataFlowsDownstream,
  sharedFilesAreTypes,
  libraryRunsInPages,
  libraryIsForPages,
];

/** Each import that breaks a rule, with the reason in words. */
export const importViolations = (files: readonly SourceFile[]): string[] =>
  files.flatMap((file) =>
    importsOf(file).flatMap(({ target, typeOnly }) =>
      rules
        .map((rule) => rule(file.path, target, typeOnly))
        .filter((reason) => reason !== undefined)
        .map((reason) => `${file.path}: ${reason}`),
    ),
  );

/** Every room that the law knows. */
export const lawfulRooms: readonly string[] = Object.keys(upstream);
