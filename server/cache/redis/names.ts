// Under which key does Redis keep what belongs to a name? Under a keyed hash: whoever reads Redis finds no id in it.

import { createHmac, hkdfSync } from 'node:crypto';
import type { Name } from '../../lookup/entry.ts';
import { tag } from './script.ts';

/** A name as Redis knows it. */
export type Token = string;

export type Names = {
  token(name: Name): Token;
  /** Where an answer that names a contact rests; `token` is that of its name by id. */
  entryKey(token: Token): string;
  /** Where the answer rests that this name is nobody's, or several contacts'. */
  absenceKey(token: Token): string;
};

const form = /^(?:id|external|email):[\w-]{1,64}$/;

export const isName = (value: unknown): value is Name => typeof value === 'string' && form.test(value);

/** Which key names are made by; says nothing else about it. */
export const namingOf = (key: Buffer): string =>
  Buffer.from(hkdfSync('sha256', key, '', 'naming', 16)).toString('base64url');

/** `key` is the one that all nodes name by: 32 random bytes. */
export const createNames = (key: Buffer): Names => {
  const secret = Buffer.from(hkdfSync('sha256', key, '', 'redis-names', 32));
  return {
    token: (name) => createHmac('sha256', secret).update(name).digest('base64url'),
    entryKey: (token) => `${tag}:entry:${token}`,
    absenceKey: (token) => `${tag}:absence:${token}`,
  };
};
