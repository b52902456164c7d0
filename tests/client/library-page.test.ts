// Is what the library's page says true? Its code compiles against the real types, and its tables hold what is there, and nothing else.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type {
  DriftAttributes,
  DriftAttributesOptions,
  Events,
  Reason,
  Snapshot,
  Status,
} from '../../client/api.ts';
import { createDriftAttributes } from '../../client/drift-attributes.ts';
import { createFetchAttributes, type FetchAttributesOptions } from '../../client/server/fetch-attributes.ts';
import { packageRoot } from '../../config/package-root.ts';
import { membersOf } from '../../scripts/described-members.ts';
import { codesTaken } from '../../scripts/library-tables.ts';
import { partOf } from '../../scripts/printed-part.ts';
import { type ErrorCode, errorCatalogue } from '../../server/errors.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { blocksOf, scriptsIn } from '../support/page-blocks.ts';
import { createPage, hangs, refuses } from './page-in-hand.ts';

const root = packageRoot(import.meta.url);
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('docs/browser-library.md');

/** The compiler wants each member once, and takes no other. */
type Names<Type> = Readonly<Record<keyof Type, true>>;
type Words<Word extends string> = Readonly<Record<Word, true>>;

const options: Names<DriftAttributesOptions> = {
  ...{ baseUrl: true, getToken: true, hasSession: true, credentials: true, fields: true },
  ...{ timeout: true, live: true, bootstrap: true, consent: true, fetch: true },
};
const methods: Names<DriftAttributes> = {
  ...{ ready: true, get: true, all: true, known: true, asOf: true, stale: true, on: true },
  ...{ subscribe: true, getSnapshot: true, getServerSnapshot: true, refresh: true, clear: true, close: true },
};
const snapshot: Names<Snapshot> = {
  ...{ status: true, reason: true, known: true, attributes: true, asOf: true, stale: true },
};
const events: Names<Events> = { change: true, ready: true, error: true };
const statuses: Words<Status> = {
  ...{ pending: true, ready: true, timeout: true, unauthenticated: true, refused: true, failed: true },
};
const reasons: Words<Exclude<Reason, ErrorCode>> = {
  ...{ unreachable: true, no_session: true, callback_failed: true, no_consent: true, closed: true },
};
const serverOptions: Names<FetchAttributesOptions> = {
  ...{ baseUrl: true, cookie: true, getToken: true, fields: true, timeout: true, onNull: true, fetch: true },
};

/** The words that stand first in the rows of a table, and its cells. */
const rowsOf = (part: string): readonly (readonly string[])[] =>
  partOf(page, part)
    .split('\n')
    .slice(2)
    .map((row) =>
      row
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replace(/^`|`$/g, ''))
        .slice(1, -1),
    );
const namesIn = (part: string): string[] => rowsOf(part).map(([cell = '']) => /^\w+/.exec(cell)?.[0] ?? '');
const defaultsIn = (part: string): Readonly<Record<string, string | undefined>> =>
  Object.fromEntries(rowsOf(part).map(([name, , usual]) => [name, usual]));

describe('the tables of docs/browser-library.md', () => {
  it.each([
    ['options', options],
    ['methods', methods],
    ['snapshot', snapshot],
    ['events', events],
    ['statuses', statuses],
    ['reasons', reasons],
    ['server-options', serverOptions],
  ])('%s: every one, and no other', (part, there) => {
    expect(namesIn(part).sort()).toEqual(Object.keys(there).sort());
  });

  it('codes: every code of the catalogue, once', () => {
    const told = rowsOf('codes').flatMap(([, codes = '']) => codes.match(/\w+/g) ?? []);
    expect(told.sort()).toEqual(Object.keys(errorCatalogue).sort());
  });

  it.each(codesTaken())('codes: %s is told as %s', async (code, status) => {
    const { status: httpStatus } = errorCatalogue[code as ErrorCode];
    const { world, replies } = createPage();
    replies(refuses(httpStatus, code));
    const ready = await createDriftAttributes({ baseUrl: '' }, world).ready();
    expect([ready.status, ready.reason]).toEqual([status, code]);
  });

  it('bindings: every attribute that the library looks for, and no other', () => {
    const looked = [...read('client/dom/personalize.ts').matchAll(/\[(data-drift-\w+)\]/g)].map(
      ([, name]) => name,
    );
    const told = rowsOf('bindings').map(([cell = '']) => /data-drift-\w+/.exec(cell)?.[0]);
    expect(told.sort()).toEqual(looked.sort());
  });
});

describe('the default that the page gives for', () => {
  const usual = defaultsIn('options');

  it.each([['options'], ['server-options']])('%s: the required ones alone are called so', (part) => {
    const file = part === 'options' ? 'client/api.ts' : 'client/server/fetch-attributes.ts';
    const type = part === 'options' ? 'DriftAttributesOptions' : 'FetchAttributesOptions';
    const required = membersOf(read(file), type).filter(({ optional }) => !optional);
    const called = Object.entries(defaultsIn(part)).filter(([, text]) => text === '**required**');
    expect(called.map(([name]) => name)).toEqual(required.map(({ name }) => name));
  });

  it('each option is there', () => {
    for (const part of ['options', 'server-options'])
      expect(Object.entries(defaultsIn(part)).filter(([, text]) => !text)).toEqual([]);
  });

  it('timeout is when ready() resolves', async () => {
    const { world, replies, pass } = createPage();
    replies(hangs);
    const attributes = createDriftAttributes({ baseUrl: '' }, world);
    void attributes.ready();
    await pass(Number(usual['timeout']) - 1);
    expect(attributes.getSnapshot().status).toBe('pending');
    await pass(1);
    expect(attributes.getSnapshot().status).toBe('timeout');
  });

  it('live is what happens without it', async () => {
    const { world, sent, settle } = createPage();
    await createDriftAttributes({ baseUrl: '' }, world).ready();
    await settle();
    expect([usual['live'], sent.length]).toEqual(['false', 1]);
  });

  it('credentials is what is sent without it', async () => {
    const { world, sent } = createPage();
    await createDriftAttributes({ baseUrl: '', getToken: () => 'token' }, world).ready();
    await createDriftAttributes({ baseUrl: '' }, world).ready();
    const [withToken, without] = sent.map(({ init }) => init.credentials);
    expect(usual['credentials']).toBe(`${withToken}\` with \`getToken\`, \`${without}\` without`);
  });

  it('fields is what is asked without it', async () => {
    const { world, sent } = createPage();
    await createDriftAttributes({ baseUrl: '' }, world).ready();
    expect([usual['fields'], sent[0]?.url.includes('?')]).toEqual(['all of them', false]);
  });

  it('timeout of fetchAttributes is when it gives up', async () => {
    const clock = createManualClock();
    const fetch = createFetchAttributes({ fetch: () => new Promise(() => {}), after: clock.after });
    let told: string | undefined;
    const headers = { authorization: 'Bearer a.b.c' };
    const given = fetch(
      { headers },
      {
        baseUrl: 'http://127.0.0.1:8080',
        onNull: (reason) => {
          told = reason;
        },
      },
    );
    const timeout = Number(defaultsIn('server-options')['timeout']);
    clock.advance(timeout - 1);
    await Promise.resolve();
    expect(told).toBeUndefined();
    clock.advance(1);
    expect([await given, told]).toEqual([null, 'timeout']);
  });
});

describe('the code of docs/browser-library.md', () => {
  const blocks = blocksOf(page);
  let folder: string;

  /** What the blocks may name: the package and the served module by their sources, the script's global, and Drift's. */
  const names = `
    declare const DriftAttributes: typeof import('${root}/client/sdk.ts');
    interface Window { drift?: import('${root}/client/drift/drift-widget.ts').DriftWidget }
  `;
  const project = (files: readonly string[], strict: boolean) => ({
    extends: join(root, 'tsconfig.client.json'),
    compilerOptions: {
      ...{
        strict,
        exactOptionalPropertyTypes: strict,
        allowJs: true,
        checkJs: true,
        moduleDetection: 'force',
      },
      ...{ noUnusedLocals: false, skipLibCheck: true, types: [], target: 'es2022' },
      paths: {
        'drift-attribute-proxy/client': [join(root, 'client/drift-attributes.ts')],
        'drift-attribute-proxy/client/drift': [join(root, 'client/drift/drift-widget.ts')],
        'drift-attribute-proxy/client/react': [join(root, 'client/react/drift-attributes-react.ts')],
        'drift-attribute-proxy/client/server': [join(root, 'client/server/fetch-attributes.ts')],
        'https://attributes.example.com/sdk/v1/*.mjs': [join(root, 'client/sdk.ts')],
      },
    },
    include: [],
    files: ['names.d.ts', ...files],
  });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'drift-attribute-proxy-'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    writeFileSync(join(folder, 'names.d.ts'), names);
    writeFileSync(join(folder, 'drift-attributes-of-us.ts'), read('examples/vite-react/src/attributes.ts'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What the compiler says. */
  const compile = (files: ReadonlyMap<string, string>, strict: boolean): string => {
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    const config = join(folder, strict ? 'strict.json' : 'loose.json');
    writeFileSync(config, JSON.stringify(project([...files.keys()], strict)));
    const compiler = join(root, 'node_modules/typescript/bin/tsc');
    return spawnSync(process.execPath, [compiler, '--noEmit', '--pretty', 'false', '--project', config], {
      cwd: folder,
      encoding: 'utf8',
    }).stdout;
  };

  const typed = new Map(
    blocks
      .filter(({ language }) => /^tsx?$/.test(language))
      .map(({ language, text }, index) => [`block-${index}.${language}`, text]),
  );
  const scripts = new Map(
    blocks
      .filter(({ language }) => language === 'html')
      .flatMap(({ text }) => scriptsIn(text))
      .map(({ text }, index) => [`script-${index}.js`, text]),
  );

  it('is there for each use', () => {
    expect([typed.size, scripts.size]).toEqual([4, 6]);
  });

  it('compiles, where it is TypeScript, in the strictest way', () => {
    expect(compile(typed, true)).toBe('');
  });

  it('names nothing in scripts of the page that is not there', () => {
    expect(compile(scripts, false)).toBe('');
  });

  it('would be seen if it were wrong', () => {
    const wrong = new Map([
      [
        'wrong.ts',
        "import { createDriftAttributes } from 'drift-attribute-proxy/client';\ncreateDriftAttributes({});",
      ],
      ['wrong.js', "DriftAttributes.personalise(document.querySelector('main'));"],
    ]);
    const said = compile(wrong, false);
    expect(said).toMatch(/wrong\.ts.*baseUrl/);
    expect(said).toMatch(/wrong\.js.*personalise/);
  });
});
