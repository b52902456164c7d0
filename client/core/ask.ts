// What is the answer? Asked once, and once more where that may help; how it went comes back as a value, never as an error.

import type { DriftAttributesOptions, Reason } from '../api.ts';
import type { AskingWorld } from '../world.ts';
import { type Answer, answerOf, codeOf } from './answer.ts';
import { pause } from './pause.ts';
import { called, type Failure, failureFrom, type Send } from './request.ts';

export type Outcome = Answer | Failure;

/** Never rejects; stays silent for ever once `signal` is aborted. */
export type Ask = (signal: AbortSignal) => Promise<Outcome>;

/** Milliseconds after which a request is given up: one that hangs must not stand in the way of the next. */
const deadline = 30_000;

/** Seconds; to be told to wait longer is to have failed. */
const longestWait = 60;

const noConsent: Failure = { status: 'refused', reason: 'no_consent' };

export const isFailure = (outcome: Outcome): outcome is Failure => 'status' in outcome;

/** An answer that says nothing, too many requests and 5xx may be better next time; other refusals are for good. */
const statusOf = ({ status }: Response): Failure['status'] => {
  if (status === 401) return 'unauthenticated';
  return /^(2|429|5)/.test(`${status}`) ? 'failed' : 'refused';
};

/** What a response says: an answer, or why there is none. */
export const outcomeOf = async (response: Response): Promise<Outcome> => {
  const body: unknown = await response.json().catch(() => undefined);
  const answer = response.ok && answerOf(body);
  return (
    answer || {
      status: statusOf(response),
      reason: (codeOf(body) ?? 'unreachable') as Reason,
      wait: Number.parseFloat(`${response.headers.get('Retry-After')}`),
    }
  );
};

/** One try; given up, and what is under way ended, when it takes too long or `signal` is aborted. */
const tryOnce = (send: Send, world: AskingWorld, signal: AbortSignal): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    if (signal.aborted) return;
    const controller = new AbortController();
    const giveUp = () => {
      stop();
      controller.abort();
      reject();
    };
    const stop = world.after(deadline, giveUp);
    signal.addEventListener('abort', giveUp);
    send('', controller.signal).then(outcomeOf).then(resolve, reject).then(stop);
  });

/**
 * Undefined once the page may ask. Consent may take for ever, because people give it. A promise may resolve to anything when it
 * is given; a function is called each time, and one that says nothing has not said yes.
 */
export const permitted = async (consent: DriftAttributesOptions['consent']): Promise<Failure | undefined> => {
  try {
    const asked = typeof consent === 'function';
    const given = await called<unknown>(asked ? consent : () => consent);
    return given || (!asked && given !== false) ? undefined : noConsent;
  } catch (thrown) {
    return failureFrom(thrown);
  }
};

export const createAsk =
  (send: Send, consent: DriftAttributesOptions['consent'], world: AskingWorld): Ask =>
  async (signal) => {
    const refusal = await permitted(consent);
    if (refusal) return refusal;

    const first = await tryOnce(send, world, signal).catch(failureFrom);
    const { wait = longestWait + 1 } = first as Partial<Failure>;
    if (!(wait <= longestWait)) return first;
    await pause(wait * 1000, world, signal);
    return tryOnce(send, world, signal).catch(failureFrom);
  };
