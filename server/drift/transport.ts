// How does one call to Drift travel? One fixed origin, one deadline for all of it, a size cap, no redirects.

import { type Dispatcher, Pool } from 'undici';
import type { DriftConfig } from '../../config/config.ts';
import type { Clock } from '../clock.ts';
import { ProxyError } from '../errors.ts';
import { failureOfCall } from './failure-of-call.ts';

export type DriftRequest = {
  readonly method: 'GET' | 'POST';
  /** Path and query, built by us from checked parts. */
  readonly path: string;
  readonly body?: string;
};

/** An answer that arrived whole and in time, whatever it says. */
export type DriftResponse = {
  readonly status: number;
  /** Names in lower case; a repeated header is joined by commas. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
};

/**
 * One call; `timeLeft` in milliseconds covers all of it.
 * @throws ProxyError `upstream_unavailable` (`stopping` when we have closed it ourselves), `upstream_timeout` or
 * `upstream_invalid` (too large, not HTTP)
 */
export type Call = (request: DriftRequest, timeLeft: number) => Promise<DriftResponse>;

export type Transport = { readonly call: Call; close(): Promise<void> };

export const maxAnswerBytes = 256 * 1024;

/** Built from nothing: no header of a client ever reaches Drift. */
const headersOf = (token: string, body: string | undefined): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  accept: 'application/json',
  'accept-encoding': 'identity',
  'user-agent': 'drift-attribute-proxy',
  ...(body === undefined ? {} : { 'content-type': 'application/json' }),
});

const flatten = (headers: Dispatcher.ResponseData['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );

/** Rejects at once; undici heeds a signal only when it has got a connection for the call. */
const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

export const createTransport = (
  { url, token, timeout, concurrency }: DriftConfig,
  clock: Clock,
): Transport => {
  const pool = new Pool(url, {
    connections: concurrency,
    maxResponseSize: maxAnswerBytes,
    // The one deadline below covers connecting, headers and body together.
    headersTimeout: 0,
    bodyTimeout: 0,
    // An attempt to connect must not outlive the call that began it: later calls would queue behind it.
    connect: { timeout },
    keepAliveTimeout: 30_000,
  });

  const exchange = async (
    { method, path, body }: DriftRequest,
    signal: AbortSignal,
  ): Promise<DriftResponse> => {
    const response = await pool.request({
      method,
      path,
      signal,
      headers: headersOf(token.current, body),
      body: body ?? null,
    });
    return {
      status: response.statusCode,
      headers: flatten(response.headers),
      body: await response.body.bytes(),
    };
  };

  let closed = false;

  return {
    async call(request, timeLeft) {
      const deadline = new AbortController();
      const cancel = clock.after(timeLeft, () => deadline.abort());
      try {
        return await Promise.race([exchange(request, deadline.signal), aborted(deadline.signal)]);
      } catch (error) {
        if (closed) throw new ProxyError('upstream_unavailable', { reason: 'stopping', cause: error });
        if (deadline.signal.aborted)
          throw new ProxyError('upstream_timeout', { reason: 'deadline', cause: error });
        throw failureOfCall(error);
      } finally {
        cancel();
      }
    },
    close: () => {
      closed = true;
      return pool.destroy();
    },
  };
};
