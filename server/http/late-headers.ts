// When are header lines made an object? When somebody reads it: Node itself asks each request for `expect` alone.

import { IncomingMessage } from 'node:http';

/** The accessor that makes the object when it is first asked. */
const ofNode = Object.getOwnPropertyDescriptor(IncomingMessage.prototype, 'headers');

type LateRequest = IncomingMessage & { areHeadersMade: boolean };

const headersOf = (request: LateRequest): object => {
  request.areHeadersMade = true;
  return ofNode?.get?.call(request);
};

const isExpecting = ({ rawHeaders }: IncomingMessage): boolean => {
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? '';
    if (name.length === 6 && name.toLowerCase() === 'expect') return true;
  }
  return false;
};

/** Whoever reads earlier than expected, as observers of Node's servers do, finds what is there: this is the object, only later. */
const view: ProxyHandler<LateRequest> = {
  get: (request, name) =>
    name === 'expect' && !isExpecting(request) ? undefined : Reflect.get(headersOf(request), name),
  set: (request, name, value) => Reflect.set(headersOf(request), name, value),
  has: (request, name) => Reflect.has(headersOf(request), name),
  ownKeys: (request) => Reflect.ownKeys(headersOf(request)),
  deleteProperty: (request, name) => Reflect.deleteProperty(headersOf(request), name),
  defineProperty: (request, name, what) => Reflect.defineProperty(headersOf(request), name, what),
  getOwnPropertyDescriptor: (request, name) => Reflect.getOwnPropertyDescriptor(headersOf(request), name),
  getPrototypeOf: (request) => Reflect.getPrototypeOf(headersOf(request)),
  preventExtensions: () => false,
};

/**
 * Has requests with this prototype make their `headers` when they are read, and not for Node's own question, which costs a tenth of
 * all that a repeated answer does. Where Node has no such accessor, nothing is changed.
 */
export const makeHeadersLate = (prototype: IncomingMessage): void => {
  if (ofNode?.get === undefined) return;
  Object.assign(prototype, { areHeadersMade: false });
  Object.defineProperty(prototype, 'headers', {
    ...ofNode,
    get(this: LateRequest) {
      return this.areHeadersMade ? headersOf(this) : new Proxy(this, view);
    },
  });
};
