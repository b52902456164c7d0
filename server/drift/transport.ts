// How does one call to Drift travel? One fixed origin, one deadline for all of it, a size cap, no redirects.

import type { IncomingHttpHeaders } from 'node:http';
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

const flatten = (headers: IncomingHttpHeaders): Record<string, string> => {
  const flat: Record<string, string> = {};
  for (const name of Object.keys(headers)) {
    const value = headers[name];
    flat[name] = Array.isArray(value) ? value.join(', ') : (value ?? '');
  }
  return flat;
};

type Reception = {
  readonly handler: Dispatcher.DispatchHandler;
  /** Ends the call, now or as soon as it has a connection: until then undici cannot be told. */
  abandon(): void;
};

/** Nearly every answer comes in one piece. */
const joined = (chunks: readonly Uint8Array[]): Uint8Array =>
  chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks);

/** Takes an answer as it arrives, straight from the parser: a stream and a signal for each call would cost more than the call. */
const receive = (arrived: (response: DriftResponse) => void, failed: (error: Error) => void): Reception => {
  let connection: Dispatcher.DispatchController | undefined;
  let isAbandoned = false;
  let head: Pick<DriftResponse, 'status' | 'headers'> | undefined;
  const chunks: Uint8Array[] = [];

  return {
    handler: {
      onRequestStart(controller) {
        connection = controller;
        if (isAbandoned) controller.abort(new Error('abandoned'));
      },
      onResponseStart(_controller, status, headers) {
        if (status >= 200) head = { status, headers: flatten(headers) }; // 1xx only announce an answer
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        if (head !== undefined) arrived({ status: head.status, headers: head.headers, body: joined(chunks) });
      },
      onResponseError: (_controller, error) => failed(error),
    },
    abandon() {
      isAbandoned = true;
      connection?.abort(new Error('abandoned'));
    },
  };
};

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

  let closed = false;
  const stopping = (cause?: unknown): ProxyError =>
    new ProxyError('upstream_unavailable', { reason: 'stopping', cause });
  const tooLate = (): ProxyError => new ProxyError('upstream_timeout', { reason: 'deadline' });

  return {
    call: ({ method, path, body }, timeLeft) =>
      new Promise((resolve, reject) => {
        const { handler, abandon } = receive(
          (response) => {
            cancel();
            resolve(response);
          },
          (error) => {
            cancel();
            reject(closed ? stopping(error) : failureOfCall(error));
          },
        );
        const cancel = clock.after(timeLeft, () => {
          reject(closed ? stopping() : tooLate());
          abandon();
        });
        pool.dispatch({ method, path, headers: headersOf(token.current, body), body: body ?? null }, handler);
      }),
    close: () => {
      closed = true;
      return pool.destroy();
    },
  };
};
