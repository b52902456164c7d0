// How many requests have come to this server? Counted as Node tells of them, so that a test need not guess.

import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { until } from './until.ts';

const channel = 'http.server.request.start';

/** Runs `send`, and resolves when `count` requests have come to the server at `url` and have gone as far as they can. */
export const arrivalsOf = async (url: string, count: number, send: () => void): Promise<void> => {
  const port = Number(new URL(url).port);
  let arrived = 0;
  const note = (message: unknown): void => {
    const { request } = message as { readonly request: IncomingMessage };
    if (request.socket.localPort === port) arrived += 1;
  };
  subscribe(channel, note);
  try {
    send();
    await until('every request has come', () => arrived >= count);
    await setImmediate(); // whatever they do before they wait for Drift, they do at once
  } finally {
    unsubscribe(channel, note);
  }
};
