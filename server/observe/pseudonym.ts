// How is somebody named in a log? By a keyed hash: lines about one person can be joined, and nobody can be looked up.

import { createHmac } from 'node:crypto';

export type Pseudonym = (value: string) => string;

/** `key` is made at start, so that names in one run's log match and those of another run do not. */
export const createPseudonym =
  (key: Uint8Array): Pseudonym =>
  (value) =>
    createHmac('sha256', key).update(value).digest('base64url').slice(0, 16);
