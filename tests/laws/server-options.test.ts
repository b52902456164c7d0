// Is every option of the back end's question documented? The page's table and the type name the same ones, with the same default.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { packageRoot } from '../../config/package-root.ts';

const read = (path: string): string => readFileSync(join(packageRoot(import.meta.url), path), 'utf8');

const source = read('client/server/fetch-attributes.ts');
const type = /export type FetchAttributesOptions[\s\S]*?^};/m.exec(source)?.[0] ?? '';
const section = read('docs/browser-library.md').split('## On a server that renders pages')[1] ?? '';

const typed = [...type.matchAll(/^ {2}readonly (\w+)/gm)].map(([, name]) => name);
const documented = new Map(
  [...section.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, name, usual]) => [name, usual]),
);

describe('docs/browser-library.md', () => {
  it('has every option of fetchAttributes, and no other', () => {
    expect(typed).toContain('baseUrl');
    expect([...documented.keys()]).toEqual(typed);
  });

  it('has its default of timeout', () => {
    expect(documented.get('timeout')).toBe(/const usualTimeout = (\d+);/.exec(source)?.[1]);
  });

  it('says which option has to be given', () => {
    const required = [...type.matchAll(/^ {2}readonly (\w+):/gm)].map(([, name]) => name);
    expect([...documented].filter(([, usual]) => usual === 'required').map(([name]) => name)).toEqual(
      required,
    );
  });
});
