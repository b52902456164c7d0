import { parseEnv } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { readDotEnv } from '../../../config/dot-env.ts';

describe('.env', () => {
  const good = [
    ['blank lines and comments', '\n# PORT=1\n# more\n\nPORT=8081\n', { PORT: '8081' }],
    ['spaces around', '  PORT =  8081  \n', { PORT: '8081' }],
    ['a comment behind', 'PORT=8081 # the port\nHOST="::1" # quoted\n', { PORT: '8081', HOST: '::1' }],
    ['single quotes', "SESSION_ISSUER='a # b'", { SESSION_ISSUER: 'a # b' }],
    ['back quotes', 'SESSION_ISSUER=`it\'s "so"`', { SESSION_ISSUER: 'it\'s "so"' }],
    ['a line break written out', 'SESSION_PUBLIC_KEY="a\\nb"', { SESSION_PUBLIC_KEY: 'a\nb' }],
    [
      'several lines in quotes',
      'SESSION_PUBLIC_KEY="a\nb=c\n"\nPORT=1',
      { SESSION_PUBLIC_KEY: 'a\nb=c\n', PORT: '1' },
    ],
    ['export in front', 'export PORT=8081', { PORT: '8081' }],
    ['nothing', 'SESSION_COOKIE=\nPORT=1', { SESSION_COOKIE: '', PORT: '1' }],
    ['an equals sign', 'DRIFT_TOKEN=a=b==', { DRIFT_TOKEN: 'a=b==' }],
    [
      'spaces within',
      'ALLOWED_ORIGINS=https://a.example, https://b.example',
      { ALLOWED_ORIGINS: 'https://a.example, https://b.example' },
    ],
    ['a file form', 'DRIFT_TOKEN_FILE=/run/token', { DRIFT_TOKEN_FILE: '/run/token' }],
  ] as const;

  it.each(good)('is read with %s', (_, text, texts) => {
    expect(readDotEnv(text)).toEqual({ texts, problems: [] });
  });

  it.each(good)('says what other readers of .env say, with %s', (_, text, texts) => {
    expect({ ...parseEnv(text) }).toEqual(texts);
  });

  it('may have comments that are indented', () => {
    expect(readDotEnv('  # PORT=1\n  PORT=2')).toEqual({ texts: { PORT: '2' }, problems: [] });
  });

  it('may have Windows line breaks and a byte order mark', () => {
    expect(readDotEnv('\uFEFFPORT=1\r\nHOST=::1\r\n').texts).toEqual({ PORT: '1', HOST: '::1' });
  });

  it.each([
    ['a name that is not ours', 'PORT=1\n\nNODE_ENV=production', /^\.env line 3: NODE_ENV is not a setting/],
    ['a name of the sandbox', 'SANDBOX_PORT=8090', /^\.env line 1: SANDBOX_PORT is not a setting/],
    ['an unknown name without a value', 'LANG_CODE=', /LANG_CODE is not a setting/],
    [
      'a misspelt name',
      'SESSION_ISSUR=x',
      /SESSION_ISSUR is not a setting; SESSION_ISSUER was probably meant/,
    ],
    ['a file form of what is no secret', 'PORT_FILE=x', /PORT_FILE is not a setting/],
    ['a name twice', 'PORT=1\nHOST=::1\nPORT=2', /^\.env line 3: PORT was already set in line 1/],
    ['a line without =', 'PORT=1\nHOST', /^\.env line 2: not NAME=value/],
    ['a # that would cut the value', 'DRIFT_TOKEN=abc#def', /^\.env line 1: not NAME=value.*quotes/],
    ['a quote that does not end', 'PORT=1\nDRIFT_TOKEN="abc\nHOST=::1', /^\.env line 2: not NAME=value/],
    ['words behind a quote', 'HOST="::1" x', /^\.env line 1: not NAME=value/],
    ['no name', '=x\nPORT=1', /^\.env line 1: not NAME=value/],
    ['a colon', 'PORT: 1', /^\.env line 1: not NAME=value/],
  ])('with %s is refused', (_, text, problem) => {
    expect(readDotEnv(text).problems).toEqual([expect.stringMatching(problem)]);
  });

  it('goes on after a line that it cannot read', () => {
    expect(readDotEnv('what?\nPORT=1\nso?\nHOST=::1\n')).toEqual({
      texts: { PORT: '1', HOST: '::1' },
      problems: [expect.stringContaining('.env line 1, 3: not NAME=value')],
    });
  });

  it('does not show the lines of a key that lost its quotes', () => {
    const { problems } = readDotEnv(
      'SESSION_PUBLIC_KEY=-----BEGIN PUBLIC KEY-----\nMIIBCgKC+x/9\nQIDAQAB=\n',
    );
    expect(problems.join()).toMatch(/line 2/);
    expect(problems.join()).toMatch(/line 3/);
    expect(problems.join()).not.toMatch(/MIIB|QIDAQAB/);
  });
});
