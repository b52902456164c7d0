// The package as its user gets it: packed, unpacked elsewhere with nothing beside it, imported and type-checked.

import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../config/package-root.ts';

const root = packageRoot(import.meta.url);
const home = mkdtempSync(join(tmpdir(), 'drift-attribute-proxy-'));
const modules = join(home, 'node_modules');
const installed = join(modules, 'drift-attribute-proxy');

const run = (program: string, args: readonly string[], cwd = home) => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
  return { status, said: stdout + stderr };
};
const node = (text: string) => run(process.execPath, ['--input-type=module', '--eval', text]);

const borrow = (name: string): void => {
  mkdirSync(join(modules, name, '..'), { recursive: true });
  symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
};

beforeAll(() => {
  const packed = run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', home], root);
  if (packed.status !== 0) throw new Error(packed.said);
  mkdirSync(installed, { recursive: true });
  const archive = readdirSync(home).find((name) => name.endsWith('.tgz')) ?? '';
  const unpacked = run('tar', ['-xzf', join(home, archive), '--strip-components=1', '-C', installed]);
  if (unpacked.status !== 0) throw new Error(unpacked.said);
}, 120_000);

type Exports = Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { exports: Exports };
const doors = Object.keys(exports).filter((door) => /^\.\/client[^.]*$/.test(door));

/** What each door must offer, at least. */
const offered: Readonly<Record<string, readonly string[]>> = {
  './client': ['createDriftAttributes'],
  './client/dom': ['personalize'],
  './client/drift': ['followDriftWidget', 'identifyVisitor'],
  './client/react': ['DriftAttributesProvider', 'useDriftAttributes'],
  './client/server': ['fetchAttributes', 'serializeBootstrap'],
};

const imports = (door: string): string => `drift-attribute-proxy${door.slice(1)}`;

/** What a user may write, and what the types keep a user from. */
const program = `
import { createDriftAttributes, type Snapshot } from 'drift-attribute-proxy/client';
import { personalize } from 'drift-attribute-proxy/client/dom';
import { followDriftWidget, identifyVisitor } from 'drift-attribute-proxy/client/drift';
import { useDriftAttributes } from 'drift-attribute-proxy/client/react';
import { fetchAttributes, serializeBootstrap } from 'drift-attribute-proxy/client/server';

interface Visitor { readonly first_name?: string; readonly plan?: 'free' | 'pro'; readonly tags?: readonly string[] }

export const visitor = createDriftAttributes<Visitor>({ baseUrl: 'https://attributes.example.com', fields: ['plan'] });
export const name: string = visitor.get('first_name', 'you');
export const plan: 'free' | 'pro' | 'none' = visitor.get('plan', 'none');
export const end: () => void = personalize(visitor);
export const follow: () => void = followDriftWidget(visitor, undefined);
export const tell = (snapshot: Snapshot<Visitor>): boolean => snapshot.reason === 'token_expired';
export const used = [identifyVisitor, useDriftAttributes, fetchAttributes, serializeBootstrap];

// @ts-expect-error there is no such attribute
visitor.get('e_mail', '');
// @ts-expect-error nor such a value
export const wrong: 'enterprise' = visitor.get('plan', 'enterprise');
// @ts-expect-error nor such a reason
export const misspelt = (snapshot: Snapshot): boolean => snapshot.reason === 'token_expird';
// @ts-expect-error the proxy's address is needed
createDriftAttributes({});
`;

describe('the package', () => {
  it('holds what it serves, what it says, and no source or test', () => {
    const held = readdirSync(installed);
    expect(held.sort()).toEqual([
      '.env.example',
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'client',
      'config',
      'demo',
      'dist',
      'docs',
      'package.json',
    ]);
    expect(readdirSync(join(installed, 'client'))).toEqual(['releases']);
    const library = join(installed, 'dist', 'config', 'browser-library.js');
    const { status, said } = node(`
      const { readBrowserLibrary } = await import(${JSON.stringify(`file://${library}`)});
      console.log(readBrowserLibrary().current.length);
    `);
    expect([status, Number(said)]).toEqual([0, expect.any(Number)]);
    expect(Number(said)).toBeGreaterThan(1);
  });

  it('has a door for each part', () => {
    expect(doors.sort()).toEqual(Object.keys(offered).sort());
  });

  it.each(doors.filter((door) => door !== './client/react'))(
    '%s can be imported with nothing else installed',
    (door) => {
      const { status, said } = node(`console.log(Object.keys(await import('${imports(door)}')).join())`);
      expect([status, said]).toEqual([0, expect.any(String)]);
      expect(said.trim().split(',')).toEqual(expect.arrayContaining([...(offered[door] ?? [])]));
    },
  );

  it('holds the style for bundlers', () => {
    const { status, said } = node(
      "console.log(import.meta.resolve('drift-attribute-proxy/client/dom/anti-flicker.css'))",
    );
    expect(status).toBe(0);
    expect(readFileSync(new URL(said.trim()), 'utf8')).toContain('[data-drift-hide]');
  });

  it('shows its version, and nothing that is no door', () => {
    expect(
      node("await import('drift-attribute-proxy/package.json', { with: { type: 'json' } })").said,
    ).not.toContain('ERR_PACKAGE_PATH');
    expect(node("await import('drift-attribute-proxy/dist/server/compose.js')").said).toContain(
      'ERR_PACKAGE_PATH',
    );
  });
});

describe('beside a React', () => {
  beforeAll(() => {
    for (const name of ['react', '@types/react', 'csstype']) borrow(name);
  });

  it('the React part can be imported', () => {
    const { status, said } = node(
      "console.log(Object.keys(await import('drift-attribute-proxy/client/react')).join())",
    );
    expect([status, said]).toEqual([0, expect.any(String)]);
    expect(said.trim().split(',')).toEqual(expect.arrayContaining([...(offered['./client/react'] ?? [])]));
  });

  it.each([
    ['node16', 'node16'],
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ])(
    'its types hold under module %s, looked up as %s',
    (module, moduleResolution) => {
      const compilerOptions = {
        ...{ module, moduleResolution, target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], types: [] },
        ...{ strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true },
      };
      writeFileSync(join(home, 'package.json'), JSON.stringify({ type: 'module' }));
      writeFileSync(join(home, 'program.ts'), program);
      writeFileSync(join(home, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['program.ts'] }));
      const { said } = run(process.execPath, [join(root, 'node_modules', 'typescript', 'bin', 'tsc')]);
      expect(said).toBe('');
    },
    60_000,
  );
});

describe('with its dependencies', () => {
  const command = (...args: string[]) =>
    run(process.execPath, [join(installed, 'dist', 'cli', 'main.js'), ...args]);
  beforeAll(() => symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'), 'junction'));

  it('its command runs', () => {
    expect(command('types')).toEqual({ status: 0, said: expect.stringContaining('BrowserAttributes') });
  });

  it('does not start without its browser library, and says why beside all else that is wrong', () => {
    rmSync(join(installed, 'dist', 'sdk'), { recursive: true });
    const { status, said } = command('start');
    expect(status).toBe(78);
    expect(said).toContain('DRIFT_TOKEN');
    expect(said).toContain(
      '  - the browser library (dist/sdk) is missing or cannot be read; npm run build makes it\n',
    );
  });
});
