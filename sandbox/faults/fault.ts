// What is a fault of Drift? A name in a table, and what becomes of a request while it lasts.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../server/clock.ts';
import type { WholeAnswer } from './whole-answer.ts';

/** One request while a fault lasts, and what there is to answer it with. */
export type Exchange = {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** What Drift itself would say. */
  readonly truth: () => Promise<WholeAnswer>;
  /** The address of another server, which counts whoever comes. */
  readonly elsewhere: string;
  readonly clock: Clock;
  /** Milliseconds since the fault began. */
  readonly since: number;
};

/** Answers badly, late, in part or never. */
export type Misbehave = (exchange: Exchange) => void | Promise<void>;

export type Fault = {
  readonly name: string;
  /** What Drift, or what stands between, does; one line for a reader. */
  readonly about: string;
  /** `refuse`: nobody listens. */
  readonly answer: Misbehave | 'refuse';
  /** Set where the answer is a good one, and says that there is no such contact. */
  readonly says?: 'nobody';
};
