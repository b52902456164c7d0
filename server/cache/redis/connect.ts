// How is Redis reached, whichever form it has? One way there at a time: found, greeted, and ended as a whole.

import type { Redis } from 'ioredis';
import type { RedisServers } from '../../../config/config.ts';
import { createClients, type Security, type User } from './clients.ts';
import { locate } from './locate.ts';

/** A way to Redis that is being opened, or is open. */
export type Way = {
  /** The one server that takes our scripts; rejects with what went wrong. Nothing connects it again once it is gone. */
  readonly client: Promise<Redis>;
  /** Ends it at whatever point it is; resolves when every socket is closed. */
  end(): Promise<void>;
};

/** Begins to open a way. */
export type Connect = () => Way;

/** Sentinels have users of their own: they are told the password alone, which those without one take as well. */
const toldToScouts = ({ kind, username, password }: RedisServers): User =>
  kind === 'sentinel' ? { password } : { username, password };

type Parts = { readonly servers: RedisServers } & Security;

export const createConnect =
  ({ servers, ...security }: Parts): Connect =>
  () => {
    const { username, password, database } = servers;
    const scouts = createClients(servers, security);
    const own = createClients(servers, security);

    const open = async (): Promise<Redis> => {
      const address = await locate(servers, (host) => scouts.open(host, toldToScouts(servers)));
      void scouts.end();
      return own.open(address, { username, password, db: database });
    };

    return {
      client: open(),
      async end() {
        await Promise.all([scouts.end(), own.end()]);
      },
    };
  };
