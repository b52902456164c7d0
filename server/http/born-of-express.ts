// What are requests and answers made as? As the objects that Express would turn them into.

import { IncomingMessage, ServerResponse } from 'node:http';
import type { Express, Request, Response } from 'express';
import { nodeAsksNext } from './late-headers.ts';

/** What a server of Node makes of each request. */
export type Messages = {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
};

/**
 * Express changes the prototypes of every request and answer that it is handed to those of its application. For V8 such an object
 * is like no other: whatever is done with it from then on is done without compiled code, and that is more than half of what
 * Express costs. Nothing has to be changed where an object was born with that prototype.
 */
export const bornOf = (app: Express): Messages => {
  class BornRequest extends IncomingMessage {}
  class BornResponse<Of extends IncomingMessage> extends ServerResponse<Of> {
    constructor(...made: ConstructorParameters<typeof ServerResponse<Of>>) {
      super(...made);
      nodeAsksNext(this.req);
    }
  }
  Object.setPrototypeOf(BornRequest.prototype, app.request);
  Object.setPrototypeOf(BornResponse.prototype, app.response);
  app.request = BornRequest.prototype as Request;
  app.response = BornResponse.prototype as Response;
  return { IncomingMessage: BornRequest, ServerResponse: BornResponse };
};
