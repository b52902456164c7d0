// Live updates over nodes: what reaches one of them reaches the pages at the others, for one call to Drift.

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { canary } from '../support/canary.ts';
import { type Nodes, startNodes } from '../support/nodes.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../support/redis-server.ts';
import { ada, openStream, type Stream } from '../support/stream.ts';
import { until } from '../support/until.ts';

describeWithRedis('two nodes on one Redis', () => {
  let redis: RedisServer;
  let nodes: Nodes;
  beforeAll(async () => {
    redis = await startRedis();
    nodes = await startNodes(redis.servers, { count: 2, config: { drift: { timeout: 15_000 } } });
  });
  afterAll(async () => {
    await nodes.end();
    await redis.end();
  });

  const open = (at: number, sub = 'user-ada'): Promise<Stream> => {
    const node = nodes.nodes[at];
    if (node === undefined) throw new Error('there is no such node');
    return openStream(node.url, node.bearer({ sub }));
  };
  const tell = (node: number) =>
    nodes.deliver(node, canary.webhookToken, {
      orgId: 1,
      type: 'contact_updated',
      data: { endUserId: Number(ada), timestamp: 1, orgId: 1, diff: [{ name: 'attributes.first_name' }] },
    });
  const hears = (page: Stream, name: string): Promise<void> =>
    until(`a page hears of ${name}`, () => page.bodies.at(-1)?.attributes['first_name'] === name);

  it.each([0, 1])('a webhook at node %i reaches the pages at both, for one call', async (node) => {
    const pages = [await open(0), await open(1), await open(1)];
    for (const page of pages) await page.has(1);
    nodes.sandbox.calls.reset();
    const name = `Ada by way of ${node}`;
    nodes.sandbox.contacts.update(ada, { first_name: name });
    expect((await tell(node)).status).toBe(200);
    for (const page of pages) await hears(page, name);
    expect(nodes.sandbox.calls.count()).toBe(1);
    for (const page of pages) page.leave();
  });

  it('a forget at one is heard of at the other', async () => {
    const page = await open(1);
    await page.has(1);
    nodes.sandbox.contacts.update(ada, { first_name: 'Ada after a forget' });
    await nodes.forget(0, { id: ada });
    await hears(page, 'Ada after a forget');
    page.leave();
  });
});
