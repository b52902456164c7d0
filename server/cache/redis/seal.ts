// How does text rest where others may read and write? Encrypted and authenticated, bound to the one place it rests at.

import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto';

export type Seal = {
  /** As base64url. `place` is where it will rest; it opens there and nowhere else. */
  seal(place: string, text: string): string;
  /** Undefined for what was not sealed for this place by one of the keys. */
  open(place: string, sealed: string): string | undefined;
};

/** version (1 byte), key id (4), nonce (12), text, tag (16) */
const version = Buffer.of(1);
const idLength = 4;
const headLength = version.length + idLength;
const nonceLength = 12;
const tagLength = 16;
const shortest = headLength + nonceLength + tagLength;

type Key = { readonly head: Buffer; readonly secret: Buffer };

const derive = (key: Buffer, info: string): Buffer => Buffer.from(hkdfSync('sha256', key, '', info, 32));

const createKey = (key: Buffer): Key => {
  const id = createHash('sha256').update(derive(key, 'key-id')).digest().subarray(0, idLength);
  return { head: Buffer.concat([version, id]), secret: derive(key, 'seal') };
};

/** AES-256-GCM. The first of the keys seals, all open: so keys can be changed one after the other. */
export const createSeal = (keys: readonly [Buffer, ...Buffer[]]): Seal => {
  const first = createKey(keys[0]);
  const all = keys.map(createKey);
  // The head is authenticated, too: no text is read as one of another version.
  const bound = (head: Buffer, place: string): Buffer => Buffer.concat([head, Buffer.from(place)]);

  const decrypt = ({ head, secret }: Key, place: string, bytes: Buffer): string => {
    const textAt = headLength + nonceLength;
    const decipher = createDecipheriv('aes-256-gcm', secret, bytes.subarray(headLength, textAt), {
      authTagLength: tagLength,
    });
    decipher.setAAD(bound(head, place)).setAuthTag(bytes.subarray(-tagLength));
    const text = decipher.update(bytes.subarray(textAt, -tagLength));
    return Buffer.concat([text, decipher.final()]).toString();
  };

  return {
    seal(place, text) {
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', first.secret, nonce, { authTagLength: tagLength });
      cipher.setAAD(bound(first.head, place));
      const encrypted = [cipher.update(text, 'utf8'), cipher.final()];
      return Buffer.concat([first.head, nonce, ...encrypted, cipher.getAuthTag()]).toString('base64url');
    },
    open(place, sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < shortest) return undefined;
      const key = all.find(({ head }) => head.equals(bytes.subarray(0, headLength)));
      if (key === undefined) return undefined;
      try {
        return decrypt(key, place, bytes);
      } catch {
        return undefined; // not authentic
      }
    },
  };
};
