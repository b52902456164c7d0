// Runs every test and says in its last line how many there were.
// First all suites; then, when none was named, the one that searches what the first run has written to its logs.

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { countOf, readResult, sentenceOf, skippedIn } from './count-tests.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const given = process.argv.slice(2);
const namesSome = given.some((argument) => !argument.startsWith('-'));

/** Jest prints its report on standard error and coverage on standard output; its result goes into a file. */
const run = (name, args) => {
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js'];
  const output = ['--json', `--outputFile=test-results/${name}.json`];
  const { status } = spawnSync(process.execPath, [...jest, ...output, ...args], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  return { status, result: readResult(name) };
};

rmSync(`${root}test-results`, { recursive: true, force: true });
mkdirSync(`${root}test-results`, { recursive: true });

const runs = [run('all', [...given, '--testPathIgnorePatterns=/tests/after/'])];
if (!namesSome) runs.push(run('after', ['--testPathPatterns=/tests/after/']));

const results = runs.map(({ result }) => result).filter((result) => result !== undefined);
const count = countOf(results);
for (const name of skippedIn(results)) console.log(`skipped: ${name}`);
console.log(sentenceOf(count));

const allEnded = results.length === runs.length && runs.every(({ status }) => status === 0);
process.exitCode = allEnded && count.failed === 0 && count.passed > 0 ? 0 : 1;
