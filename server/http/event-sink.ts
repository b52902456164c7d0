// How does an answer go on? As server-sent events (WHATWG HTML, 9.2): a head, one event per answer, and comments between them.

import type { Response } from 'express';
import type { EndCode, Sink } from '../live/page.ts';
import type { StreamEnd } from './contract.ts';
import { jsonText } from './json-text.ts';
import type { Rest, TakenConnections } from './taken-connections.ts';

/** Bytes that a client may not have taken when more comes; one answer alone may be longer. */
const mostWaiting = 64 * 1024;
/** Milliseconds until a client should come again when the stream was cut. */
const retry = 2_000;

const event = (name: 'attributes' | 'end', data: unknown): string =>
  `event: ${name}\ndata: ${jsonText(data)}\n\n`;

const endOf = (code: EndCode): string => event('end', { code } satisfies StreamEnd);

/** `X-Accel-Buffering` is for nginx, which would else keep what is short until more comes. */
export const setStreamHead = (response: Response): void => {
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'private, no-store',
    'X-Accel-Buffering': 'no',
  });
};

export const createEventSink = (opening: Response, connections: TakenConnections): Sink => {
  // Not kept for longer than until the stream has begun: it holds the whole request.
  let response: Response | undefined = opening;
  let rest: Rest | undefined;

  const write = (text: string): void => {
    if (rest !== undefined && rest.writableLength > mostWaiting) rest.destroy();
    else rest?.write(text);
  };

  return {
    begin({ body }) {
      if (response === undefined) return;
      setStreamHead(response);
      rest = connections.begin(response, `retry: ${retry}\n\n${event('attributes', body)}`);
      response = undefined;
    },
    send: ({ body }) => write(event('attributes', body)),
    beat: () => write(':\n\n'),
    end: (code, milliseconds) => void rest?.end(`retry: ${milliseconds}\n${endOf(code)}`),
    drop: () => void rest?.destroy(),
    waiting: () => rest?.writableLength ?? 0,
  };
};
