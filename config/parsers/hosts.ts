// Where is that? Hosts, networks, and which of them never leave this machine.

import { BlockList, isIP } from 'node:net';
import { listOf, type Parser } from '../parser.ts';

const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
/** The last label is not all digits: `127.0.0.256` is a slip, not a name (WHATWG URL, "ends in a number"). */
const hostName = new RegExp(`^(?=.{1,253}$)(?:${label}\\.)*(?!\\d+$)${label}$`);

/** An IP address or a host name (RFC 1123) in lower case; an IPv6 address is written without brackets. */
export const host: Parser<string> = (text) => {
  const value = text.toLowerCase();
  return isIP(value) !== 0 || hostName.test(value)
    ? { value }
    : { problem: 'must be an IP address or a host name, without scheme, port, path or brackets' };
};

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** True when nobody outside this machine can come in by that host; takes the bracketed form of URLs too. */
export const isLoopback = (name: string): boolean => {
  const address = name.replace(/^\[(.*)\]$/, '$1');
  const family = isIP(address);
  if (family === 0) return address === 'localhost';
  return loopback.check(address, family === 6 ? 'ipv6' : 'ipv4');
};

/** True for the addresses that mean "every interface". */
export const isUnspecified = (address: string): boolean => address === '0.0.0.0' || /^[0:]+$/.test(address);

const addressBits = new Map([
  [4, 32],
  [6, 128],
]);
const example = 'write networks such as 10.0.0.0/8 or fd00::/8';

/** One network in CIDR form; a single address stands for itself. */
const network: Parser<string> = (text) => {
  if (text === 'true') return { problem: `may not be true, which would believe everybody; ${example}` };
  const [address = '', length, ...rest] = text.split('/');
  const bits = addressBits.get(isIP(address));
  if (bits === undefined || address.includes('%') || rest.length > 0) {
    return { problem: `is not a network; ${example}` };
  }
  if (length === undefined) return { value: `${address}/${bits}` };
  if (!/^(?:0|[1-9]\d{0,2})$/.test(length) || Number(length) > bits) {
    return { problem: `has a prefix length that is not from 1 to ${bits}; ${example}` };
  }
  return length === '0' ? { problem: `would believe everybody; ${example}` } : { value: text };
};

export const networks = listOf(network);
