// Runs every test and says in its last line how many there were.
// First the suites that mind no company, on all processors; then those that do, one by one; then the one that searches what all
// of them have written to their logs. With options or names: as Jest would, and what they leave.

import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { countOf, readResult, sentenceOf, skippedIn } from './count-tests.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const given = process.argv.slice(2);
const namesSome = given.some((argument) => !argument.startsWith('-'));

/** Suites that a busy processor would make fail: their clock is the machine's own, and what they are about takes its time. */
const alone = [
  '/tests/(abuse|cli|nodes|package)/',
  '/tests/http/(drift-misbehaves|log-lines|stop)',
  '/tests/unit/(benchmarks|cache/redis|demo|nodes|workers)/',
  '/tests/unit/drift/crowd',
];
const after = '/tests/after/';
const only = (paths) => `--testPathPatterns=${paths.join('|')}`;
const without = (paths) => `--testPathIgnorePatterns=${paths.join('|')}`;

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

const runs =
  given.length > 0
    ? [run('all', [...given, without([after])])]
    : [
        run('together', ['--maxWorkers=100%', without([...alone, after])]),
        run('alone', ['--maxWorkers=1', only(alone)]),
      ];
if (!namesSome) runs.push(run('after', [only([after])]));

const results = runs.map(({ result }) => result).filter((result) => result !== undefined);
const count = countOf(results);
for (const name of skippedIn(results)) console.log(`skipped: ${name}`);
console.log(sentenceOf(count));

const allEnded = results.length === runs.length && runs.every(({ status }) => status === 0);
process.exitCode = allEnded && count.failed === 0 && count.passed > 0 ? 0 : 1;
