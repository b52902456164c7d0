// What is an open page? Who looks, what was shown last, and where what follows is sent.

import type { Cancel } from '../clock.ts';
import type { ErrorCode } from '../errors.ts';
import type { PublicContact } from '../sanitize/sanitize.ts';
import type { Topic } from './topics.ts';

/** Why a stream ends that the server ends: what refused the session, or that the server stops. */
export type EndCode = ErrorCode | 'stopping';

/** The other end of a stream; none of these throws. */
export type Sink = {
  /** The head and the first answer. Until then the request can be refused like any other. */
  begin(contact: PublicContact): void;
  send(contact: PublicContact): void;
  /** Says nothing, so that whoever listens knows that we are there. */
  beat(): void;
  /** Says why, and after how many milliseconds to come again; then ends. */
  end(code: EndCode, retry: number): void;
  /** Ends without a word. */
  drop(): void;
  /** Bytes that the client has yet to take. */
  waiting(): number;
};

export type Page = {
  readonly token: string;
  /** The raw query value, if there was one. */
  readonly fields: unknown;
  readonly sink: Sink;
  /** Undefined when the session names no contact. */
  topic: Topic | undefined;
  /** A digest of what was shown last; undefined before the first answer. */
  shown: string | undefined;
  /** Whether that was stale. */
  isStale: boolean;
  /** The policy that it was shown by. */
  policy: unknown;
  /** Heartbeats in a row at which the client had not taken what was sent before. */
  idle: number;
  hasLeft: boolean;
  /** What gives back its place, its next heartbeat and its end in time; each is there once it is needed. */
  readonly whenLeft: Cancel[];
};
