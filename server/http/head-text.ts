// What stands above a body on the wire? The status line and the headers as Node has put them together.

import type { ServerResponse } from 'node:http';

/**
 * Node keeps that text in a field of its own, from Node 0.x to 24, and writes it in front of the body. Reading and setting
 * it is the one liberty taken with Node here, and only while the field is there: without it the fast path never acts.
 */
type WithHead = ServerResponse & { _header?: string | null };

/** Undefined before the headers are made, or where Node keeps them elsewhere. */
export const headTextOf = (response: ServerResponse): string | undefined =>
  (response as WithHead)._header ?? undefined;

/** Whether the head of this answer can still be given as a text. */
export const takesHeadText = (response: ServerResponse): boolean => (response as WithHead)._header === null;

/** The text ends in an empty line, and tells the length of the body that follows. */
export const giveHeadText = (response: ServerResponse, text: string): void => {
  (response as WithHead)._header = text;
};
