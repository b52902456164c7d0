// The law of imports holds, and would not hold if it were broken.

import { describe, expect, it } from '@jest/globals';
import { sourceFiles } from '../support/source-files.ts';
import { importViolations, lawfulRooms } from './import-law.ts';

const planted = (path: string, text: string) => importViolations([{ path, text }]);

describe('the law of imports', () => {
  it('holds in every file', () => {
    expect(importViolations(sourceFiles())).toEqual([]);
  });

  it('knows every room', () => {
    const rooms = new Set(sourceFiles().map(({ path }) => /^server\/([^/]+)\//.exec(path)?.[1]));
    expect([...rooms].filter((room) => room !== undefined).sort()).toEqual([...lawfulRooms].sort());
  });

  it.each([
    [
      'a value of another room',
      'server/lookup/x.ts',
      "import { createMemoryStore } from '../cache/memory.ts';",
    ],
    ['a type from downstream', 'server/auth/x.ts', "import type { Grant } from '../policy/grant.ts';"],
    ['a type from beside', 'server/cache/x.ts', "import type { Call } from '../drift/transport.ts';"],
    [
      'a value among types',
      'server/http/x.ts',
      "import { type Lookup, createLookup } from '../lookup/lookup.ts';",
    ],
    ['a value passed on', 'server/http/x.ts', "export { createLookup } from '../lookup/lookup.ts';"],
    ['a value by dynamic import', 'server/http/x.ts', "await import('../lookup/lookup.ts');"],
    ['a package outside its room', 'server/http/x.ts', "import { Pool } from 'undici';"],
    ['several processes outside their room', 'server/compose.ts', "import cluster from 'node:cluster';"],
    ['a package of nobody', 'server/http/x.ts', "import _ from 'lodash';"],
    [
      'the sandbox in the server',
      'server/compose.ts',
      "import { createSandbox } from '../sandbox/sandbox.ts';",
    ],
    ['a room in config/', 'config/x.ts', "import type { Policy } from '../server/policy/policy.ts';"],
    [
      'the server in the sandbox',
      'sandbox/x.ts',
      "import { contactRef } from '../server/policy/contact-ref.ts';",
    ],
    ['a page that runs the server', 'client/x.ts', "import { errorCatalogue } from '../server/errors.ts';"],
    ['a page that runs the contract', 'client/x.ts', "import { x } from '../server/http/contract.ts';"],
    [
      'a page that knows the policy',
      'client/x.ts',
      "import type { Policy } from '../server/policy/policy.ts';",
    ],
    [
      'a page that knows the configuration',
      'client/x.ts',
      "import type { Config } from '../config/config.ts';",
    ],
    ['Node in a page', 'client/x.ts', "import { createHash } from 'node:crypto';"],
    ['React in a page that may have none', 'client/core/x.ts', "import { useState } from 'react';"],
    ['a page in the server', 'server/http/x.ts', "import type { Snapshot } from '../../client/api.ts';"],
    ['a bundler in the server', 'server/http/x.ts', "import { build } from 'esbuild';"],
    ['the clock as a value', 'server/lookup/x.ts', "import { systemClock } from '../clock.ts';"],
  ])('is broken by %s', (_what, path, text) => {
    expect(planted(path, text)).toHaveLength(1);
  });

  it.each([
    ['a type from upstream', 'server/drift/x.ts', "import type { FetchContact } from '../lookup/ports.ts';"],
    ['the catalogue of errors', 'server/drift/x.ts', "import { ProxyError } from '../errors.ts';"],
    ['only types in braces', 'server/http/x.ts', "import { type Lookup } from '../lookup/lookup.ts';"],
    ['the contract in a page', 'client/x.ts', "import type { Problem } from '../server/http/contract.ts';"],
    ['React at home', 'client/react/x.ts', "import { createElement } from 'react';"],
    ['a part of the library in another', 'client/dom/x.ts', "import { browserWorld } from '../world.ts';"],
    ['a package at home', 'server/drift/x.ts', "import { Pool } from 'undici';"],
  ])('is kept by %s', (_what, path, text) => {
    expect(planted(path, text)).toEqual([]);
  });
});
