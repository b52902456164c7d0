// What does the page know of its visitor? One request at a time, one snapshot, and nothing from before a log-out.

import type { DriftAttributes, DriftAttributesOptions, Ready } from '../api.ts';
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
const loggedOut = Object.freeze({ status: 'unauthenticated', reason: 'no_session', ...nothing } as const);

/** @throws TypeError for options that cannot work */
export const createCore = <Attributes>(
  options: DriftAttributesOptions<Attributes>,
  world: World,
): DriftAttributes<Attributes> => {
  const ask = createAsk(createSend(options, world), options.consent, world);
  const bootstrap = answerOf(options.bootstrap) as Known<Attributes> | undefined;
  const held = createHeld<Attributes>(
    { status: bootstrap ? 'ready' : 'pending', reason: undefined, ...(bootstrap ?? nothing) },
    world.report,
  );
  const now = () => held.snapshot as Ready<Attributes>;
  let flight: Flight<Attributes> | undefined;
  let closed = false;
  let forgetStale = () => {};

  const settle = (outcome: Outcome, quiet: boolean): Ready<Attributes> => {
    forgetStale();
    if (!isFailure(outcome)) {
      if (outcome.stale && !quiet) forgetStale = world.after(spread(1000, world), () => begin(true));
      return held.become('ready', undefined, outcome as Known<Attributes>);
    }
    const { status, reason } = outcome;
    if (status !== 'failed') return held.become(status, reason, nothing);
    return quiet ? now() : held.become(status, reason, now());
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
      if (held.snapshot.status !== 'pending') return;
      stop = world.after(options.timeout ?? 1500, () => resolve(held.become('timeout', undefined, now())));
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

  const ready = async () => (held.snapshot.status === 'pending' ? begin().inTime : now());

  return {
    ready,
    get: (name, fallback) => held.snapshot.attributes[name] ?? fallback,
    all: () => held.snapshot.attributes,
    get known() {
      return held.snapshot.known;
    },
    get asOf() {
      return held.snapshot.asOf;
    },
    get stale() {
      return held.snapshot.stale;
    },
    on: held.on,
    subscribe(listener) {
      const end = held.on('snapshot', () => listener());
      ready();
      return end;
    },
    getSnapshot: () => held.snapshot,
    refresh: async () => (closed ? now() : begin().landed),
    clear() {
      drop(loggedOut);
      if (closed) held.become('refused', 'closed', nothing);
      else held.become('pending', undefined, nothing);
    },
    close() {
      closed = true;
      held.silence();
      if (held.snapshot.status === 'pending') held.become('refused', 'closed', nothing);
      drop(now());
    },
  };
};
