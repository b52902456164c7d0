// The page is made of the files in one table, and of nothing inline.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../../config/package-root.ts';
import { loadBuiltFiles, loadStaticFiles } from '../../../demo/static-files.ts';

const folder = join(packageRoot(import.meta.url), 'demo', 'site');
const files = loadStaticFiles(folder);
const builtFiles = loadBuiltFiles(join(packageRoot(import.meta.url), 'dist', 'demo', 'site'));
/** What the other parts answer on the same origin: the proxy, and the back end that renders a page. */
const ofOthers = ['/sdk/v1/drift-attributes.js', '/rendered'];
const textOf = (path: string): string => String(files.get(path)?.body);

describe('the files of the demo site', () => {
  it('are all in the table, each under its own name', () => {
    const paths = readdirSync(folder).map((name) => `/${name.replace(/^index\.html$|\.html$/, '')}`);
    expect([...files.keys()].sort()).toEqual(paths.sort());
  });

  it.each([
    ['/react', 'text/html; charset=utf-8'],
    ['/', 'text/html; charset=utf-8'],
    ['/style.css', 'text/css; charset=utf-8'],
    ['/app.js', 'text/javascript; charset=utf-8'],
    ['/favicon.svg', 'image/svg+xml'],
  ])('%s is sent as %s', (path, type) => {
    expect(files.get(path)?.type).toBe(type);
  });

  it('refer to each other only', () => {
    const references = ['/', '/react']
      .flatMap((page) => [...textOf(page).matchAll(/(?:href|src)="([^"#][^"]*)"/g)])
      .map(([, path]) => path);
    const there = new Set([...files.keys(), ...builtFiles.keys(), ...ofOthers]);
    const imports = readdirSync(folder)
      .filter((name) => name.endsWith('.js'))
      .flatMap((name) => [...readFileSync(join(folder, name), 'utf8').matchAll(/from '\.(\/[^']+)'/g)])
      .map(([, path]) => path);
    for (const path of [...references, ...imports]) expect(there).toContain(path);
    expect(references.length).toBeGreaterThan(3);
    expect(imports.length).toBeGreaterThan(3);
  });

  it.each(['/', '/react'])(
    'hold nothing in %s that the content security policy would stop: no inline script, style or handler',
    (page) => {
      expect(textOf(page)).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=/i);
    },
  );

  it('never make elements of text', () => {
    const sources = readdirSync(folder)
      .filter((name) => name.endsWith('.js'))
      .map((name) => textOf(`/${name}`));
    expect(sources.join('\n')).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(/);
  });
});
