// What does the proxy say while the page is open? One connection, listened to until it ends, however that is.

import { type Answer, answerOf } from '../core/answer.ts';
import { outcomeOf } from '../core/ask.ts';
import type { Failure, Send } from '../core/request.ts';
import type { World } from '../world.ts';
import { createEventReader } from './events.ts';

/** Milliseconds without a byte after which a connection is dead; the proxy sends one every 25 s. */
const silence = 60_000;

type Ears = {
  readonly send: Send;
  readonly world: World;
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

/**
 * Resolves when the stream ends: with why there was none, or with nothing. Why it ended does not matter: the next connection is
 * told, by its status, whether there is more to hear.
 * @throws what `send` throws
 */
export const listen = async (
  { send, world, take, heed }: Ears,
  signal: AbortSignal,
): Promise<Failure | undefined> => {
  const connection = new AbortController();
  const hangUp = () => connection.abort();
  signal.addEventListener('abort', hangUp, { signal: connection.signal });
  let stop = world.after(silence, hangUp);
  const read = createEventReader((event, data) => {
    const answer = event === 'attributes' && answerOf(parsed(data));
    if (answer) take(answer);
  }, heed);

  try {
    const response = await send('/stream', connection.signal);
    if (!response.ok) return (await outcomeOf(response)) as Failure;
    if (!response.body || !/^text\/event-stream/.test(response.headers.get('Content-Type') ?? ''))
      return noStream;

    const reader = response.body.getReader();
    const decoder = new TextDecoder();
    for (;;) {
      const { done, value } = await reader.read();
      if (done || !read(decoder.decode(value, { stream: true }))) return undefined;
      stop();
      stop = world.after(silence, hangUp);
    }
  } finally {
    stop();
    hangUp();
  }
};
