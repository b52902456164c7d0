// Which lines of this header did a request have? All of them, as they came.

import type { IncomingMessage } from 'node:http';

/** `name` in lower case. Node's own list by names is made of every header there is; here those of one or two are wanted. */
export const headerLines = ({ rawHeaders }: IncomingMessage, name: string): readonly string[] => {
  const lines: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const given = rawHeaders[at] ?? '';
    if (given.length === name.length && given.toLowerCase() === name) lines.push(rawHeaders[at + 1] ?? '');
  }
  return lines;
};
