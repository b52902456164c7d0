// How can thousands of answers go on for hours in little memory? Each keeps its connection, and lets go of request and answer.

import type { ServerResponse } from 'node:http';
import type { Duplex, Writable } from 'node:stream';
import type { Response } from 'express';
import { giveWholeAnswer, takesWholeAnswer } from './head-text.ts';
import type { HttpDate } from './http-date.ts';

/** Where the rest of an answer is written. */
export type Rest = Pick<Writable, 'writableLength'> & {
  write(text: string): unknown;
  end(text: string): unknown;
  destroy(): unknown;
};

export type TakenConnections = {
  /**
   * Sends the head that was set and the beginning of the body. The rest is written to what it gives, as it is, and the body ends
   * with the connection. To Node and Express the answer is complete then: it is written down, and given up.
   */
  begin(response: Response, body: string): Rest;
  /** Hears of each answer when its request has come. One behind which another waits already keeps its connection as HTTP has it. */
  saw(answer: ServerResponse): void;
  /** Whether nothing else may be said on this connection: it belongs to an answer that goes on. */
  has(connection: Duplex): boolean;
};

export const createTakenConnections = (httpDate: HttpDate): TakenConnections => {
  const taken = new WeakSet<Duplex>();
  const latest = new WeakMap<Duplex, ServerResponse>();

  const headOf = (response: Response): string => {
    const set = response.getHeaderNames().map((name) => `${name}: ${String(response.getHeader(name))}`);
    const lines = [...set, `Date: ${httpDate()}`, 'Connection: close'];
    return ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n');
  };

  return {
    begin(response, body) {
      const { socket } = response;
      if (socket === null || latest.get(socket) !== response || !takesWholeAnswer(response)) {
        response.write(body);
        return response;
      }
      taken.add(socket);
      giveWholeAnswer(response, headOf(response) + body, 'utf8');
      return socket;
    },
    saw: (answer) => void latest.set(answer.req.socket, answer),
    has: (connection) => taken.has(connection),
  };
};
