// Whose address is counted: the peer's, or the one that our own proxies vouch for, and never what a client claims.

import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { createClientAddress, senderOf } from '../../../server/http/client-address.ts';
import { createIsTrusted } from '../../../server/http/trusted-proxies.ts';

type Case = {
  readonly peer: string | undefined;
  readonly forwarded?: string;
  readonly trusted?: readonly string[];
};

const addressOf = ({
  peer,
  forwarded,
  trusted = [],
}: Case): { address: string | undefined; suspicions: number } => {
  let suspicions = 0;
  const clientAddress = createClientAddress({
    isTrusted: createIsTrusted(trusted),
    hasProxies: trusted.length > 0,
    proxySuspected: () => {
      suspicions += 1;
    },
  });
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: peer });
  const request = new IncomingMessage(socket);
  if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded;
  return { address: clientAddress(senderOf(request)), suspicions };
};

const key = (text: string): string | undefined => addressOf({ peer: text }).address;

describe('the address of a client', () => {
  it.each<[string, Case, string | undefined]>([
    ["the peer's, when it sends no X-Forwarded-For", { peer: '203.0.113.7' }, '203.0.113.7'],
    ["the peer's, when it is IPv4 in the clothes of IPv6", { peer: '::ffff:203.0.113.7' }, '203.0.113.7'],
    ['unknown, when the connection has ended', { peer: undefined }, undefined],
    [
      "the peer's, whatever a stranger claims",
      { peer: '203.0.113.7', forwarded: '198.51.100.1' },
      '203.0.113.7',
    ],
    [
      "the peer's, when other networks are trusted",
      { peer: '203.0.113.7', forwarded: '198.51.100.1', trusted: ['10.0.0.0/8'] },
      '203.0.113.7',
    ],
    [
      'the one that a trusted peer names',
      { peer: '10.0.0.1', forwarded: '198.51.100.1', trusted: ['10.0.0.0/8'] },
      '198.51.100.1',
    ],
    [
      'the one that a trusted peer names, itself in the clothes of IPv6',
      { peer: '::ffff:10.0.0.1', forwarded: '::ffff:198.51.100.1', trusted: ['10.0.0.0/8'] },
      '198.51.100.1',
    ],
    [
      'the last one that is not ours, through a chain of proxies',
      {
        peer: '10.0.0.1',
        forwarded: '198.51.100.1, 192.0.2.9, 10.0.0.3',
        trusted: ['10.0.0.0/8', '192.0.2.0/24'],
      },
      '198.51.100.1',
    ],
    [
      'not what a client wrote in front of what our proxy added',
      { peer: '10.0.0.1', forwarded: '1.1.1.1, 127.0.0.1, 198.51.100.1', trusted: ['10.0.0.0/8'] },
      '198.51.100.1',
    ],
    [
      'the first, when all of the chain is ours',
      { peer: '10.0.0.1', forwarded: '10.0.0.2, 10.0.0.3', trusted: ['10.0.0.0/8'] },
      '10.0.0.2',
    ],
    [
      "the peer's, when the trusted peer names nobody",
      { peer: '10.0.0.1', trusted: ['10.0.0.0/8'] },
      '10.0.0.1',
    ],
    [
      'unknown, when a loopback peer forwards and nobody is trusted',
      { peer: '127.0.0.1', forwarded: '198.51.100.1' },
      undefined,
    ],
    [
      'unknown, when ::1 forwards and nobody is trusted',
      { peer: '::1', forwarded: '198.51.100.1' },
      undefined,
    ],
    [
      'unknown, when a private peer forwards and nobody is trusted',
      { peer: '192.168.7.1', forwarded: '198.51.100.1' },
      undefined,
    ],
    [
      'unknown, when a unique local peer forwards and nobody is trusted',
      { peer: 'fd00::1', forwarded: '198.51.100.1' },
      undefined,
    ],
    ["a loopback peer's own, when it forwards for nobody", { peer: '127.0.0.1' }, '127.0.0.1'],
  ])('is %s', (_what, asked, address) => {
    expect(addressOf(asked).address).toBe(address);
  });

  it.each([
    '',
    ' ',
    'unknown',
    '_hidden',
    'localhost',
    '999.1.1.1',
    '1.2.3',
    '<b>',
    ',',
    ', ,',
    "'; DROP",
    'x'.repeat(5_000),
  ])('is that of the trusted peer when it names what is no address (%j)', (forwarded) => {
    expect(addressOf({ peer: '10.0.0.1', forwarded, trusted: ['10.0.0.0/8'] }).address).toBe('10.0.0.1');
  });

  it.each([
    ['198.51.100.1:5678', '198.51.100.1'],
    ['[2001:db8::1]:5678', '2001:db8::1'],
    ['[2001:db8::1]', '2001:db8::1'],
  ])('is read without the port that some gateways add (%s)', (forwarded, plain) => {
    const read = (text: string) =>
      addressOf({ peer: '10.0.0.1', forwarded: text, trusted: ['10.0.0.0/8'] }).address;
    expect(read(forwarded)).toBe(read(plain));
    expect(read(forwarded)).not.toBe('10.0.0.1');
  });

  it('is shared by a /56 of IPv6, and by no more', () => {
    expect(key('2001:db8:0:1200::1')).toBe(key('2001:db8:0:12ff:ffff::9'));
    expect(key('2001:db8:0:1200::1')).not.toBe(key('2001:db8:0:1300::1'));
  });

  it('is the same however an IPv6 address is written', () => {
    expect(key('2001:DB8:0:0:0:0:0:1')).toBe(key('2001:db8::1'));
  });

  it('is never the same for an IPv4 and an IPv6 client', () => {
    expect(key('::cb00:7107')).not.toBe(key('203.0.113.7'));
  });

  it('is suspected to be hidden by a proxy only where a neighbour forwards and nobody is trusted', () => {
    const suspicions = [
      addressOf({ peer: '127.0.0.1', forwarded: '198.51.100.1' }),
      addressOf({ peer: '127.0.0.1' }),
      addressOf({ peer: '203.0.113.7', forwarded: '198.51.100.1' }),
      addressOf({ peer: '127.0.0.1', forwarded: '198.51.100.1', trusted: ['10.0.0.0/8'] }),
    ].map((found) => found.suspicions);
    expect(suspicions).toEqual([1, 0, 0, 0]);
  });
});
