// Which public keys does a PEM text hold? One block, or two while one takes over from the other.

import { createPublicKey, type KeyObject } from 'node:crypto';
import { all, andThen, type Parsed, type Parser } from '../parser.ts';
import { secrets } from './secrets.ts';

const block = /-----BEGIN ([A-Z0-9 ]+)-----[^-]*-----END \1-----/g;
const publicLabels = ['PUBLIC KEY', 'RSA PUBLIC KEY', 'CERTIFICATE'];

const publicKey = ([pem, label = '']: RegExpExecArray): Parsed<KeyObject> => {
  if (!publicLabels.includes(label)) {
    return { problem: 'is not a public key; write a PEM block that begins with BEGIN PUBLIC KEY' };
  }
  try {
    return { value: createPublicKey(pem) };
  } catch {
    return { problem: 'is a PEM block that cannot be read; was it cut short?' };
  }
};

const blocks: Parser<readonly KeyObject[]> = (text) => {
  const pem = text.replaceAll('\\n', '\n');
  if (/BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(pem)) {
    return {
      problem:
        'is a private key, which does not belong here; write the public one (openssl pkey -in key.pem -pubout)',
    };
  }
  const found = [...pem.matchAll(block)];
  if (found.length === 0 || pem.replaceAll(block, '').replace(',', '').trim() !== '') {
    return {
      problem:
        'must be PEM, from -----BEGIN PUBLIC KEY----- to -----END PUBLIC KEY----- (line breaks may be written as \\n)',
    };
  }
  return all(found.map(publicKey));
};

/** The PEM texts; a comma divides only encoded ones, because the head of an encrypted key holds commas too. */
const texts: Parser<readonly string[]> = (text) => {
  if (!/^(?:base64|hex):/.test(text)) return { value: [text] };
  return andThen(secrets(text), (entries) => ({ value: entries.map((bytes) => bytes.toString('utf8')) }));
};

/** PEM blocks as text (line breaks may be written as `\n`), or encoded as a secret may be. */
export const publicKeys: Parser<readonly KeyObject[]> = (text) =>
  andThen(
    andThen(texts(text), (entries) => all(entries.map(blocks))),
    (nested) => {
      const keys = nested.flat();
      return keys.length > 2
        ? { problem: 'holds more than two keys; two are enough to rotate' }
        : { value: keys };
    },
  );
