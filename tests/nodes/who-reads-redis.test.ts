// What can somebody do who reads and writes Redis? Learn nobody's name or attributes, and show nobody another's.

import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { copyOnToNeighbours, poisonAll } from '../../scripts/nodes/foul-play.ts';
import { canary } from '../support/canary.ts';
import { type Nodes, startNodes } from '../support/nodes.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

const config = {
  policy: {
    contactClaims: [
      { claim: 'contact', kind: 'id' },
      { claim: 'email', kind: 'email' },
      { claim: 'sub', kind: 'external' },
    ],
    verifiedEmail: 'trusted',
  },
} as const;

describeWithRedis('whoever holds Redis', () => {
  let redis: RedisServer;
  let nodes: Nodes;
  beforeEach(async () => {
    redis = await startRedis();
    nodes = await startNodes(redis.servers, { config });
    await until(
      'every node is ready',
      async () => (await nodes.get(2, '/readyz')).body['status'] === 'ready',
    );
  });
  afterEach(async () => {
    await nodes.end();
    await redis.end();
  });

  /** Everything that is sent to Redis from now on, as Redis tells it. */
  const overhear = async (): Promise<{ readonly socket: Socket; readonly heard: () => string }> => {
    let heard = '';
    const socket = connect(redis.port, '127.0.0.1');
    socket.setEncoding('latin1').on('data', (text) => {
      heard += text;
    });
    socket.write('MONITOR\r\n');
    await until('it listens', () => heard.startsWith('+OK'));
    return { socket, heard: () => heard };
  };

  const sub = (name: string) => ({ sub: `user-${name}` });
  const ofAda = { contact: '34360000101' };

  /** Longer than a word that chance writes into what is sealed. */
  const longName = 'Ada-Augusta-King';

  it('reads nobody’s name, address or attributes, nor a key', async () => {
    nodes.sandbox.contacts.update(ofAda.contact, { first_name: longName });
    const { socket, heard } = await overhear();
    await nodes.ask(0, sub('ada'));
    await nodes.ask(1, { email: 'ada.verne@example.com' });
    await nodes.ask(2, ofAda);
    await nodes.forget(0, { email: 'ada.verne@example.com' });
    await nodes.forget(1, { id: '34360000101' });
    await nodes.ask(1, sub('bo'));
    await until('entries were written', () => heard().split('entry').length > 3);
    socket.destroy();
    const words = ['user-ada', 'user-bo', 'ada.verne', 'Lumen Freight', '34360000101', 'enterprise'];
    for (const word of [longName, ...words, canary.cacheKey]) {
      expect(heard().includes(word) ? word : 'nothing').toBe('nothing');
    }
  });

  const names = ['ada', 'bo', 'cleo'];
  const attributesAt = (node: number) =>
    Promise.all(
      names.map(async (name) => {
        const { status, body } = await nodes.ask(node, sub(name));
        return [status, body['attributes']];
      }),
    );

  it.each([
    ["copies each value onto its neighbour's key", copyOnToNeighbours],
    ['overwrites every value', poisonAll],
  ])('%s: everybody still gets their own', async (_what, script) => {
    const own = await attributesAt(0);
    await redis.ask('EVAL', script, 0);
    expect(await attributesAt(1)).toEqual(own);
    expect(await attributesAt(2)).toEqual(own);
  });

  it('empties it: everybody still gets their own', async () => {
    const own = await attributesAt(0);
    await redis.ask('FLUSHALL');
    expect(await attributesAt(1)).toEqual(own);
  });
});
