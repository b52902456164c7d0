// How is one question put to Drift, come what may? A slot, a deadline, one retry, and a token that may just have changed.

import type { Reload, Reloading } from '../../config/reloading.ts';
import type { Clock } from '../clock.ts';
import { type ErrorCode, ProxyError } from '../errors.ts';
import type { Lane } from '../lookup/ports.ts';
import type { Breaker, Health } from './breaker.ts';
import type { Budget } from './budget.ts';
import type { Arrive } from './departures.ts';
import type { RetryBudget } from './retry-budget.ts';
import type { SharedDepartures } from './shared-departures.ts';
import { absenceIn, throttleIn } from './throttle.ts';
import type { Call, DriftRequest, DriftResponse } from './transport.ts';

/** Makes sense of a whole answer. @throws ProxyError when it is none that can be used */
export type Read<Answer> = (response: DriftResponse) => Answer;

/** Waits for a slot, unless it is given one. @throws ProxyError one of the `upstream_*` codes */
export type Ask = <Answer>(
  request: DriftRequest,
  lane: Lane,
  read: Read<Answer>,
  slot?: Arrive,
) => Promise<Answer>;

/** What came of one call: `answered`, or the code of the failure. */
export type Outcome = 'answered' | ErrorCode;

type Parts = {
  readonly call: Call;
  readonly departures: Pick<SharedDepartures, 'depart' | 'departNow'>;
  readonly budget: Pick<Budget, 'learn'>;
  readonly breaker: Pick<Breaker, 'state' | 'opensIn' | 'keepAway'>;
  readonly retries: RetryBudget;
  readonly token: Reloading<string>;
  /** What another look at the token has found. */
  readonly reread: (outcome: Reload) => void;
  /** DRIFT_TIMEOUT: for the first attempt and its retry together. */
  readonly timeout: number;
  readonly clock: Clock;
  readonly random: () => number;
  /** Every call that was made, once it is over; `duration` in milliseconds, `asked` the path and query. */
  readonly called: (outcome: Outcome, duration: number, asked: string) => void;
};

type Question<Answer> = {
  readonly request: DriftRequest;
  readonly lane: Lane;
  readonly read: Read<Answer>;
  /** On the monotonic clock. */
  readonly deadline: number;
};

/** Failures that another attempt may not meet; the words come from our own rooms. */
const passing: ReadonlySet<string | undefined> = new Set([
  'connection',
  'status_408',
  'status_502',
  'status_503',
  'status_504',
]);
/** Another call with less time than this is one for nothing, in milliseconds. */
const leastTime = 100;

/** Connection errors, time-outs and 5xx tell of Drift's health; what is our own fault tells nothing. */
const healthOf = ({ code, reason }: ProxyError): Health => {
  if (code === 'internal' || reason === 'stopping') return 'unclear';
  const failed = code === 'upstream_timeout' || (code === 'upstream_unavailable' && reason !== 'status_408');
  return failed ? 'failed' : 'good';
};

const asProxyError = (error: unknown): ProxyError =>
  error instanceof ProxyError ? error : new ProxyError('internal', { cause: error });

export const createAsk = (parts: Parts): Ask => {
  const { call, departures, budget, breaker, retries, token, reread, timeout, clock, random, called } = parts;

  const timeLeft = ({ deadline }: Question<unknown>): number => deadline - clock.now();

  /** What an answer says to all later calls. */
  const heed = (response: DriftResponse, begun: number): void => {
    for (const throttle of throttleIn(response)) budget.learn(throttle, begun);
    breaker.keepAway(absenceIn(response) ?? 0);
  };

  /** One call with its slot, judged. */
  const attempt = async <Answer>(question: Question<Answer>, arrive: Arrive): Promise<Answer> => {
    const begun = clock.now();
    const end = (outcome: Outcome, health: Health): void => {
      arrive(health);
      called(outcome, clock.now() - begun, question.request.path);
    };
    try {
      const response = await call(question.request, timeLeft(question));
      heed(response, begun);
      const answer = question.read(response);
      end('answered', 'good');
      return answer;
    } catch (error) {
      const failure = asProxyError(error);
      if (failure.reason === 'stopping') arrive('unclear');
      else end(failure.code, healthOf(failure));
      throw failure;
    }
  };

  /** Looks whether the token that was refused is still the one to use; another look may have come before this one. */
  const isReplaced = (refused: string): boolean => {
    reread(token.reload());
    return token.current !== refused;
  };

  /** The slot, if it leaves time for a call; else it is given back. */
  const ifInTime = (question: Question<unknown>, arrive: Arrive | undefined): Arrive | undefined => {
    if (arrive === undefined || timeLeft(question) >= leastTime) return arrive;
    arrive('not made');
    return undefined;
  };

  /** A slot that leaves time for a call; undefined when none comes. */
  const slotInTime = async (question: Question<unknown>): Promise<Arrive | undefined> => {
    const atMost = timeLeft(question) - leastTime;
    const arrive = await departures.depart(question.lane, atMost).catch(() => undefined);
    return ifInTime(question, arrive);
  };

  /** Asks once more if the token has changed meanwhile; that is no retry. */
  const attemptWithNewest = async <Answer>(question: Question<Answer>, arrive: Arrive): Promise<Answer> => {
    const used = token.current;
    try {
      return await attempt(question, arrive);
    } catch (error) {
      if (asProxyError(error).code !== 'upstream_rejected' || !isReplaced(used)) throw error;
      const again = await slotInTime(question);
      if (again === undefined) throw error;
      return attempt(question, again);
    }
  };

  const pause = (): Promise<void> => new Promise((resolve) => clock.after(50 + 100 * random(), resolve));

  const isOpen = (): boolean => breaker.state === 'closed' && breaker.opensIn() === 0;

  /** A slot for a second attempt; none when that would do more harm than good. */
  const slotForRetry = async (
    question: Question<unknown>,
    { reason }: ProxyError,
  ): Promise<Arrive | undefined> => {
    if (!passing.has(reason) || !isOpen() || !retries.spend()) return undefined;
    await pause();
    if (timeLeft(question) < leastTime) return undefined;
    return ifInTime(question, await departures.departNow(question.lane));
  };

  return async (request, lane, read, slot) => {
    const arrive = slot ?? (await departures.depart(lane));
    const question = { request, lane, read, deadline: clock.now() + timeout };
    retries.earn();
    try {
      return await attemptWithNewest(question, arrive);
    } catch (error) {
      const again = await slotForRetry(question, asProxyError(error));
      if (again === undefined) throw error;
      return attemptWithNewest(question, again);
    }
  };
};
