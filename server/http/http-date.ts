// What is the date of an answer? The text of a `Date` header, made once a second.

import type { Clock } from '../clock.ts';

/** IMF-fixdate (RFC 9110, 5.6.7). */
export type HttpDate = () => string;

export const createHttpDate = ({ wall }: Pick<Clock, 'wall'>): HttpDate => {
  let second = Number.NaN;
  let text = '';
  return () => {
    const now = wall();
    if (Math.floor(now / 1000) === second) return text;
    second = Math.floor(now / 1000);
    text = new Date(now).toUTCString();
    return text;
  };
};
