// Do three nodes spend one budget? Also while Redis goes, and when it is back with nothing in it.

import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { areAll, type Nodes, startNodes } from '../support/nodes.ts';
import type { ConfigChanges } from '../support/proxy.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../support/redis-server.ts';

const budget = 30;
/** By id each contact costs a call. */
const config: ConfigChanges = {
  drift: { perMinute: budget },
  policy: { contactClaims: [{ claim: 'sub', kind: 'id' }] },
};

describeWithRedis('the budget of three nodes', () => {
  let redis: RedisServer;
  let nodes: Nodes;
  beforeEach(async () => {
    redis = await startRedis();
    nodes = await startNodes(redis.servers, { config });
  });
  afterEach(async () => {
    await nodes.end();
    await redis.end();
  });

  /** So many contacts that nobody has asked for, from number `first` on. */
  const askFor = (first: number, count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, turn) =>
        nodes.ask(turn % 3, { sub: String(90_000_000_000 + first + turn) }),
      ),
    );

  it('is one: not three times as much', async () => {
    await askFor(0, 3 * budget);
    expect(nodes.sandbox.calls.count()).toBeLessThanOrEqual(budget);
    expect(nodes.sandbox.calls.count()).toBeGreaterThanOrEqual(budget - 6); // what the start of each has cost
  });

  it('is not spent again when Redis has lost it', async () => {
    await askFor(0, budget);
    const { port } = redis;
    await redis.end();
    await areAll(nodes, 'degraded');
    await askFor(1_000, budget);
    redis = await startRedis([], { at: port });
    await areAll(nodes, 'ready');
    await askFor(2_000, budget);
    expect(nodes.sandbox.calls.count()).toBeLessThanOrEqual(budget);
  });
});
