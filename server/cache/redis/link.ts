// Is Redis there? Scripts run while it is; when it hangs or is gone nobody waits for it, until it is back.

import type { Cancel, Clock } from '../../clock.ts';
import type { Connect } from './connect.ts';
import { type Connection, createConnection } from './connection.ts';
import type { Reason, Refusal } from './faults.ts';
import { probe, probedKeys } from './probe.ts';
import type { Argument, Script } from './script.ts';

/** Resolves with what the script says; with undefined when Redis is not there, full, or silent for too long. Never rejects. */
export type Run = <Result>(
  script: Script<Result>,
  keys: readonly string[],
  args: readonly Argument[],
) => Promise<Result | undefined>;

export type Link = {
  readonly isUp: boolean;
  /** While Redis is down: undefined at once, and nothing is sent. */
  readonly run: Run;
  /** Hears what any node publishes on this channel, this one included; to be called before `start`. `hear` must not throw. */
  listen(channel: string, hear: (message: string) => void): void;
  /**
   * What must be done each time Redis is there again, the first time included, before anybody else's scripts run: in the order
   * in which it was told, with a way to Redis that is open to these steps alone. Messages are heard from before the first step
   * on. A step whose script gives undefined ends the attempt.
   */
  onReturn(step: (run: Run) => Promise<void>): void;
  /** Begins to connect; never waits. */
  start(): void;
  /** Resolves when every socket is closed. */
  close(): Promise<void>;
};

/** Who is told how Redis does. */
export type Told = {
  /** Once for each time that it is gone, a start without it included; why it stays away is not told. */
  down(reason: Reason): void;
  /** It is there: the first time, and each time after it was down. */
  back(): void;
  /** It is there, but did not do this script; each time. */
  refused(script: string, why: Refusal): void;
};

/** Milliseconds before it is tried again, after the first failure, the second and so on. */
const delays = [250, 500, 1_000] as const;
const longestDelay = 2_000;
/** Whoever was there for so long is not one that comes and goes: trying begins anew. */
const steady = 10_000;
/** How often it is asked whether it is there when nobody else asks: a lost message must not stay unnoticed. */
const beat = 1_000;

/** For those to whom an answer that does not come is the end of this connection, whatever the reason. */
const strictly =
  (connection: Connection): Run =>
  async (script, keys, args) => {
    const result = await connection.run(script, keys, args);
    if (result === undefined) connection.lose('reply');
    return result;
  };

type Parts = { readonly connect: Connect; readonly clock: Clock; readonly told: Told };

export const createLink = ({ connect, clock, told }: Parts): Link => {
  const steps: ((run: Run) => Promise<void>)[] = [];
  const hearing = new Map<string, (message: string) => void>();
  let connection: Connection | undefined;
  let cancel: Cancel = () => {};
  let state: 'new' | 'up' | 'down' | 'closed' = 'new';
  let failures = 0;
  let upSince = 0;

  const lost = (reason: Reason): void => {
    cancel();
    if (state === 'up' && clock.now() - upSince >= steady) failures = 0;
    const isNews = state !== 'down';
    state = 'down';
    cancel = clock.after(delays[failures] ?? longestDelay, attempt);
    failures += 1;
    if (isNews) told.down(reason);
  };

  const keepAsking = (current: Connection): void => {
    cancel = clock.after(beat, async () => {
      if (await strictly(current)(probe, probedKeys, [])) keepAsking(current);
    });
  };

  const takeSteps = async (current: Connection): Promise<void> => {
    try {
      for (const step of steps) await step(strictly(current));
    } catch {
      current.lose('reply');
    }
  };

  const attempt = async (): Promise<void> => {
    const current = createConnection({ connect, clock, hearing, lost, refused: told.refused });
    connection = current;
    await current.opened;
    if (!current.isLost) await takeSteps(current);
    if (current.isLost) return;
    state = 'up';
    upSince = clock.now();
    keepAsking(current);
    told.back();
  };

  return {
    get isUp() {
      return state === 'up';
    },
    run: async (script, keys, args) => (state === 'up' ? connection?.run(script, keys, args) : undefined),
    listen: (channel, hear) => hearing.set(channel, hear),
    onReturn: (step) => steps.push(step),
    start() {
      void attempt();
    },
    async close() {
      state = 'closed';
      cancel();
      await connection?.close();
    },
  };
};
