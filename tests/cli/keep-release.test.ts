// A release keeps its bundles with one command: what it served is served by those that follow.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readBrowserLibrary } from '../../config/browser-library.ts';
import { packageRoot } from '../../config/package-root.ts';

const root = packageRoot(import.meta.url);
const emptyFolder = (): string => mkdtempSync(join(tmpdir(), 'drift-attribute-proxy-'));
const run = (script: string, args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(root, script), ...args], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
};

const build = (folder = emptyFolder()): string => {
  run('scripts/build-sdk.mjs', [folder]);
  return folder;
};
const keep = (built: string, releases: string): string =>
  run('dist/scripts/keep-release.js', [built, releases]);
const bytesIn = (folder: string) =>
  readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]);

describe('a release', () => {
  it('keeps its bundles, and the next one serves them beside its own', () => {
    const [built, releases] = [build(), emptyFolder()];
    const released = readBrowserLibrary({ built, releases }).current;
    keep(built, releases);

    for (const { name, bytes } of released) writeFileSync(join(built, name), `${bytes}\n// the next release`);
    const { current, earlier } = readBrowserLibrary({ built, releases });
    expect(earlier.map(({ hashedPath }) => hashedPath).sort()).toEqual(
      released.map(({ hashedPath }) => hashedPath).sort(),
    );
    for (const { hashedPath, integrity } of released) {
      expect(earlier.find((file) => file.hashedPath === hashedPath)?.integrity).toBe(integrity);
      expect(current.map((file) => file.hashedPath)).not.toContain(hashedPath);
    }
  });

  it('may be kept twice', () => {
    const [built, releases] = [build(), emptyFolder()];
    keep(built, releases);
    const before = bytesIn(releases);
    expect(keep(built, releases)).toContain('kept already');
    expect(bytesIn(releases)).toEqual(before);
  });
});

describe('a build', () => {
  it('makes the same bytes every time', () => {
    expect(bytesIn(build())).toEqual(bytesIn(build()));
  });

  it('says in its manifest what its files are', () => {
    const built = build();
    const { files } = JSON.parse(readFileSync(join(built, 'manifest.json'), 'utf8'));
    const { current } = readBrowserLibrary({ built, releases: emptyFolder() });
    expect(files).toEqual(
      current.map(({ name, sha256, integrity, bytes }) => ({
        name,
        sha256,
        integrity,
        bytes: bytes.length,
        gzip: expect.any(Number),
      })),
    );
  });

  it('holds nothing of the machine that made it', () => {
    for (const [, bytes] of bytesIn(build())) expect(String(bytes)).not.toContain(root);
  });
});
