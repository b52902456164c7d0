import { beforeEach, describe, expect, it } from '@jest/globals';
import { ProxyError } from '../../../server/errors.ts';
import { createLog, type LogFields } from '../../../server/observe/log.ts';

const secret = 'ada@example.com';

let lines: string[];
const logAt = (level: 'trace' | 'info' | 'fatal') => createLog(level, { write: (line) => lines.push(line) });
const written = (fields: LogFields): Record<string, unknown> => {
  logAt('info').error(fields, 'failed');
  return JSON.parse(lines.at(-1) ?? '');
};

beforeEach(() => {
  lines = [];
});

describe('a log line', () => {
  it('is one line of JSON with time, level, fields and message, and nothing of the machine', () => {
    logAt('info').warn({ requestId: 'r-1', status: 503, code: 'upstream_busy' }, 'refused');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(/^[^\n]+\n$/);
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      level: 40,
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      requestId: 'r-1',
      status: 503,
      code: 'upstream_busy',
      msg: 'refused',
    });
  });

  it('stays one line whatever a field holds', () => {
    logAt('info').info({ problem: 'a\r\nb\u001b[31m\u0000"}' }, 'odd');
    expect(lines[0]).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
    expect(lines[0]?.split('\n')).toHaveLength(2);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ problem: 'a\r\nb\u001b[31m\u0000"}' });
  });

  it('is not written below the level', () => {
    logAt('info').debug({}, 'too much');
    logAt('fatal').error({}, 'too much');
    logAt('trace').debug({}, 'welcome');
    expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['welcome']);
  });
});

describe('an error in a log line', () => {
  it('is told by name, code and place', () => {
    const { error } = written({ error: new ProxyError('upstream_invalid', { reason: 'not_json' }) });
    expect(error).toMatchObject({ name: 'ProxyError', code: 'upstream_invalid' });
    expect(error).toMatchObject({
      at: expect.arrayContaining([expect.stringMatching(/log\.test\.ts:\d+:\d+/)]),
    });
  });

  it('never shows its message, nor that of a cause, nor other fields of it', () => {
    const cause = Object.assign(new SyntaxError(`Unexpected token in ${secret}`), { body: secret });
    const error = Object.assign(new Error(`no ${secret}`, { cause }), { input: { email: secret }, code: 7 });
    expect(written({ error })['error']).toMatchObject({ name: 'Error', cause: { name: 'SyntaxError' } });
    expect(lines.join()).not.toContain(secret);
  });

  it.each([
    ['looks like a place', `bad\n    at ${secret} (x:1:1)\nat ${secret}`],
    ['is the place’s own words', `at ${secret}`],
  ])('never shows a message that %s', (_, message) => {
    const { error } = written({ error: new Error(message) });
    expect(error).toMatchObject({ at: expect.arrayContaining([expect.stringContaining('log.test.ts')]) });
    expect(lines.join()).not.toContain(secret);
  });

  it('never shows a message that was changed after the error was made', () => {
    const error = Object.assign(new Error('harmless'), {
      stack: `Error: bad\n    at ${secret}\n    at log.ts:1:1`,
    });
    written({ error });
    expect(lines.join()).not.toContain(secret);
  });

  it.each([secret, { message: secret }, [secret], null, undefined])(
    'of another kind shows nothing (%j)',
    (thrown) => {
      written({ error: new Error('outer', { cause: thrown }), requestId: 'r-1' });
      written({ error: thrown });
      expect(lines.join()).not.toContain(secret);
    },
  );

  it('may be its own cause', () => {
    const error = new Error('ring');
    error.cause = error;
    expect(written({ error })['error']).toMatchObject({ name: 'Error', cause: { name: 'Error' } });
  });
});
