// Which server takes our scripts? The one there is, the master that a sentinel names, or a cluster's owner of our slot.

import type { Redis } from 'ioredis';
import type { RedisServers } from '../../../config/config.ts';
import type { Address } from './clients.ts';
import { codeOf, reasonOf, UnexpectedReply } from './faults.ts';
import { probe, probedKeys } from './probe.ts';

/** Opens a client, as who we are to that kind of server; the caller ends it. */
type Open = (address: Address) => Promise<Redis>;
type Ask = (address: Address, open: Open) => Promise<Address>;

const askSentinel =
  (master: string): Ask =>
  async (address, open) => {
    const sentinel = await open(address);
    const found = await sentinel.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', master);
    if (!Array.isArray(found)) throw new UnexpectedReply('this sentinel knows no such master');
    return { host: String(found[0]), port: Number(found[1]) };
  };

/** `MOVED 3999 10.0.0.7:6381`; without a host the one that was asked is meant. */
const movedTo = (message: string, { host }: Address): Address => {
  const where = message.split(' ')[2] ?? '';
  const colon = where.lastIndexOf(':');
  return { host: where.slice(0, colon) || host, port: Number(where.slice(colon + 1)) };
};

/** All our keys share a slot, so that a cluster for us is one server: who is asked says where it is, or that it is here. */
const askCluster: Ask = async (address, open) => {
  const node = await open(address);
  try {
    await node.eval(probe.lua, probedKeys.length, ...probedKeys);
    return address;
  } catch (error) {
    if (error instanceof Error && codeOf(error) === 'MOVED') return movedTo(error.message, address);
    throw error;
  }
};

/** One that was reached tells more of what is wrong than one that was not. */
const mostTelling = (errors: readonly unknown[]): unknown =>
  errors.find((error) => reasonOf(error) !== 'connection') ?? errors[0];

/** All are asked at once, because one that hangs must not keep the others from telling. */
const whoeverTells = async (hosts: readonly Address[], ask: Ask, open: Open): Promise<Address> => {
  try {
    return await Promise.any(hosts.map((address) => ask(address, open)));
  } catch (error) {
    throw error instanceof AggregateError ? mostTelling(error.errors) : error;
  }
};

/** Rejects with what went wrong when nobody could tell. */
export const locate = async (
  { kind, hosts, master = '' }: Pick<RedisServers, 'kind' | 'hosts' | 'master'>,
  open: Open,
): Promise<Address> => {
  if (kind === 'sentinel') return whoeverTells(hosts, askSentinel(master), open);
  if (kind === 'cluster') return whoeverTells(hosts, askCluster, open);
  const [only] = hosts;
  if (only === undefined) throw new Error('no host was given');
  return only;
};
