// Where does everything that servers of this test run write end up? In one folder, for the test that searches it all.

import { appendFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../../config/package-root.ts';

export const testLogFolder = (): string => join(packageRoot(import.meta.url), 'test-results', 'log');

/** Appends to the log of this test process; `text` is whole lines or part of one, of one writer. */
export const createTestLog = (writer: string): ((text: string) => void) => {
  const folder = testLogFolder();
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${process.pid}-${writer}.ndjson`);
  return (text) => appendFileSync(file, text);
};
