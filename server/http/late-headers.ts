// When are header lines made an object? When somebody reads it: Node's own question, whether one is called Expect, makes none.

import { channel } from 'node:diagnostics_channel';
import { IncomingMessage, type Server } from 'node:http';

/** A request that may know whether the next who reads its headers is Node itself. */
type LateRequest = IncomingMessage & { isNodeToAsk?: boolean };

/** Those who listen here see a request before Node asks its question. */
const requestStart = channel('http.server.request.start');

/**
 * Between making the answer to a request and handing both on, Node reads `headers.expect` and nothing else. To be said when the
 * answer has been made.
 */
export const nodeAsksNext = (request: LateRequest): void => {
  request.isNodeToAsk = !requestStart.hasSubscribers;
};

/** The accessor that makes the object when it is first asked. */
const ofNode = Object.getOwnPropertyDescriptor(IncomingMessage.prototype, 'headers');
const noHeaders = Object.freeze({});

const isExpecting = ({ rawHeaders }: IncomingMessage): boolean => {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === 6 && name.toLowerCase() === 'expect') return true;
  }
  return false;
};

const answersNodeAtOnce = (prototype: LateRequest): void => {
  Object.defineProperty(prototype, 'headers', {
    ...ofNode,
    get(this: LateRequest) {
      return this.isNodeToAsk === true && !isExpecting(this) ? noHeaders : ofNode?.get?.call(this);
    },
  });
};

/** Whoever hears of a request, and whoever has put himself before those who hear, reads its headers as ever. */
const handsOnAsEver = (server: Server): void => {
  const { prototype } = server.constructor;
  Object.defineProperty(server, 'emit', {
    configurable: true,
    writable: true,
    value(this: Server, ...event: [name: string, subject?: LateRequest]): boolean {
      const [, subject] = event;
      if (subject?.isNodeToAsk === true) subject.isNodeToAsk = false;
      return Reflect.apply(prototype.emit, this, event);
    },
  });
};

/**
 * Spares the object of header lines, a tenth of what a repeated answer costs, to requests whose headers nobody reads. `prototype` is
 * that of the requests of this server alone. Where Node has no such accessor, nothing is changed.
 */
export const makeHeadersLate = (server: Server, prototype: LateRequest): void => {
  if (ofNode?.get === undefined) return;
  answersNodeAtOnce(prototype);
  handsOnAsEver(server);
};
