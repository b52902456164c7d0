// Which files of the browser library come with this package? Those of this build, and those that earlier releases served.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from './package-root.ts';

/** A file of the library under the path that its content gives it: what is there never changes. */
export type LibraryFile = {
  /** `drift-attributes.<hash>.js` */
  readonly hashedName: string;
  /** `/sdk/v1/drift-attributes.<hash>.js` */
  readonly hashedPath: string;
  readonly bytes: Buffer;
  /** In hex. */
  readonly sha256: string;
  /** For the `integrity` of a tag (https://www.w3.org/TR/SRI/): SHA-384. */
  readonly integrity: string;
};

/** A file of this build; whoever asks by `path` gets another one after an update. */
export type CurrentFile = LibraryFile & {
  /** `drift-attributes.js` */
  readonly name: string;
  /** `/sdk/v1/drift-attributes.js` */
  readonly path: string;
};

export type BrowserLibrary = {
  readonly current: readonly CurrentFile[];
  /** Of earlier releases of this major, for pages that still name them. */
  readonly earlier: readonly LibraryFile[];
};

/** The major of the library's own interface, not of the package. */
const folderOfPaths = '/sdk/v1/';
const names = ['drift-attributes.js', 'drift-attributes.mjs', 'drift-attributes.css'];

/** Enough to tell releases apart; whether the bytes are the right ones is for `integrity` to say. */
const hashLength = 16;
const hashedNames = /^drift-attributes\.[0-9a-f]+\.\w+$/;

const describe = (name: string, bytes: Buffer): CurrentFile => {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const hashedName = name.replace(/\.\w+$/, (ending) => `.${sha256.slice(0, hashLength)}${ending}`);
  return {
    name,
    path: folderOfPaths + name,
    hashedName,
    hashedPath: folderOfPaths + hashedName,
    bytes,
    sha256,
    integrity: `sha384-${createHash('sha384').update(bytes).digest('base64')}`,
  };
};

const readCurrent = (folder: string): readonly CurrentFile[] => {
  try {
    return names.map((name) => describe(name, readFileSync(join(folder, name))));
  } catch (cause) {
    throw new Error('the browser library (dist/sdk) is missing or cannot be read; npm run build makes it', {
      cause,
    });
  }
};

/** One whose name is not that of its content would be served in the place of another: better not to start. */
const readEarlier = (folder: string, name: string): LibraryFile => {
  const {
    name: _name,
    path: _path,
    ...file
  } = describe(name.replace(/\.[0-9a-f]+(\.\w+)$/, '$1'), readFileSync(join(folder, name)));
  if (file.hashedName !== name)
    throw new Error(`client/releases/${name} is not what was released: its content is ${file.hashedName}`);
  return file;
};

type Folders = {
  readonly built: string;
  readonly releases: string;
};

/** Where they are in this package. */
export const libraryFolders = (): Folders => {
  const root = packageRoot(import.meta.url);
  return { built: join(root, 'dist', 'sdk'), releases: join(root, 'client', 'releases') };
};

/** @throws Error when this build's files are missing, or one of an earlier release is not what its name says */
export const readBrowserLibrary = ({ built, releases }: Folders = libraryFolders()): BrowserLibrary => {
  const current = readCurrent(built);
  const ofNow = new Set(current.map(({ hashedName }) => hashedName));
  const kept = readdirSync(releases).filter((name) => hashedNames.test(name) && !ofNow.has(name));
  return { current, earlier: kept.sort().map((name) => readEarlier(releases, name)) };
};
