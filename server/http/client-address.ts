// Whose address is counted? The peer's, or the one that our own proxies vouch for; IPv6 by its /56.

import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import ipaddr from 'ipaddr.js';
import proxyAddr from 'proxy-addr';
import type { IsTrusted } from './trusted-proxies.ts';

/** What is known of who sent a request: the other end of its connection, and the X-Forwarded-For, as it came. */
export type Sender = { readonly peer: string | undefined; readonly forwardedFor: string | undefined };

/** The key to count a client by; undefined when its address cannot be known. */
export type ClientAddress = (sender: Sender) => string | undefined;

export const senderOf = ({ socket, headers }: IncomingMessage): Sender => ({
  peer: socket.remoteAddress,
  forwardedFor: headers['x-forwarded-for']?.toString(), // Node has joined the lines, if there were several
});

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

/** All that the library looks at of a request. */
const forwarded = (remoteAddress: string, forwardedFor: string): IncomingMessage => {
  const socket: Pick<Socket, 'remoteAddress'> = { remoteAddress };
  const request: Pick<IncomingMessage, 'socket' | 'headers'> = {
    socket: socket as Socket,
    headers: { 'x-forwarded-for': forwardedFor },
  };
  return request as IncomingMessage;
};

/** Reading addresses is most of the cost, and most requests come from where one came from before. */
const mostRemembered = 10_000;
const longestRemembered = 100;

const remembering = (read: ClientAddress): ClientAddress => {
  const known = new Map<string, string | undefined>();
  return (sender) => {
    const { peer = '', forwardedFor } = sender;
    const key = forwardedFor === undefined ? peer : `${peer} ${forwardedFor}`;
    if (known.has(key)) return known.get(key);
    const address = read(sender);
    if (known.size >= mostRemembered) known.clear();
    if (key.length <= longestRemembered) known.set(key, address);
    return address;
  };
};

export const createClientAddress = ({ isTrusted, hasProxies, proxySuspected }: Parts): ClientAddress => {
  const read: ClientAddress = ({ peer: text = '', forwardedFor }) => {
    const peer = parse(text);
    if (peer === undefined) return undefined;
    if (forwardedFor === undefined) return keyOf(peer);
    if (!hasProxies) return nearby.has(peer.range()) ? undefined : keyOf(peer);
    const client = proxyAddr(forwarded(text, forwardedFor), isTrusted);
    return keyOf(parse(withoutPort(client)) ?? peer);
  };
  const addressOf = remembering(read);

  return (sender) => {
    const address = addressOf(sender);
    const isHidden = address === undefined && sender.peer !== undefined;
    if (isHidden && !hasProxies && sender.forwardedFor !== undefined) proxySuspected();
    return address;
  };
};
