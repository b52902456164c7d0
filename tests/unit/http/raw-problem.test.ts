// Which bytes began as a HEAD? Whatever the parser had read before it gave up, the last that was not whole.

import { expect, it } from '@jest/globals';
import { isHead } from '../../../server/http/raw-problem.ts';

const head = 'HEAD / HTTP/1.1\r\nHost: a\r\n';
const get = 'GET / HTTP/1.1\r\nHost: a\r\n';

it.each([
  ['one', head, true],
  ['one without a line', 'HEAD ', true],
  ['one behind empty lines', `\r\n\r\n${head}`, true],
  ['one behind a GET', `${get}\r\n${head}`, true],
  ['a GET behind one', `${head}\r\n${get}`, false],
  ['a GET', get, false],
  ['a GET that speaks of one', `${get}A: x\r\nHEAD / HTTP/1.1\r\n`, false],
  ['another word', 'HEADER / HTTP/1.1\r\n', false],
  ['nothing', '', false],
])('%s', (_what, read, expected) => {
  const rawPacket = Buffer.from(`${read}HEAD `);
  const error = Object.assign(new Error(), { rawPacket, bytesParsed: read.length });
  expect(isHead(error)).toBe(expected);
});

it('a client that was too slow: nobody knows', () => {
  expect(isHead(new Error())).toBe(false);
});
