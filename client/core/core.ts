// What does the page know of its visitor? One request at a time, one snapshot, and nothing from before a log-out.

import type { DriftAttributes, DriftAttributesOptions, Ready } from '../api.ts';
import type { KeepUp, Link } from '../live/live.ts';
import type { World } from '../world.ts';
import { answerOf } from './answer.ts';
import { createAsk, isFailure, type Outcome } from './ask.ts';
import { createHeld, type Known } from './held.ts';
import { spread } from './pause.ts';
import { createSend } from './request.ts';

/** One asking that is under way. */
type Flight<Attributes> = {
  /** Whether nobody waits for it: then it fails in silence. */
  quiet: boolean;
  /** Resolves when it has landed, however that was. */
  readonly landed: Promise<Ready<Attributes>>;
  /** Resolves when it has landed or takes too long to be waited for. */
  readonly inTime: Promise<Ready<Attributes>>;
  /** Ends it if it is under way still. */
  land(ready: Ready<Attributes>): void;
};

const nothing = {
  known: false,
  attributes: Object.freeze(Object.create(null)),
  asOf: undefined,
  stale: false,
};

/** What those hear who still waited when the visitor logged out. */
const loggedOut = Object.freeze({ ...nothing, status: 'unauthenticated', reason: 'no_session' } as const);

/**
 * @param createLive what keeps the answer up to date; without it, only asking does
 * @throws TypeError for options that cannot work
 */
export const createCore = <Attributes>(
  options: DriftAttributesOptions<Attributes>,
  world: World,
  createLive?: ((link: Link<Attributes>) => KeepUp) | undefined,
): DriftAttributes<Attributes> => {
  const send = createSend(options, world);
  const ask = createAsk(send, options.consent, world);
  const bootstrap = answerOf(options.bootstrap) as Known<Attributes> | undefined;
  const { now, become, on, silence } = createHeld<Attributes>(
    { ...(bootstrap ?? nothing), status: bootstrap ? 'ready' : 'pending', reason: undefined },
    world.report,
  );
  /** For when it is certain that it is not pending. */
  const settled = () => now() as Ready<Attributes>;
  let first = now();
  let flight: Flight<Attributes> | undefined;
  let closed = false;
  let forgetStale = () => {};

  /** Whether there is a visitor whose attributes may change. */
  const isOn = () => !closed && /ready|failed/.test(now().status);

  const settle = (outcome: Outcome, quiet: boolean): Ready<Attributes> => {
    forgetStale();
    if (!isFailure(outcome)) {
      if (outcome.stale && !quiet) forgetStale = world.after(spread(1000, world), () => begin(true));
      return become('ready', undefined, outcome as Known<Attributes>);
    }
    const { status, reason } = outcome;
    if (status !== 'failed') return become(status, reason, nothing);
    return quiet ? settled() : become(status, reason, settled());
  };

  const begin = (quiet = false): Flight<Attributes> => {
    if (flight) {
      flight.quiet &&= quiet;
      return flight;
    }
    const controller = new AbortController();
    let stop = () => {};
    let land: (ready: Ready<Attributes>) => void = () => {};
    const landed = new Promise<Ready<Attributes>>((resolve) => {
      land = (ready) => {
        stop();
        controller.abort();
        resolve(ready);
      };
    });
    const inTime = new Promise<Ready<Attributes>>((resolve) => {
      landed.then(resolve);
      if (now().status !== 'pending') return;
      stop = world.after(options.timeout ?? 1500, () => resolve(become('timeout', undefined, now())));
    });
    const mine = { quiet, landed, inTime, land };
    flight = mine;
    ask(controller.signal).then((outcome) => {
      if (flight !== mine) return;
      flight = undefined;
      land(settle(outcome, mine.quiet));
    });
    return mine;
  };

  /** What is under way is dropped; its answer is never used. */
  const drop = (ready: Ready<Attributes>) => {
    const dropped = flight;
    flight = undefined;
    forgetStale();
    dropped?.land(ready);
  };

  const ready = async () => {
    if (now().status === 'pending') return begin().inTime;
    keepUp?.();
    return settled();
  };

  const keepUp = createLive?.({
    options,
    world,
    send,
    now,
    on,
    isOn,
    ask: () => isOn() && begin(true),
    settle: (outcome) => settle(outcome, true),
  });

  return {
    ready,
    get: (name, fallback) => now().attributes[name] ?? fallback,
    all: () => now().attributes,
    get known() {
      return now().known;
    },
    get asOf() {
      return now().asOf;
    },
    get stale() {
      return now().stale;
    },
    on,
    subscribe(listener) {
      const end = on('snapshot', () => listener());
      ready();
      return end;
    },
    getSnapshot: now,
    getServerSnapshot: () => first,
    refresh: async () => (closed ? settled() : begin().landed),
    clear() {
      drop(loggedOut);
      become(closed ? 'refused' : 'pending', closed ? 'closed' : undefined, nothing);
      first = now();
    },
    close() {
      closed = true;
      silence();
      if (now().status === 'pending') become('refused', 'closed', nothing);
      drop(settled());
      keepUp?.();
    },
  };
};
