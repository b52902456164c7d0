// What stands above a body on the wire? The status line and the headers as Node has put them together.

import type { ServerResponse } from 'node:http';

/**
 * Node keeps that text, and whether it is sent, in fields of its own, from Node 0.x to 24. Reading and setting them is a
 * liberty taken with Node (`no-body` takes the other), and only while they are there: without them the fast path never acts.
 */
type WithHead = ServerResponse & { _header?: string | null; _headerSent?: boolean };

/** Undefined before the headers are made, or where Node keeps them elsewhere. */
export const headTextOf = (response: ServerResponse): string | undefined =>
  (response as WithHead)._header ?? undefined;

/** Whether nothing of this answer is made yet, so that it can be given as a whole. */
export const takesWholeAnswer = (response: ServerResponse): boolean => {
  const { _header, _headerSent } = response as WithHead;
  return _header === null && _headerSent === false;
};

/**
 * Sends an answer with the headers that were set and `body`, all in one text; false, and nothing is done, where Node has to see
 * to it: the answer is to a HEAD, another answer is due before it, or the connection ends with it or has ended.
 */
export const sendsWhole = (response: ServerResponse, body: string): boolean => {
  const { req, socket, shouldKeepAlive } = response; // it has no socket until it is due
  if (req.method !== 'GET' || !socket?.writable || !shouldKeepAlive || !takesWholeAnswer(response))
    return false;
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.writeHead(response.statusCode);
  (response as WithHead)._headerSent = true;
  socket.write(`${headTextOf(response)}${body}`, 'utf8');
  response.end();
  return true;
};

/**
 * `text` begins with a status line and is all that is to be sent, to a connection on which this answer is due. It goes there by
 * itself: `end` would send it together with an empty text, which costs more.
 */
export const giveWholeAnswer = (
  response: ServerResponse,
  text: string,
  encoding: 'latin1' | 'utf8',
): void => {
  const answer = response as WithHead;
  answer._header = 'HTTP/1.1 200 OK\r\n\r\n'; // what Node would put in front, were it not sent already
  answer._headerSent = true;
  answer.socket?.write(text, encoding);
  answer.end();
};
