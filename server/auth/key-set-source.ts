// What does the key set's address answer? One bounded request: no redirect, a deadline, a size.

import type { Clock } from '../clock.ts';
import { ProxyError } from '../errors.ts';

/** A request for the key set under way. */
export type Download = {
  /**
   * The members of `keys`, unread.
   * @throws ProxyError `keys_unavailable`, the reason being one of `failures`
   */
  readonly keys: Promise<readonly unknown[]>;
  /** Ends the request; `keys` then fails. */
  abandon(): void;
};

type Parts = {
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Pick<Clock, 'after'>;
};

export type Failure =
  | 'key_set_unreachable'
  | 'key_set_timeout'
  | 'key_set_abandoned'
  | 'key_set_status'
  | 'key_set_too_large'
  | 'key_set_malformed';

/** Milliseconds for everything: connection, head and body. */
const deadline = 3_000;
const maxBytes = 256 * 1024;

const unavailable = (reason: Failure): ProxyError => new ProxyError('keys_unavailable', { reason });

const readBody = async ({ body }: Response): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw unavailable('key_set_too_large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const parseSet = (bytes: Uint8Array): readonly unknown[] => {
  try {
    const set: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    if (typeof set === 'object' && set !== null && 'keys' in set && Array.isArray(set.keys)) return set.keys;
  } catch {
    // Bad UTF-8 or no JSON: told below.
  }
  throw unavailable('key_set_malformed');
};

const asFailure = (error: unknown): ProxyError =>
  error instanceof ProxyError ? error : unavailable('key_set_unreachable');

const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

export const createKeySetSource = ({ url, fetch, clock }: Parts): (() => Download) => {
  const request = async (signal: AbortSignal): Promise<readonly unknown[]> => {
    const response = await fetch(url, {
      redirect: 'manual',
      signal,
      headers: { accept: 'application/json' },
    });
    if (response.status !== 200) throw unavailable('key_set_status');
    return parseSet(await readBody(response));
  };

  return () => {
    const aborter = new AbortController();
    const abandon = () => aborter.abort(unavailable('key_set_abandoned'));
    const cancel = clock.after(deadline, () => aborter.abort(unavailable('key_set_timeout')));
    const keys = Promise.race([request(aborter.signal), rejectOnAbort(aborter.signal)])
      .catch((error: unknown) => {
        throw asFailure(error);
      })
      .finally(() => {
        cancel();
        abandon(); // A body left unread would hold its connection.
      });
    return { keys, abandon };
  };
};
