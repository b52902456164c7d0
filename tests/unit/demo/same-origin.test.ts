// Only our own page may sign a visitor in or out.

import { describe, expect, it } from '@jest/globals';
import { isSameOrigin } from '../../../demo/same-origin.ts';

const host = 'localhost:8080';

describe('whether a request comes from our own page', () => {
  it.each([
    ['Sec-Fetch-Site says so', { host, 'sec-fetch-site': 'same-origin' }, true],
    ['Sec-Fetch-Site names another site', { host, 'sec-fetch-site': 'cross-site' }, false],
    ['Sec-Fetch-Site names another port', { host, 'sec-fetch-site': 'same-site' }, false],
    ['somebody typed it', { host, 'sec-fetch-site': 'none' }, false],
    ['the Origin is ours', { host, origin: 'http://localhost:8080' }, true],
    ['the Origin is another port', { host, origin: 'http://localhost:8081' }, false],
    ['the Origin is https', { host, origin: 'https://localhost:8080' }, false],
    ['the Origin is null', { host, origin: 'null' }, false],
    [
      'the Origin is ours but Sec-Fetch-Site is not',
      { host, origin: 'http://localhost:8080', 'sec-fetch-site': 'cross-site' },
      false,
    ],
    ['nothing is said', { host }, false],
    ['there is no Host', { origin: 'http://undefined' }, false],
  ])('%s', (_, headers, verdict) => {
    expect(isSameOrigin(headers)).toBe(verdict);
  });
});
