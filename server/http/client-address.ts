// Whose address is counted? The peer's, or the one that our own proxies vouch for; IPv6 by its /56.

import type { IncomingMessage } from 'node:http';
import ipaddr from 'ipaddr.js';
import proxyAddr from 'proxy-addr';
import type { IsTrusted } from './trusted-proxies.ts';

/** The key to count a client by; undefined when its address cannot be known. */
export type ClientAddress = (request: IncomingMessage) => string | undefined;

type Parts = {
  readonly isTrusted: IsTrusted;
  /** Whether any network is trusted. */
  readonly hasProxies: boolean;
  /** A proxy of the same machine or network forwards for others, but TRUST_PROXY does not name it. */
  readonly proxySuspected: () => void;
};

const nearby = new Set(['loopback', 'private', 'uniqueLocal', 'linkLocal']);

/** Some gateways write `1.2.3.4:5678` or `[2001:db8::1]:5678`. */
const withoutPort = (text: string): string =>
  text.replace(/^\[([^\]]+)\](?::\d+)?$/, '$1').replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1');

const parse = (text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined =>
  ipaddr.isValid(text) ? ipaddr.process(text) : undefined; // process: an IPv4 address in IPv6 clothes becomes IPv4

/** A household or a host has a /56 of IPv6 and could ask from each of its addresses. */
const keyOf = (address: ipaddr.IPv4 | ipaddr.IPv6): string => {
  if (address.kind() === 'ipv4') return address.toString();
  return `${(address as ipaddr.IPv6).toByteArray().slice(0, 7).join('.')}/56`;
};

export const createClientAddress = ({ isTrusted, hasProxies, proxySuspected }: Parts): ClientAddress => {
  return (request) => {
    const peer = parse(request.socket.remoteAddress ?? '');
    if (peer === undefined) return undefined;
    const forwarded = request.headers['x-forwarded-for'] !== undefined;
    if (!hasProxies && forwarded && nearby.has(peer.range())) {
      proxySuspected();
      return undefined;
    }
    const client = forwarded && hasProxies ? parse(withoutPort(proxyAddr(request, isTrusted))) : peer;
    return keyOf(client ?? peer);
  };
};
