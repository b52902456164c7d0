// What stands above a body on the wire? The status line and the headers as Node has put them together.

import type { ServerResponse } from 'node:http';

/**
 * Node keeps that text, and whether it is sent, in fields of its own, from Node 0.x to 24. Reading and setting them is the
 * one liberty taken with Node here, and only while they are there: without them the fast path never acts.
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

/** `bytes` begin with a status line and hold all that is to be sent; the head tells the length of the body. */
export const giveWholeAnswer = (response: ServerResponse, bytes: Uint8Array): void => {
  const answer = response as WithHead;
  answer._header = 'HTTP/1.1 200 OK\r\n\r\n'; // what Node would put in front, were it not sent already
  answer._headerSent = true;
  answer.end(bytes);
};
