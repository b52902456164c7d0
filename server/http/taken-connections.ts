// How can thousands of answers go on for hours in little memory? Each keeps its connection, and lets go of request and answer.

import type { Duplex, Writable } from 'node:stream';
import type { Response } from 'express';
import { giveWholeAnswer, takesWholeAnswer } from './head-text.ts';
import type { HttpDate } from './http-date.ts';
import type { LatestAnswers } from './latest-answers.ts';

/** Where the rest of an answer is written. */
export type Rest = Pick<Writable, 'writableLength'> & {
  write(text: string): unknown;
  end(text: string): unknown;
  destroy(): unknown;
};

export type TakenConnections = {
  /**
   * Sends the head that was set and the beginning of the body. The rest is written to what it gives, as it is, and the body ends
   * with the connection. To Node and Express the answer is complete then: it is written down, and given up. One behind which
   * another waits already keeps its connection as HTTP has it.
   */
  begin(response: Response, body: string): Rest;
  /** Whether nothing else may be said on this connection: it belongs to an answer that goes on. */
  has(connection: Duplex): boolean;
};

type Parts = { readonly httpDate: HttpDate; readonly latestAnswers: Pick<LatestAnswers, 'on'> };

export const createTakenConnections = ({ httpDate, latestAnswers }: Parts): TakenConnections => {
  const taken = new WeakSet<Duplex>();

  const headOf = (response: Response): string => {
    const set = response.getHeaderNames().map((name) => `${name}: ${String(response.getHeader(name))}`);
    const lines = [...set, `Date: ${httpDate()}`, 'Connection: close'];
    return ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n');
  };

  return {
    begin(response, body) {
      const { socket } = response;
      if (socket === null || latestAnswers.on(socket) !== response || !takesWholeAnswer(response)) {
        response.write(body);
        return response;
      }
      taken.add(socket);
      giveWholeAnswer(response, headOf(response) + body, 'utf8');
      return socket;
    },
    has: (connection) => taken.has(connection),
  };
};
