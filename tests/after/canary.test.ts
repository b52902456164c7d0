// Whatever the servers of the whole test run wrote to their logs holds no secret, no token and nobody's e-mail.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { canary } from '../support/canary.ts';
import { testLogFolder } from '../support/test-log.ts';

const folder = testLogFolder();

const lines = (): string[] =>
  existsSync(folder)
    ? readdirSync(folder).flatMap((file) =>
        readFileSync(join(folder, file), 'utf8').split('\n').filter(Boolean),
      )
    : [];

const forms = (secret: string): string[] => [
  secret,
  Buffer.from(secret).toString('base64').replace(/=+$/, ''),
  Buffer.from(secret).toString('hex'),
  encodeURIComponent(secret),
];

const personal: readonly (readonly [string, RegExp])[] = [
  ['a signed token', /eyJ[\w-]+\.[\w-]+/],
  ['an e-mail', /[\w.+-]+(@|%40)[\w-]+\.[a-z]{2,}/i],
  ['the name of a visitor', /user-(ada|bo|cleo|dee|eve)\b/],
  ['a cookie or header', /bearer |set-cookie|session=/i],
];

const holding = (isInside: (line: string) => boolean): string[] => lines().filter(isInside);

describe('the log of the whole test run', () => {
  it('was written', () => {
    expect(lines().length).toBeGreaterThan(100);
  });

  it.each(Object.entries(canary))('holds no %s in any form', (_name, secret) => {
    expect(holding((line) => forms(secret).some((form) => line.includes(form)))).toEqual([]);
  });

  it.each(personal)('holds not %s', (_what, pattern) => {
    expect(holding((line) => pattern.test(line))).toEqual([]);
  });

  it('holds only lines of JSON', () => {
    expect(lines().filter((line) => !line.startsWith('{') || !line.endsWith('}'))).toEqual([]);
  });
});
