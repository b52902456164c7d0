// What can be done to the Redis of three nodes? One process that can be stopped, killed and told things, and the wires to it.

import type { Clock } from '../../server/clock.ts';
import type { Children } from './children.ts';
import { type Reply, tellRedis } from './redis-command.ts';
import { startRedis } from './redis-server.ts';
import { openWire, type Wire } from './wire.ts';

export type Ground = {
  /** The wire of each node, if they have any. */
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

/** `wired`: over a wire for each node, which is in the hands of this process and as busy as it is. */
export type Way = 'straight' | 'wired';

export const openGround = async (
  { nodes, clock, children }: Parts,
  way: Way = 'straight',
): Promise<Ground> => {
  let redis = await startRedis();
  let password: string | undefined;
  const { port } = redis;
  children.add(redis.child);
  const everyNode = Array.from({ length: nodes }, () => port);
  const wires = way === 'wired' ? await Promise.all(everyNode.map((to) => openWire(to, clock))) : [];
  const ports = way === 'wired' ? wires.map((wire) => wire.port) : everyNode;

  return {
    wires,
    urls: ports.map((at) => `redis://127.0.0.1:${at}`),
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
