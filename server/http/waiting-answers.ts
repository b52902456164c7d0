// What becomes of an answer that waits for the one before it when the client leaves? It ends with its connection.

import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

export type WaitingAnswers = {
  /** Hears of each answer when its request has come. */
  saw(answer: ServerResponse): void;
};

/**
 * Node says `close` of the answer that is due when a connection ends, and nothing of those behind it: they would be under way for
 * ever, never written down and never let go.
 */
export const createWaitingAnswers = (): WaitingAnswers => {
  const waiting = new WeakMap<Duplex, Set<ServerResponse>>();

  const beginOn = (connection: Duplex): Set<ServerResponse> => {
    const answers = new Set<ServerResponse>();
    waiting.set(connection, answers);
    connection.once('close', () => {
      for (const answer of answers) if (answer.socket === null) answer.emit('close');
    });
    return answers;
  };

  return {
    saw(answer) {
      if (answer.socket !== null) return; // it is due: Node will say
      const { socket: connection } = answer.req;
      const answers = waiting.get(connection) ?? beginOn(connection);
      answers.add(answer);
      answer.once('close', () => answers.delete(answer));
    },
  };
};
