// Runs every test and says in its last line how many there were, from the runner's own result files.
// First all suites; then, when none was named, the one that searches what the first run has written to its logs.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const results = join(root, 'test-results');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const given = process.argv.slice(2);
const named = given.some((argument) => !argument.startsWith('-'));

/** Gives jest's result, or nothing when it ended before it had one. */
const run = (name, args) => {
  const outputFile = join(results, `${name}.json`);
  const { status } = spawnSync(
    process.execPath,
    ['--experimental-vm-modules', '--no-warnings', jest, '--json', `--outputFile=${outputFile}`, ...args],
    // Jest prints its report on standard error; the JSON on standard output is in the file as well.
    { cwd: root, stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, FORCE_COLOR: process.stderr.isTTY ? '1' : '0' } },
  );
  return { status, result: existsSync(outputFile) ? JSON.parse(readFileSync(outputFile, 'utf8')) : undefined };
};

rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

const runs = [run('all', ['--testPathIgnorePatterns', '/tests/after/', ...given])];
if (!named) runs.push(run('after', ['--testPathPatterns', '/tests/after/']));

const skipped = runs.flatMap(({ result }) =>
  (result?.testResults ?? []).flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'pending' || status === 'todo').map(({ fullName }) => fullName),
  ),
);
const sum = (key) => runs.reduce((total, { result }) => total + (result?.[key] ?? 0), 0);
const passed = sum('numPassedTests');
// A suite that could not even start has run no test, and is a failure all the same.
const failed = sum('numFailedTests') + sum('numRuntimeErrorTestSuites');

for (const name of skipped) console.log(`skipped: ${name}`);
console.log(`tests: ${passed} passed, ${failed} failed, ${skipped.length} skipped`);
const broken = runs.some(({ status, result }) => status !== 0 || result === undefined);
process.exitCode = broken || failed > 0 || passed === 0 ? 1 : 0;
