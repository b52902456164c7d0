// How is a client of Redis made? By ioredis, without what it does by itself: this room decides when to connect again.

import { Redis } from 'ioredis';
import type { RedisServers } from '../../../config/config.ts';

export type Address = { readonly host: string; readonly port: number };

/** Who we say we are; without a password nobody. */
export type User = {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly db?: number;
};

export type Clients = {
  /** Rejects with what went wrong; the server has greeted us when it resolves. */
  open(address: Address, user: User): Promise<Redis>;
  /** Ends every client that was ever opened here, and opens none any more; resolves when their sockets are closed. */
  end(): Promise<void>;
};

export type Security = {
  /** In PEM; undefined: those that Node trusts (NODE_EXTRA_CA_CERTS adds to them). */
  readonly ca?: string | undefined;
};

/** How long a socket may take to be closed in an orderly way, in milliseconds: a server that hangs never does. */
const farewell = 20;

/**
 * Nothing is kept to be sent later, nothing is sent twice, and nothing is connected again behind our back: a command that
 * is carried out long after it was given up, or a message that was missed unnoticed, is worse than no Redis.
 */
const plain = {
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  autoResubscribe: false,
  retryStrategy: null,
  // It would need INFO, which is more than a user with few rights may ask; the probe says more.
  enableReadyCheck: false,
  disableClientInfo: true,
  connectionName: 'drift-attribute-proxy',
  disconnectTimeout: farewell,
  // RESP3: messages come over the same connection as replies, so that one cannot be lost without the other.
  protocol: 3,
} as const;

const greeted = (client: Redis): Promise<Redis> =>
  new Promise((resolve, reject) => {
    // The first error is the cause; that the connection is closed, which connect() says, only follows from it.
    client.on('error', reject);
    client.connect().then(() => resolve(client), reject);
  });

const ended = (client: Redis): Promise<void> =>
  new Promise((resolve) => {
    if (client.status === 'end') return resolve();
    client.once('end', resolve);
    client.disconnect();
  });

export const createClients = ({ tls }: Pick<RedisServers, 'tls'>, { ca }: Security): Clients => {
  const security = tls ? { tls: ca === undefined ? {} : { ca } } : {};
  const clients: Redis[] = [];
  let isOver = false;

  return {
    async open(address, user) {
      if (isOver) throw new Error('the connection was given up');
      const client = new Redis({ ...plain, ...security, ...address, ...user });
      clients.push(client);
      return greeted(client);
    },
    async end() {
      isOver = true;
      await Promise.all(clients.map(ended));
    },
  };
};
