import { describe, expect, it } from '@jest/globals';
import { readDotEnv } from '../../../config/dot-env.ts';
import { envExample } from '../../../config/env-example.ts';
import { settingNames } from '../../../config/names.ts';
import { optionsTable } from '../../../config/options-table.ts';
import { rows } from '../../../config/spec.ts';

describe('.env.example', () => {
  it('can be read as it is, and leaves open what must be filled in', () => {
    expect(readDotEnv(envExample())).toEqual({
      texts: { DRIFT_TOKEN: '', SESSION_SECRET: '', SESSION_ISSUER: '', SESSION_AUDIENCE: '' },
      problems: [],
    });
  });

  it('shows every setting, each with its default behind a #', () => {
    const { texts, problems } = readDotEnv(envExample().replaceAll(/^#(?=[A-Z])/gm, ''));
    const defaults = settingNames.map((name) => {
      const row = rows[name];
      return [name, 'default' in row ? row.default : ''];
    });
    expect(problems).toEqual([]);
    expect(texts).toEqual(Object.fromEntries(defaults));
  });

  it('keeps to 100 columns', () => {
    expect(
      envExample()
        .split('\n')
        .filter((line) => line.length > 100),
    ).toEqual([]);
  });
});

describe('docs/configuration.md', () => {
  it.each(settingNames)('has one line for %s', (name) => {
    const lines = optionsTable()
      .split('\n')
      .filter((line) => line.startsWith(`| \`${name}\``));
    expect(lines).toEqual([expect.stringContaining(rows[name].meaning)]);
  });
});
