// Which answer was asked for last on this connection? Whatever else comes on it comes after that.

import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

export type LatestAnswers = {
  /** Hears of each answer when its request has come. */
  saw(answer: ServerResponse): void;
  /** Undefined when none was asked for yet; it may be over by now. */
  on(connection: Duplex): ServerResponse | undefined;
};

export const createLatestAnswers = (): LatestAnswers => {
  const latest = new WeakMap<Duplex, ServerResponse>();
  return {
    saw: (answer) => void latest.set(answer.req.socket, answer),
    on: (connection) => latest.get(connection),
  };
};
