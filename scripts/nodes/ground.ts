// What can be done to the Redis of three nodes? One process that can be stopped, killed and told things, behind a wire each.

import type { Clock } from '../../server/clock.ts';
import type { Children } from './children.ts';
import { type Reply, tellRedis } from './redis-command.ts';
import { startRedis } from './redis-server.ts';
import { openWire, type Wire } from './wire.ts';

export type Ground = {
  /** The wire of each node. */
  readonly wires: readonly Wire[];
  /** What REDIS_URL of each node is. */
  readonly urls: readonly string[];
  tell(...command: readonly [string, ...string[]]): Promise<Reply>;
  /** From now on `tell` proves itself with this. */
  usePassword(password: string | undefined): void;
  /** It answers nobody, and every connection stays open. */
  freeze(): void;
  thaw(): void;
  kill(): Promise<void>;
  /** Starts it on the same port, with nothing in it. */
  restart(): Promise<void>;
  close(): Promise<void>;
};

export type Parts = { readonly nodes: number; readonly clock: Clock; readonly children: Children };

export const openGround = async ({ nodes, clock, children }: Parts): Promise<Ground> => {
  let redis = await startRedis();
  let password: string | undefined;
  const { port } = redis;
  children.add(redis.child);
  const wires = await Promise.all(Array.from({ length: nodes }, () => openWire(port, clock)));

  return {
    wires,
    urls: wires.map((wire) => `redis://127.0.0.1:${wire.port}`),
    tell: (...command) => tellRedis({ port, ...(password === undefined ? {} : { password }) }, command),
    usePassword(next) {
      password = next;
    },
    freeze: () => void redis.child.kill('SIGSTOP'),
    thaw: () => void redis.child.kill('SIGCONT'),
    kill: () => redis.end(),
    async restart() {
      redis = await startRedis([], { at: port });
      children.add(redis.child);
    },
    async close() {
      await Promise.all(wires.map((wire) => wire.close()));
      await redis.end();
    },
  };
};
