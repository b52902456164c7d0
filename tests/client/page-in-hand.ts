// What page is the library on? One in the hands of a test: its clock, its chance, and a network that answers what the test says.

import type { PageEvent, World } from '../../client/world.ts';
import type { AttributesBody } from '../../server/http/contract.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';

/** What the network does with one request. */
export type Reply = (request: SentRequest) => Response | Promise<Response>;

export type SentRequest = {
  readonly url: string;
  readonly init: RequestInit;
  readonly headers: Headers;
};

export type Page = {
  readonly world: World;
  readonly clock: ManualClock;
  readonly sent: readonly SentRequest[];
  /** What listeners threw. */
  readonly reported: readonly unknown[];
  /** What the next requests are answered, in order; the last one answers all others too. */
  replies(...replies: readonly Reply[]): void;
  /** Lets everything happen that needs no time. */
  settle(): Promise<void>;
  /** Turns the clock, and lets what follows from it happen. */
  pass(milliseconds: number): Promise<void>;
  /** What the browser tells the page. */
  fire(event: PageEvent): void;
  /** How many listeners the page has for what the browser tells. */
  readonly listening: number;
  /** For the test to turn. */
  readonly state: { online: boolean; visible: boolean };
};

/** What several pages have in common. */
export type Surroundings = {
  readonly clock?: ManualClock;
  readonly locks?: World['locks'];
  readonly channel?: NonNullable<World['channel']>;
  readonly random?: () => number;
};

export const ada: AttributesBody = {
  known: true,
  attributes: { first_name: 'Ada', seats: 3, trial: false, tags: ['vip', 'beta'] },
  asOf: '2026-11-22T10:00:00.000Z',
  stale: false,
};

export const answers =
  (body: unknown = ada, status = 200, headers: Record<string, string> = {}): Reply =>
  () =>
    new Response(JSON.stringify(body), { status, headers });

/** As the proxy refuses. */
export const refuses = (status: number, code: string, headers: Record<string, string> = {}): Reply =>
  answers({ type: 'about:blank', title: 'No', status, code, requestId: 'r' }, status, headers);

export const breaks: Reply = () => Promise.reject(new TypeError('Failed to fetch'));

/** Never answers, until it is aborted. */
export const hangs: Reply = ({ init }) =>
  new Promise((_, reject) => {
    init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
  });

/** A reply that comes when the test says so. */
export const held = (): { readonly reply: Reply; release(response: Reply): void } => {
  let resolve: (response: Response | Promise<Response>) => void = () => {};
  let request: SentRequest | undefined;
  return {
    reply: (sent) => {
      request = sent;
      return new Promise((done) => {
        resolve = done;
      });
    },
    release: (reply) => {
      if (request) resolve(reply(request));
    },
  };
};

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

export const createPage = ({
  clock = createManualClock(),
  random = () => 0,
  ...shared
}: Surroundings = {}): Page => {
  const listeners = new Set<{ readonly event: PageEvent; readonly act: () => void }>();
  const state = { online: true, visible: true };
  const sent: SentRequest[] = [];
  const reported: unknown[] = [];
  let queue: readonly Reply[] = [answers()];

  const settle = async () => {
    for (let turns = 0; turns < 4; turns += 1) await turn();
  };

  return {
    clock,
    sent,
    reported,
    state,
    fire: (event) => {
      for (const listener of [...listeners]) if (listener.event === event) listener.act();
    },
    get listening() {
      return listeners.size;
    },
    replies: (...replies) => {
      queue = replies;
    },
    settle,
    pass: async (milliseconds) => {
      await settle();
      clock.advance(milliseconds);
      await settle();
    },
    world: {
      fetch: async (input, init = {}) => {
        const request = { url: String(input), init, headers: new Headers(init.headers) };
        sent.push(request);
        if (init.signal?.aborted) throw new DOMException('aborted', 'AbortError');
        const [reply = answers(), ...rest] = queue;
        if (rest.length > 0) queue = rest;
        return reply(request);
      },
      after: clock.after,
      random,
      report: (error) => reported.push(error),
      page: 'https://www.example.com/pricing?a=1#b',
      hear: (event, act) => {
        const listener = { event, act };
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      online: () => state.online,
      visible: () => state.visible,
      // Not those of Node 24, which all pages of a test run would share.
      locks: undefined,
      channel: undefined,
      ...shared,
    },
  };
};
