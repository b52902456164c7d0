// What becomes of the body of a request that has none? Nothing: nobody waits for its end, so none is told.

import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/**
 * Node's own fields, from Node 0.x to 24: whether a request's body is thrown away, and which request the parser of a connection is
 * at. Setting them is a liberty like that of `head-text`, and only taken while they are there.
 */
type Dumpable = IncomingMessage & { _dumped?: boolean };
type WithParser = Socket & { parser?: { incoming?: IncomingMessage | null } | null };

/**
 * To be said of a request without a body that nobody has begun to read, before its answer. Ending an empty stream by way of its
 * events takes Node four turns of its queue, and a seventh of all that a repeated answer costs; Node 24 offers the same to whole
 * servers (`optimizeEmptyRequests`).
 */
export const leaveUnread = (request: IncomingMessage): void => {
  const { parser } = request.socket as WithParser;
  const dumpable = request as Dumpable;
  if (parser?.incoming !== request || dumpable._dumped !== false) return;
  dumpable._dumped = true;
  parser.incoming = null; // as after any request that is over
};
