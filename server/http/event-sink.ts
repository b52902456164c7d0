// How does an answer go on? As server-sent events (WHATWG HTML, 9.2): a head, one event per answer, and comments between them.

import type { Response } from 'express';
import type { EndCode, Sink } from '../live/page.ts';
import type { PublicContact } from '../sanitize/sanitize.ts';
import type { RecordAccess } from './access.ts';
import type { StreamEnd } from './contract.ts';
import { recordOnce } from './edge.ts';
import { jsonText } from './json-text.ts';

/** Bytes that may wait for a client that does not take them. */
const mostWaiting = 64 * 1024;
/** Milliseconds until a client should come again when the stream was cut. */
const retry = 2_000;

const event = (name: 'attributes' | 'end', data: unknown): string =>
  `event: ${name}\ndata: ${jsonText(data)}\n\n`;

const endOf = (code: EndCode): string => event('end', { code } satisfies StreamEnd);

/** `X-Accel-Buffering` is for nginx, which would else keep what is short until more comes. */
export const sendStreamHead = (response: Response): void => {
  response.status(200).set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'private, no-store',
    'X-Accel-Buffering': 'no',
  });
};

/** Written down as soon as it has begun: it may go on for hours. */
export const createEventSink = (response: Response, record: RecordAccess): Sink => {
  const write = (text: string): void => {
    response.write(text);
    if (response.writableLength > mostWaiting) response.destroy();
  };

  return {
    begin({ body }: PublicContact) {
      sendStreamHead(response);
      write(`retry: ${retry}\n\n${event('attributes', body)}`);
      recordOnce(record, response);
    },
    send: ({ body }) => write(event('attributes', body)),
    beat: () => write(':\n\n'),
    end: (code, milliseconds) => void response.end(`retry: ${milliseconds}\n${endOf(code)}`),
    drop: () => void response.destroy(),
    waiting: () => response.writableLength,
  };
};
