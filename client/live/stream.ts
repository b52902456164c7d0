// What does the proxy say while the page is open? One connection, listened to until it ends, however that is.

import { type Answer, answerOf } from '../core/answer.ts';
import { outcomeOf } from '../core/ask.ts';
import { type Failure, failureFrom, type Send } from '../core/request.ts';
import type { AskingWorld } from '../world.ts';
import { createEventReader } from './events.ts';

/** Milliseconds without a byte after which a connection is dead; the proxy sends one every 25 s. */
const silence = 60_000;

type Ears = {
  readonly send: Send;
  readonly world: AskingWorld;
  /** Told of each answer. */
  take(answer: Answer): void;
  /** Told how many milliseconds to wait before the next connection. */
  heed(retry: number): void;
};

/** Refused for good: no streams here, or something on the way that cannot pass them on. */
const noStream: Failure = { status: 'refused', reason: 'not_found' };

const parsed = (data: string): unknown => {
  try {
    return JSON.parse(data);
  } catch {
    return undefined;
  }
};

const hear = async (
  { send, take, heed }: Ears,
  signal: AbortSignal,
  alive: () => void,
): Promise<Failure | undefined> => {
  const response = await send('/stream', signal);
  if (!response.ok) return (await outcomeOf(response)) as Failure;
  if (!response.body || !/^text\/event-stream/.test(response.headers.get('Content-Type') ?? ''))
    return noStream;

  const read = createEventReader((event, data) => {
    const answer = event === 'attributes' && answerOf(parsed(data));
    // What was read before a log-out may be heard only after it.
    if (answer && !signal.aborted) take(answer);
  }, heed);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  while (!signal.aborted) {
    alive();
    const { done, value } = await reader.read();
    if (done || !read(decoder.decode(value, { stream: true }))) break;
  }
  return undefined;
};

/**
 * Resolves when the stream has ended, or `connection` was aborted; never rejects. Gives why there was none, or nothing: why it
 * ended does not matter, because the next connection is told by its status whether there is more to hear.
 */
export const listen = (ears: Ears, connection: AbortController): Promise<Failure | undefined> =>
  new Promise((resolve) => {
    if (connection.signal.aborted) return resolve(undefined);
    const hangUp = () => connection.abort();
    let stop = ears.world.after(silence, hangUp);
    const alive = () => {
      stop();
      stop = ears.world.after(silence, hangUp);
    };
    connection.signal.addEventListener('abort', () => {
      stop();
      resolve(undefined);
    });
    hear(ears, connection.signal, alive).catch(failureFrom).then(resolve).then(hangUp);
  });
