// How does a request go out? With the visitor's own credential and none else; a refused token is renewed once.

import type { DriftAttributesOptions, Reason, Status } from '../api.ts';
import type { AskingWorld } from '../world.ts';
import { addressOf } from './address.ts';

/** Why there is no answer. */
export type Failure = {
  readonly status: Extract<Status, 'unauthenticated' | 'refused' | 'failed'>;
  readonly reason: Reason;
  /** Seconds after which asking once more may help; NaN or not there: it would not. */
  readonly wait?: number;
};

/**
 * Asks for the visitor's attributes; `path` comes after the address.
 * @throws Failure when the visitor has no session or a callback threw; whatever `fetch` throws when the network fails
 */
export type Send = (path: string, signal: AbortSignal) => Promise<Response>;

const noSession: Failure = { status: 'unauthenticated', reason: 'no_session' };
const callbackFailed: Failure = { status: 'failed', reason: 'callback_failed' };

/** What networks lose, they often deliver a moment later. */
const lost: Failure = { status: 'failed', reason: 'unreachable', wait: 0.3 };

/** Why it was thrown: by us, or by the network. */
export const failureFrom = (thrown: unknown): Failure =>
  thrown === noSession ? noSession : thrown === callbackFailed ? callbackFailed : lost;

/** What the page's own callback says; what it throws is told apart from what the network throws. */
export const called = async <T>(callback: () => T | PromiseLike<T>): Promise<T> => {
  try {
    return await callback();
  } catch {
    throw callbackFailed;
  }
};

/** @throws TypeError for options that cannot work */
export const createSend = <Attributes>(
  { baseUrl, fields, getToken, hasSession, credentials, fetch }: DriftAttributesOptions<Attributes>,
  world: AskingWorld,
): Send => {
  const { url, ownOrigin } = addressOf(baseUrl, world.page);
  if (fields && !fields.length) throw new TypeError('fields');
  const query = fields ? `?fields=${fields.map(encodeURIComponent)}` : '';

  const request: RequestInit = {
    credentials: credentials ?? (getToken ? 'omit' : 'same-origin'),
    // The browser's cache would keep a wrong answer for ever, ours on disk, and let a request that hangs in one tab hold back
    // those of all others. Where a preflight is needed it decides over its cache too, and each request would wait for one.
    cache: getToken && !ownOrigin ? 'default' : 'no-store',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
  };
  // Elsewhere the header would cost a preflight, and prove nothing that Origin does not.
  const own: Record<string, string> = ownOrigin ? { 'X-Drift-Attributes': '1' } : {};

  return async (path, signal) => {
    if (hasSession && !(await called(hasSession))) throw noSession;
    const token = getToken && (await called(getToken));
    if (getToken && !token) throw noSession;

    const sendWith = (bearer: string | null | undefined) =>
      (fetch ?? world.fetch)(url + path + query, {
        ...request,
        headers: bearer ? { ...own, Authorization: `Bearer ${bearer}` } : own,
        signal,
      });

    const response = await sendWith(token);
    if (response.status !== 401 || !getToken) return response;
    const renewed = await called(getToken);
    return renewed && renewed !== token ? sendWith(renewed) : response;
  };
};
