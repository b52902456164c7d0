// What comes back for these very bytes? HTTP over a bare socket, for requests that no client would make.

import { connect, type Socket } from 'node:net';

export type RawAnswer = {
  readonly status: number;
  /** Names in lower case; of a repeated one the last. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
};

export const connectTo = (origin: string): Socket => connect(Number(new URL(origin).port), '127.0.0.1');

const readHead = (head: string): Pick<RawAnswer, 'status' | 'headers'> => {
  const [line = '', ...fields] = head.split('\r\n');
  const headers = fields.map((field) => {
    const colon = field.indexOf(':');
    return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
  });
  return { status: Number(line.split(' ')[1]), headers: Object.fromEntries(headers) };
};

/** Every whole answer in a stream of bytes; a body is as long as its Content-Length says. */
export const readAnswers = (bytes: string): RawAnswer[] => {
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return [];
  const { status, headers } = readHead(bytes.slice(0, end));
  const [begin, length] = [end + 4, Number(headers['content-length'] ?? 0)];
  const answer = { status, headers, text: bytes.slice(begin, begin + length) };
  return [answer, ...readAnswers(bytes.slice(begin + length))];
};

/** Everything that arrives on a socket until the other side ends it, however it does. */
export const allFrom = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let bytes = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      bytes += text;
    });
    socket.on('error', () => {});
    socket.on('close', () => resolve(bytes));
  });

/** Sends bytes and gives the answers once the server has ended the connection: without that it waits forever. */
export const exchangeRaw = async (origin: string, bytes: string): Promise<RawAnswer[]> => {
  const socket = connectTo(origin);
  const all = allFrom(socket);
  socket.write(bytes, 'latin1');
  return readAnswers(await all);
};

type Head = readonly (readonly [name: string, value: string])[];

/** The bytes of a request; `Host` and `Connection: close` are there unless the headers say otherwise. */
export const rawRequest = (
  target: string,
  headers: Head = [],
  { method = 'GET', version = '1.1' } = {},
): string => {
  const named = (name: string): boolean => headers.some(([other]) => other.toLowerCase() === name);
  const usual: Head = [
    ['host', '127.0.0.1'],
    ['connection', 'close'],
  ];
  const all = [...usual.filter(([name]) => !named(name)), ...headers];
  const lines = all.map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/${version}\r\n${lines.join('')}\r\n`;
};

/** The one answer to one such request. */
export const askRaw = async (
  ...[origin, ...rest]: [string, ...Parameters<typeof rawRequest>]
): Promise<RawAnswer> => {
  const [answer] = await exchangeRaw(origin, rawRequest(...rest));
  if (answer === undefined) throw new Error('the connection ended without an answer');
  return answer;
};
