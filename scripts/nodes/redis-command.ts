// What does Redis say to one command? Asked over a connection of its own, past everything that is put to the test.

import { connect } from 'node:net';

export type Reply = string | number | undefined | Reply[];

type Read = { readonly reply: Reply; readonly next: number };

/** One reply of RESP2 from `at` on; undefined while its end is not there. @throws Error with what Redis complains about */
const readReply = (bytes: Buffer, at: number): Read | undefined => {
  const lineEnd = bytes.indexOf('\r\n', at);
  if (lineEnd < 0) return undefined;
  const line = bytes.toString('latin1', at + 1, lineEnd);
  const next = lineEnd + 2;
  switch (String.fromCharCode(bytes[at] ?? 0)) {
    case '+':
      return { reply: line, next };
    case ':':
      return { reply: Number(line), next };
    case '$':
      return readText(bytes, next, Number(line));
    case '*':
      return readList(bytes, next, Number(line));
    default:
      throw new Error(line);
  }
};

const readText = (bytes: Buffer, at: number, length: number): Read | undefined => {
  if (length < 0) return { reply: undefined, next: at };
  const end = at + length;
  return bytes.length < end + 2 ? undefined : { reply: bytes.toString('latin1', at, end), next: end + 2 };
};

const readList = (bytes: Buffer, at: number, length: number): Read | undefined => {
  const list: Reply[] = [];
  let next = at;
  while (list.length < length) {
    const read = readReply(bytes, next);
    if (read === undefined) return undefined;
    list.push(read.reply);
    next = read.next;
  }
  return { reply: list, next };
};

const written = (command: readonly string[]): string =>
  `*${command.length}\r\n${command.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

type Where = { readonly port: number; readonly password?: string };

/** The reply to `command`; texts come as Latin-1, so that no byte is lost. Rejects with what Redis complains about. */
export const tellRedis = (
  { port, password }: Where,
  command: readonly [string, ...string[]],
): Promise<Reply> =>
  new Promise((resolve, reject) => {
    const commands = password === undefined ? [command] : [['AUTH', password], command];
    const socket = connect(port, '127.0.0.1', () => socket.write(commands.map(written).join('')));
    let bytes = Buffer.alloc(0);
    socket.once('error', reject).once('close', () => reject(new Error('Redis has hung up')));
    socket.on('data', (more) => {
      bytes = Buffer.concat([bytes, more]);
      try {
        const replies = readList(bytes, 0, commands.length)?.reply;
        if (!Array.isArray(replies)) return;
        resolve(replies.at(-1));
      } catch (error) {
        reject(error);
      }
      socket.destroy();
    });
  });
