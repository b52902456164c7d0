// Which answers are still under way? All of them are known here, so that a stop can make each the last of its connection.

import type { ServerResponse } from 'node:http';

export type OpenAnswers = {
  /** Knows an answer from now on until it has been given or its client has left. */
  add(answer: ServerResponse): void;
  /** From now on no connection outlives its answer, so that clients move on to another process. */
  endConnections(): void;
  isEnding(): boolean;
};

export const createOpenAnswers = (): OpenAnswers => {
  const open = new Set<ServerResponse>();
  let ending = false;
  return {
    add(answer) {
      if (ending) answer.shouldKeepAlive = false;
      open.add(answer);
      answer.once('close', () => open.delete(answer));
    },
    isEnding: () => ending,
    endConnections() {
      ending = true;
      for (const answer of open) answer.shouldKeepAlive = false;
    },
  };
};
