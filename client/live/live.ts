// How do changes in Drift reach a page that is open? One tab of the browser listens, and tells the others that they should ask.

import type { DriftAttributesOptions } from '../api.ts';
import type { Answer } from '../core/answer.ts';
import { type Outcome, permitted } from '../core/ask.ts';
import type { Held } from '../core/held.ts';
import { spread } from '../core/pause.ts';
import type { Send } from '../core/request.ts';
import { browserPage, type World } from '../world.ts';
import { meet } from './meet.ts';
import { rest } from './rest.ts';
import { listen } from './stream.ts';

/** What the core lets the live part see and do. */
export type Link<Attributes> = Pick<Held<Attributes>, 'now' | 'on'> & {
  readonly options: DriftAttributesOptions<Attributes>;
  readonly world: World;
  readonly send: Send;
  /** Whether there is a visitor whose attributes may change: not after a log-out or the end. */
  isOn(): boolean;
  /** Asks as usual, but fails in silence; asks nothing unless it is on. */
  ask(): void;
  settle(outcome: Outcome): void;
};

/** Begins or ends, whatever is right at this moment. Every other snapshot than before does it too. */
export type KeepUp = () => void;

/** Milliseconds between two connections, until the proxy says otherwise; doubled while they fail. */
const retryAtFirst = 3000;
const shortestRetry = 500;
const longestRetry = 60_000;

/** Milliseconds within which the other tabs ask for themselves, not all at once. */
const scatter = 500;

/** Milliseconds between two connections that another tab, which has heard something else, makes this one end. */
const patience = 5000;

export const createLive = <Attributes>({
  options,
  world: given,
  send,
  now,
  on,
  isOn,
  ask,
  settle,
}: Link<Attributes>): KeepUp => {
  const world = { ...browserPage(), ...given };
  let running: AbortController | undefined;
  let hangUp = () => {};
  /** Whether what changes at this moment was said by the stream. */
  let taking = false;

  const stop = () => {
    running?.abort();
    running = undefined;
    hangUp();
  };

  /** Connects again and again; resolves when that is of no use, or over. */
  const stream = async (signal: AbortSignal): Promise<void> => {
    let retry = retryAtFirst;
    let failures = 0;
    const take = (answer: Answer) => {
      failures = 0;
      taking = true;
      settle(answer);
      taking = false;
    };
    const heed = (milliseconds: number) => {
      retry = Math.max(milliseconds, shortestRetry);
    };
    const ears = { send, world, take, heed };

    while (!signal.aborted) {
      const connection = new AbortController();
      hangUp = () => connection.abort();
      const failure = (await permitted(options.consent)) ?? (await listen(ears, connection));
      if (signal.aborted) return;
      if (failure?.status === 'unauthenticated') settle(failure);
      if (failure && failure.status !== 'failed') return;

      const wait = Math.max(Math.min(retry * 2 ** failures, longestRetry), (failure?.wait || 0) * 1000);
      failures += 1;
      // Something on the way may pass on everything but streams.
      if (failures > 2 && world.visible()) ask();
      await rest(spread(wait, world), 'online', world.online, world, signal);
    }
  };

  /** Asks about once a minute while somebody may be looking, for as long as it `helps`. */
  const poll = async (signal: AbortSignal, helps: () => boolean): Promise<void> => {
    for (;;) {
      await rest(45_000 + world.random() * 30_000, 'visibilitychange', world.visible, world, signal);
      if (signal.aborted || !helps()) return;
      ask();
    }
  };

  const follow = async (signal: AbortSignal): Promise<void> => {
    const atTheEnd = (end: () => void) => signal.addEventListener('abort', end);
    // A page that holds a connection, a lock or a channel cannot rest in the back-forward cache.
    const endAsleep = world.hear('pagehide', () => {
      stop();
      const endAwake = world.hear('pageshow', () => {
        endAwake();
        ask();
        keepUp();
      });
    });
    atTheEnd(endAsleep);

    // Who waits for consent must not keep the others waiting.
    await permitted(options.consent);
    const meeting = await meet(options, world, signal).catch(() => undefined);
    if (signal.aborted) return meeting?.channel.close();
    if (!meeting) return stream(signal);
    const { channel, elect } = meeting;

    let leads = false;
    let cancelAsking = () => {};
    let cancelHangUp: (() => void) | undefined;
    const lead = async () => {
      leads = true;
      await stream(signal);
      leads = false;
    };
    channel.onmessage = ({ data }) => {
      if (!data) {
        cancelAsking();
        cancelAsking = world.after(world.random() * scatter, ask);
      } else if (data !== now().asOf) {
        cancelHangUp ??= world.after(patience, () => {
          cancelHangUp = undefined;
          hangUp();
        });
      }
    };
    // Values are never said: two tabs may have two visitors. Each asks for itself, when it hears that it should.
    const tell = () => channel.postMessage(0);
    const hasNone = () => !now().asOf;
    const endChange = on('change', () => leads && tell());
    atTheEnd(() => {
      endChange();
      cancelAsking();
      cancelHangUp?.();
      if (hasNone()) tell();
      channel.close();
    });
    if (hasNone()) poll(signal, hasNone);
    else channel.postMessage(now().asOf);
    await elect(lead).catch(lead);
  };

  const start = () => {
    if (running) return;
    running = new AbortController();
    const { signal } = running;
    follow(signal).then(() => {
      if (signal.aborted) return;
      ask();
      poll(signal, () => true);
    });
  };

  const keepUp = () => (isOn() ? start() : stop());
  on('snapshot', keepUp);
  // What asking has brought and the stream has not said may be another visitor's: the next one has the credential of then.
  on('change', () => taking || hangUp());
  return keepUp;
};
