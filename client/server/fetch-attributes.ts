// What does the proxy know of the visitor for whom this page is rendered? Asked by the back end, with the visitor's own token.

import type { AttributesBody, Problem } from '../../server/http/contract.ts';
import { answerOf, codeOf } from '../core/answer.ts';
import { type AskingWorld, askingWorld } from '../world.ts';
import { type PageRequest, type TokenFound, tokenGiven, tokenIn } from './page-request.ts';

export { readBootstrap, serializeBootstrap } from './bootstrap.ts';
export type { AttributesBody, PageRequest };

/** Why there are no attributes: a code of the proxy's catalogue, or one of the library's own. */
export type NoAttributesReason =
  | Problem['code']
  /** The request carries no token, or `getToken` gave none: nothing was asked. */
  | 'no_session'
  /** No answer within `timeout`. */
  | 'timeout'
  /** The network failed, or the answer was not what the proxy says. */
  | 'unreachable'
  /** `getToken` threw. */
  | 'callback_failed';

export type FetchAttributesOptions<Visit extends PageRequest = PageRequest> = {
  /** Where the back end reaches the proxy, without `/v1`: `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  /**
   * Name of the cookie that holds the session token: the proxy's SESSION_COOKIE.
   * @default only an `Authorization` header counts
   */
  readonly cookie?: string | undefined;
  /**
   * For sites that keep the token elsewhere; then neither cookie nor header is looked at.
   * @default cookie or header
   */
  readonly getToken?: ((request: Visit) => Awaitable<string | null | undefined>) | undefined;
  /**
   * Only these of the attributes that the visitor may see.
   * @default all of them
   */
  readonly fields?: readonly string[] | undefined;
  /**
   * Milliseconds after which the page is rendered without.
   * @default 1500
   */
  readonly timeout?: number | undefined;
  /**
   * Told, once, why the answer is null: for the log of the back end. Never told a value or a token.
   * @default nobody is told
   */
  readonly onNull?: ((reason: NoAttributesReason) => void) | undefined;
  /**
   * Instead of the global one.
   * @default the global one
   */
  readonly fetch?: typeof globalThis.fetch | undefined;
};

type Awaitable<T> = T | PromiseLike<T>;
type ServerWorld = Pick<AskingWorld, 'fetch' | 'after'>;
type Answer = { readonly body: AttributesBody } | { readonly reason: NoAttributesReason };

/**
 * The attributes of the visitor who sent `request`, or null: no session, no answer in time, a failure of any kind. Never rejects.
 * Of the request nothing but the token goes to the proxy.
 */
export type FetchAttributes = <Visit extends PageRequest>(
  request: Visit,
  options: FetchAttributesOptions<Visit>,
) => Promise<AttributesBody | null>;

const usualTimeout = 1500;

const findToken = async <Visit extends PageRequest>(
  request: Visit,
  { cookie, getToken }: FetchAttributesOptions<Visit>,
): Promise<TokenFound | { readonly reason: 'callback_failed' }> => {
  if (getToken === undefined) return tokenIn(request, cookie);
  try {
    return tokenGiven(await getToken(request));
  } catch {
    return { reason: 'callback_failed' };
  }
};

const addressOf = (baseUrl: string, fields: readonly string[] | undefined): string => {
  const query = fields === undefined ? '' : `?fields=${fields.map(encodeURIComponent).join(',')}`;
  return `${baseUrl.replace(/\/+$/, '')}/v1/me/attributes${query}`;
};

/** Frameworks keep answers of `fetch` for other visitors unless told `no-store`; a redirect is not followed, it is no answer of ours. */
const requestWith = (token: string, signal: AbortSignal): RequestInit => ({
  headers: { Authorization: `Bearer ${token}`, Accept: 'application/json' },
  cache: 'no-store',
  redirect: 'manual',
  signal,
});

const ask = async <Visit extends PageRequest>(
  world: ServerWorld,
  request: Visit,
  options: FetchAttributesOptions<Visit>,
  signal: AbortSignal,
): Promise<Answer> => {
  const found = await findToken(request, options);
  if ('reason' in found) return found;
  const { baseUrl, fields, fetch = world.fetch } = options;
  const response = await fetch(addressOf(baseUrl, fields), requestWith(found.token, signal));
  const body: unknown = await response.json();
  if (response.status !== 200) return { reason: (codeOf(body) ?? 'unreachable') as NoAttributesReason };
  const answer = answerOf(body);
  return answer === undefined ? { reason: 'unreachable' } : { body: answer };
};

/** A `getToken` or a `fetch` that knows no signal is not waited for either. */
const inTime = async <Visit extends PageRequest>(
  world: ServerWorld,
  request: Visit,
  options: FetchAttributesOptions<Visit>,
): Promise<Answer> => {
  const controller = new AbortController();
  let stop = (): void => {};
  const timeUp = new Promise<Answer>((resolve) => {
    stop = world.after(options.timeout ?? usualTimeout, () => {
      resolve({ reason: 'timeout' });
      controller.abort();
    });
  });
  try {
    return await Promise.race([timeUp, ask(world, request, options, controller.signal)]);
  } catch {
    return { reason: 'unreachable' };
  } finally {
    stop();
  }
};

export const createFetchAttributes =
  (world: ServerWorld): FetchAttributes =>
  async (request, options) => {
    const answer = await inTime(world, request, options);
    if ('body' in answer) return answer.body;
    try {
      options.onNull?.(answer.reason);
    } catch {
      // A log that fails does not keep the page from being rendered.
    }
    return null;
  };

export const fetchAttributes: FetchAttributes = createFetchAttributes(askingWorld());
