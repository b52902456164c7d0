// How many tests were there in the last run? Counts the runner's own result files and says it in one line.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Every test that was skipped or left for later, by its full name. */
export const skippedIn = (results) =>
  results.flatMap(({ testResults }) =>
    testResults.flatMap(({ assertionResults }) =>
      assertionResults
        .filter(({ status }) => status === 'pending' || status === 'todo')
        .map(({ fullName }) => fullName),
    ),
  );

const total = (results, key) => results.reduce((sum, result) => sum + result[key], 0);

/** A suite that could not even start has run no test, and is a failure all the same. */
export const countOf = (results) => ({
  passed: total(results, 'numPassedTests'),
  failed: total(results, 'numFailedTests') + total(results, 'numRuntimeErrorTestSuites'),
  skipped: skippedIn(results).length,
});

export const sentenceOf = ({ passed, failed, skipped }) =>
  `tests: ${passed} passed, ${failed} failed, ${skipped} skipped`;

/** `test-results/<name>.json` as jest wrote it; undefined when it ended before it had one. */
export const readResult = (name) => {
  const file = fileURLToPath(new URL(`../test-results/${name}.json`, import.meta.url));
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(sentenceOf(countOf(['all', 'together', 'alone', 'after'].map(readResult).filter(Boolean))));
}
