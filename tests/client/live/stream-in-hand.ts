// What does the proxy say on its event stream? What the test says, for as long as the page listens.

import type { AttributesBody } from '../../../server/http/contract.ts';
import type { Reply } from '../page-in-hand.ts';

export type StreamInHand = {
  readonly reply: Reply;
  /** How many connections there were. */
  readonly opened: number;
  /** How many of them are open. */
  readonly open: number;
  /** To all that are open. */
  say(text: string): void;
  attributes(body: AttributesBody): void;
  end(): void;
  break(): void;
};

/** Each connection first says `greeting`. */
export const createStream = (greeting = ': here\n\n'): StreamInHand => {
  const connections = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const encoder = new TextEncoder();
  let opened = 0;

  const all = (act: (connection: ReadableStreamDefaultController<Uint8Array>) => void, ends: boolean) => {
    for (const connection of [...connections]) {
      if (ends) connections.delete(connection);
      act(connection);
    }
  };
  const say = (text: string) => all((connection) => connection.enqueue(encoder.encode(text)), false);

  return {
    reply: ({ init }) => {
      opened += 1;
      const body = new ReadableStream<Uint8Array>({
        start(connection) {
          connections.add(connection);
          connection.enqueue(encoder.encode(greeting));
          init.signal?.addEventListener('abort', () => {
            if (connections.delete(connection)) connection.error(new DOMException('aborted', 'AbortError'));
          });
        },
      });
      return new Response(body, { headers: { 'Content-Type': 'text/event-stream; charset=utf-8' } });
    },
    get opened() {
      return opened;
    },
    get open() {
      return connections.size;
    },
    say,
    attributes: (body) => say(`event: attributes\ndata: ${JSON.stringify(body)}\n\n`),
    end: () => all((connection) => connection.close(), true),
    break: () => all((connection) => connection.error(new TypeError('network error')), true),
  };
};

/** Answers streams with one reply, and plain requests with another. */
export const either =
  (streams: Reply, plain: Reply): Reply =>
  (request) =>
    (request.url.includes('/stream') ? streams : plain)(request);
