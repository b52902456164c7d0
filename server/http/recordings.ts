// What did Express say the last time? Heads by who asked, bodies by what they were made from.

import type { ServerResponse } from 'node:http';
import type { PublicBody } from '../sanitize/sanitize.ts';
import { headTextOf } from './head-text.ts';
import { cacheStatuses } from './reply.ts';

/** To whom the heads of all answers look the same, but for their own lines. */
export type Asker = { readonly kind: 'bearer' | 'cookie'; readonly origin: string | undefined };

/** The lines that each answer has for itself. */
type OwnLine = 'requestId' | 'date' | 'contentLength' | 'etag';
/** Texts, and the names of what is filled in between them. */
type Head = readonly (string | { readonly own: OwnLine })[];
type Body = {
  readonly text: string;
  /** The cheaper Latin-1 where it gives the same bytes. */
  readonly encoding: 'latin1' | 'utf8';
  readonly contentLength: string;
  readonly etag: string;
};

export type Recording = { readonly head: Head; readonly body: Body };

export type Recordings = {
  /** Remembers an answer that Express has just given to a plain question; `text` is its body. */
  record(asker: Asker, response: ServerResponse, body: PublicBody, text: string): void;
  /** What Express would say, if it has said both this head and this body before. */
  find(asker: Asker, body: PublicBody): Recording | undefined;
};

/** For each kind of credential; origins that match a pattern are without number. */
const mostHeads = 200;

const ownLines: ReadonlyMap<string, OwnLine> = new Map([
  ['X-Request-Id', 'requestId'],
  ['Date', 'date'],
  ['Content-Length', 'contentLength'],
  ['ETag', 'etag'],
]);

/** The first of two askers may have missed the cache; whoever is answered from a recording has hit it. */
const asHit = (line: string): string =>
  line.startsWith('Cache-Status: ') ? `Cache-Status: ${cacheStatuses.hit}` : line;

/** Joined once, so that each text lies in one piece. */
const headFrom = (text: string): Head => {
  const head: (string | { readonly own: OwnLine })[] = [];
  let lines: string[] = [];
  for (const line of text.split('\r\n')) {
    const name = line.slice(0, line.indexOf(':'));
    const own = ownLines.get(name);
    if (own === undefined) lines.push(asHit(line));
    else {
      head.push([...lines, `${name}: `].join('\r\n'), { own });
      lines = ['']; // what follows begins with the end of this line
    }
  }
  return [...head, lines.join('\r\n')];
};

const isAscii = (text: string): boolean => /^[\r\n -~]*$/.test(text);

const textHeader = (response: ServerResponse, name: string): string =>
  response.getHeader(name)?.toString() ?? '';

export const createRecordings = (): Recordings => {
  const heads = { bearer: new Map<string, Head>(), cookie: new Map<string, Head>() };
  const bodies = new WeakMap<PublicBody, Body>();

  /** False when there is none to repeat. */
  const recordHead = ({ kind, origin = '' }: Asker, response: ServerResponse): boolean => {
    const ofKind = heads[kind];
    if (ofKind.has(origin)) return true;
    const text = headTextOf(response);
    if (text === undefined || !isAscii(text)) return false; // it may be sent as UTF-8
    if (ofKind.size >= mostHeads) ofKind.clear();
    ofKind.set(origin, headFrom(text));
    return true;
  };

  return {
    record(asker, response, body, text) {
      if (response.statusCode !== 200 || !response.shouldKeepAlive) return;
      if (!recordHead(asker, response) || bodies.has(body)) return;
      bodies.set(body, {
        text,
        encoding: isAscii(text) ? 'latin1' : 'utf8',
        contentLength: textHeader(response, 'Content-Length'),
        etag: textHeader(response, 'ETag'),
      });
    },
    find({ kind, origin = '' }, of) {
      const head = heads[kind].get(origin);
      const body = bodies.get(of);
      return head && body && { head, body };
    },
  };
};

/**
 * A whole answer that is a recording but for its own id and date. The connection turns the text into bytes while it sends them;
 * bytes put together here would cost four times as much, and memory outside the heap.
 */
export const answerFrom = ({ head, body }: Recording, requestId: string, date: string): string => {
  const own = { requestId, date, contentLength: body.contentLength, etag: body.etag };
  let text = '';
  for (const piece of head) text += typeof piece === 'string' ? piece : own[piece.own];
  return text + body.text;
};
