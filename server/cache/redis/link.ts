// Is Redis there? Scripts run while it is; when it hangs or is gone nobody waits for it, until it is back.

import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import type { Clock } from '../../clock.ts';
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
  /** Hears what any node publishes on this channel, this one included; to be called before `start`. */
  listen(channel: string, hear: (message: string) => void): void;
  /**
   * What must be done each time Redis is there again, the first time included, before anybody else's scripts run: in the order
   * in which it was told, with a way to Redis that is open to these steps alone. A step whose script gives undefined ends the
   * attempt.
   */
  onReturn(step: (run: Run) => Promise<void>): void;
  /** Begins to connect; never waits. */
  start(): void;
  close(): Promise<void>;
};

/** Milliseconds that a script may take. */
const patience = 150;

type Parts = { readonly url: string; readonly clock: Clock };

export const createLink = ({ url, clock }: Parts): Link => {
  const client = new Redis(url, { lazyConnect: true, enableOfflineQueue: false });
  const subscriber = client.duplicate();
  const steps: ((run: Run) => Promise<void>)[] = [];
  const hearing = new Map<string, (message: string) => void>();
  let isUp = false;

  const send: Run = async (script, keys, args) => {
    const sha = createHash('sha1').update(script.lua).digest('hex');
    const reply = client
      .evalsha(sha, keys.length, ...keys, ...args)
      .catch((error: Error) => {
        if (!error.message.startsWith('NOSCRIPT')) throw error;
        return client.eval(script.lua, keys.length, ...keys, ...args);
      })
      .then(script.read)
      .catch(() => undefined);
    return new Promise((resolve) => {
      const cancel = clock.after(patience, () => resolve(undefined));
      void reply.then(resolve).finally(cancel);
    });
  };

  return {
    get isUp() {
      return isUp;
    },
    run: async (script, keys, args) => (isUp ? send(script, keys, args) : undefined),
    listen: (channel, hear) => hearing.set(channel, hear),
    onReturn: (step) => steps.push(step),
    start() {
      void (async () => {
        await Promise.all([client.connect(), subscriber.connect()]);
        subscriber.on('message', (channel, message) => hearing.get(channel)?.(message));
        for (const channel of hearing.keys()) await subscriber.subscribe(channel);
        for (const step of steps) await step(send);
        isUp = true;
      })();
    },
    async close() {
      isUp = false;
      client.disconnect();
      subscriber.disconnect();
    },
  };
};
