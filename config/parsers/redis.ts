// Where is Redis, and who are we there? A URL in the form that its tools know, with one word more for Sentinel and Cluster.

import type { RedisServers } from '../config.ts';
import { all, andThen, type Parsed, type Parser } from '../parser.ts';
import { host } from './hosts.ts';
import { integer } from './quantities.ts';

type Kind = RedisServers['kind'];
type Host = RedisServers['hosts'][number];
type User = Pick<RedisServers, 'username' | 'password'>;
type Place = Pick<RedisServers, 'database' | 'master'>;

/** Each part as it stands, whatever it holds; a password may hold anything, so that the last @ ends it. */
const form = /^redis(s?)(?:\+(sentinel|cluster))?:\/\/(?:(.*)@)?([^@/]*)(?:\/([^@]*))?$/;

const examples: Readonly<Record<Kind, string>> = {
  single: 'redis://10.0.0.5:6379/0',
  sentinel: 'redis+sentinel://10.0.0.5:26379,10.0.0.6:26379/master-name',
  cluster: 'redis+cluster://10.0.0.5:6379,10.0.0.6:6379',
};
const schemes = ['redis', 'redis+sentinel', 'redis+cluster'].map((scheme) => `${scheme}://`).join(', ');

const decoded = (text: string): Parsed<string> => {
  try {
    return { value: decodeURIComponent(text) };
  } catch {
    return { problem: 'has a % in its user or password that encodes nothing; write % itself as %25' };
  }
};

const user = (text: string | undefined): Parsed<User> => {
  if (text === undefined) return { value: { username: undefined, password: undefined } };
  const colon = text.indexOf(':');
  if (colon < 0 || colon === text.length - 1) {
    return { problem: 'has an @ but no password before it; write :password@ or user:password@' };
  }
  return andThen(decoded(text.slice(0, colon)), (username) =>
    andThen(decoded(text.slice(colon + 1)), (password) => ({
      value: { username: username === '' ? undefined : username, password },
    })),
  );
};

const port = integer({ from: 1, to: 65_535 });

const hostAndPort =
  (usualPort: string): Parser<Host> =>
  (text) => {
    const [, bracketed, plain, digits = usualPort] =
      /^(?:\[([0-9a-f:.]+)\]|([^:[\]]*))(?::([^:]*))?$/i.exec(text) ?? [];
    const name = bracketed ?? plain;
    if (name === undefined)
      return { problem: 'has a host that is not host or host:port; an IPv6 address stands in [ ]' };
    const parsed = host(name);
    if ('problem' in parsed) return { problem: 'has a host that is neither an IP address nor a host name' };
    const number = port(digits);
    if ('problem' in number) return { problem: 'has a port that is not a whole number from 1 to 65535' };
    return { value: { host: parsed.value, port: number.value } };
  };

const database = integer({ from: 0, to: 65_535 });

const databaseOf = (text: string): Parsed<number> => {
  const parsed = text === '' ? { value: 0 } : database(text);
  return 'value' in parsed
    ? parsed
    : { problem: 'has a database that is not a whole number from 0 to 65535' };
};

const places: Readonly<Record<Kind, (path: string) => Parsed<Place>>> = {
  single: (path) => andThen(databaseOf(path), (value) => ({ value: { database: value, master: undefined } })),
  sentinel(path) {
    const [, master, number = ''] = /^([\w.-]{1,128})(?:\/(.*))?$/.exec(path) ?? [];
    if (master === undefined) {
      return { problem: `must name the master behind the hosts, for example ${examples.sentinel}` };
    }
    return andThen(databaseOf(number), (value) => ({ value: { database: value, master } }));
  },
  cluster: (path) =>
    path === ''
      ? { value: { database: 0, master: undefined } }
      : { problem: 'must end after the hosts: a cluster has no databases' },
};

const kindOf = (word: string | undefined): Kind =>
  word === 'sentinel' || word === 'cluster' ? word : 'single';

/**
 * `redis://[user:password@]host[:6379][/database]`, `redis+sentinel://…@host[:26379],…/master-name[/database]`,
 * `redis+cluster://…@host[:6379],…`; `rediss` is over TLS. User and password may be percent-encoded.
 */
export const redisUrl: Parser<RedisServers> = (text) => {
  const found = /[\s\p{Cc}]/u.test(text) ? null : form.exec(text);
  if (found === null) {
    return {
      problem: `must begin with ${schemes} (or rediss… for TLS) and hold no spaces, for example ${examples.single}`,
    };
  }
  const [, secure, word, who, where = '', path = ''] = found;
  const kind = kindOf(word);
  const hosts = where.split(',');
  if (kind === 'single' && hosts.length > 1) {
    return {
      problem: `may list several hosts only for Sentinel or Cluster, for example ${examples.cluster}`,
    };
  }
  const parsedHosts = all(hosts.map(hostAndPort(kind === 'sentinel' ? '26379' : '6379')));
  return andThen(user(who), (asWho) =>
    andThen(parsedHosts, (list) =>
      andThen(places[kind](path), (place) => ({
        value: { kind, hosts: list, tls: secure === 's', ...asWho, ...place },
      })),
    ),
  );
};
