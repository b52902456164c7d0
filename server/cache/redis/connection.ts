// Does this one connection still answer? It is lost for good at the first sign that it does not, and all who wait go on.

import type { Redis } from 'ioredis';
import type { Cancel, Clock } from '../../clock.ts';
import type { Connect } from './connect.ts';
import { createEvaluate } from './evaluate.ts';
import { faultOf, type Reason, type Refusal, reasonOf } from './faults.ts';
import type { Run } from './link.ts';
import { probe, probedKeys } from './probe.ts';

export type Connection = {
  /** Resolves once it takes scripts and hears every channel, or was lost before that. */
  readonly opened: Promise<void>;
  readonly isLost: boolean;
  readonly run: Run;
  /** Does nothing when it is lost already. */
  lose(reason: Reason): void;
  /** Loses it without a word, and resolves when its sockets are closed. */
  close(): Promise<void>;
};

/** Milliseconds that a script may take. */
const patience = 150;
/** Milliseconds that opening may take in all; nobody waits for it. */
const patienceToOpen = 1_000;
/** Parts in which patience runs out. */
const slices = 5;

type Parts = {
  readonly connect: Connect;
  readonly clock: Clock;
  readonly hearing: ReadonlyMap<string, (message: string) => void>;
  /** Called once at most. */
  readonly lost: (reason: Reason) => void;
  readonly refused: (script: string, why: Refusal) => void;
};

export const createConnection = ({ connect, clock, hearing, lost, refused }: Parts): Connection => {
  const way = connect();
  const evaluate = createEvaluate();
  const release = new Set<() => void>();
  let client: Redis | undefined;
  let isLost = false;

  const giveUp = (): Promise<void> => {
    isLost = true;
    for (const go of release) go();
    return way.end();
  };

  const lose = (reason: Reason): void => {
    if (isLost) return;
    void giveUp();
    lost(reason);
  };

  /**
   * While this process itself stands still, the reply may lie there unread: however long that takes, it counts as one slice, and
   * after the last one there is one more turn of the event loop.
   */
  const loseAfter = (delay: number): Cancel => {
    let rest = slices;
    const next = (): Cancel =>
      clock.after(rest === 0 ? 0 : delay / slices, () => {
        if (rest === 0) return lose('timeout');
        rest -= 1;
        cancel = next();
      });
    let cancel = next();
    return () => cancel();
  };

  /** What it resolves with, unless the connection is lost before. */
  const whileThere = <Value>(delay: number, value: Promise<Value>): Promise<Value | undefined> =>
    new Promise((resolve) => {
      const go = (): void => settle(undefined);
      const settle = (settled: Value | undefined): void => {
        cancel();
        release.delete(go);
        resolve(settled);
      };
      const cancel = loseAfter(delay);
      release.add(go);
      void value.then(settle);
    });

  const failed = (script: string, error: unknown): undefined => {
    const fault = faultOf(error);
    if ('down' in fault) lose(fault.down);
    else if (!isLost) refused(script, fault.refused);
    return undefined;
  };

  const run: Run = async (script, keys, args) => {
    if (isLost || client === undefined) return undefined;
    const reply = evaluate(client, script, keys, args).then(
      (said) => ({ said }),
      (error: unknown) => failed(script.name, error),
    );
    const answer = await whileThere(patience, reply);
    if (answer === undefined) return undefined;
    try {
      return script.read(answer.said);
    } catch {
      refused(script.name, 'script');
      return undefined;
    }
  };

  const open = async (): Promise<void> => {
    try {
      const opening = await way.client;
      opening.on('error', (error) => lose(reasonOf(error)));
      opening.on('close', () => lose('connection'));
      opening.on('message', (channel, message) => hearing.get(channel)?.(message));
      if (hearing.size > 0) await opening.subscribe(...hearing.keys());
      await opening.eval(probe.lua, probedKeys.length, ...probedKeys);
      client = opening;
    } catch (error) {
      lose(reasonOf(error));
    }
  };

  return {
    opened: whileThere(patienceToOpen, open()),
    get isLost() {
      return isLost;
    },
    run,
    lose,
    close: giveUp,
  };
};
