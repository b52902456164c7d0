// What a script tag and a module bring is the same, and nothing happens because they are loaded.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import * as source from '../../client/sdk.ts';
import { libraryFolders } from '../../config/browser-library.ts';
import { bundleForPage } from '../support/client-bundle.ts';

const read = (name: string): string => readFileSync(join(libraryFolders().built, name), 'utf8');

/** A place with no page, no network and no timers: whoever touches them while loading would fail. */
const loadScript = (text: string): Record<string, unknown> => {
  const place = createContext({});
  runInContext(text, place);
  return place as Record<string, unknown>;
};

describe('the script', () => {
  it('makes one global, and touches nothing else', () => {
    expect(Object.keys(loadScript(read('drift-attributes.js')))).toEqual(['DriftAttributes']);
  });

  it('may be loaded twice', () => {
    const text = read('drift-attributes.js');
    expect(() => loadScript(`${text}\n${text}`)).not.toThrow();
  });

  it('offers what the module offers', async () => {
    const { DriftAttributes } = loadScript(read('drift-attributes.js'));
    const ofModule = loadScript(
      await bundleForPage(read('drift-attributes.mjs'), { globalName: 'ofModule' }),
    );
    const names = Object.keys(source).sort();
    expect(Object.keys(DriftAttributes as object).sort()).toEqual(names);
    expect(Object.keys(ofModule['ofModule'] as object).sort()).toEqual(names);
  });

  it.each(['drift-attributes.js', 'drift-attributes.mjs'])('%s makes no code out of text', (name) => {
    expect(read(name)).not.toMatch(
      /\beval\b|\bFunction\(|innerHTML|outerHTML|insertAdjacent|document\.write/,
    );
  });
});
