// What do three nodes do as one? They ask once, forget together, and no answer under way on one brings back what another forgot.

import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { contactOnWire } from '../../sandbox/contact.ts';
import { writeJson } from '../../sandbox/json.ts';
import { canary } from '../support/canary.ts';
import { type Answer, type Nodes, startNodes, untilAllTell } from '../support/nodes.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

const ada = '34360000101';
const nameIn = ({ body }: Answer): unknown =>
  (body['attributes'] as Record<string, unknown> | undefined)?.['first_name'];

describeWithRedis('three nodes on one Redis', () => {
  let redis: RedisServer;
  let nodes: Nodes;
  beforeAll(async () => {
    redis = await startRedis();
    // Long enough for a thousand connections on a busy machine: who has waited for so long asks by itself.
    nodes = await startNodes(redis.servers, { config: { drift: { timeout: 15_000 } } });
  });
  afterAll(async () => {
    await nodes.end();
    await redis.end();
  });

  const everyNode = () => Promise.all([0, 1, 2].map((node) => nodes.ask(node)));
  let names = 0;
  /** Drift has a name for Ada from now on that it never had before; the name. */
  const rename = (): string => {
    names += 1;
    nodes.sandbox.contacts.update(ada, { first_name: `Ada ${names}` });
    return `Ada ${names}`;
  };

  it('ask Drift once for 1,000 requests at once about one contact', async () => {
    nodes.sandbox.calls.reset();
    const release = nodes.sandbox.hold();
    const asking = Array.from({ length: 1_000 }, (_, turn) => nodes.ask(turn % 3, { sub: 'user-bo' }));
    await nodes.sandbox.calls.arrived(1);
    // Those that would ask themselves have by now had as long as the first one.
    await nodes.get(0, '/healthz');
    release();
    const answers = await Promise.all(asking);
    expect(nodes.sandbox.calls.count()).toBe(1);
    expect(
      new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body['attributes'])}`)).size,
    ).toBe(1);
    expect(answers[0]?.status).toBe(200);
  });

  it.each([0, 1, 2])('forget within 100 ms what node %i is told to', async (node) => {
    await everyNode();
    const name = rename();
    const [after, { body }] = await Promise.all([
      untilAllTell(nodes, (answer) => nameIn(answer) === name),
      nodes.forget(node, { externalId: 'user-ada' }),
    ]);
    expect(body['forgotten']).toBeGreaterThan(0);
    expect(after).toBeLessThan(100);
  });

  it('expire within 100 ms what a webhook tells one of them', async () => {
    await everyNode();
    const name = rename();
    const data = { endUserId: Number(ada), timestamp: 1, orgId: 1 };
    const [after, { status }] = await Promise.all([
      untilAllTell(nodes, (answer) => nameIn(answer) === name),
      nodes.deliver(1, canary.webhookToken, { orgId: 1, type: 'contact_updated', data }),
    ]);
    expect(status).toBe(200);
    expect(after).toBeLessThan(100);
  });

  it('never bring back with an answer under way on one what was forgotten on another', async () => {
    const old = rename();
    await nodes.forget(0, { id: ada });
    nodes.sandbox.calls.reset();
    let letGo = (): void => {};
    const kept = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const before = nodes.sandbox.contacts.get(ada);
    const oldAnswer = writeJson({ data: before === undefined ? [] : [contactOnWire(before)] });
    let isFirst = true;
    // Drift's first answer is of before the change, and arrives after the forget.
    nodes.sandbox.answerInstead(async (_call, response) => {
      if (!isFirst) return false;
      isFirst = false;
      await kept;
      response.setHeader('Content-Type', 'application/json');
      response.end(oldAnswer);
      return true;
    });
    const underway = nodes.ask(0);
    await nodes.sandbox.calls.arrived(1);
    const name = rename();
    await nodes.forget(1, { id: ada });
    letGo();
    expect(nameIn(await underway)).toBe(old);
    nodes.sandbox.answerInstead(undefined);
    expect((await everyNode()).map(nameIn)).toEqual([name, name, name]);
  });

  it('serve from Redis what another has asked for', async () => {
    // On a busy machine a node may have been without Redis for a moment.
    await until('every node has Redis', async () => {
      const states = await Promise.all([0, 1, 2].map((node) => nodes.get(node, '/readyz')));
      return states.every(({ body }) => body['status'] === 'ready');
    });
    await nodes.ask(0, { sub: 'user-cleo' });
    nodes.sandbox.calls.reset();
    const answers = [await nodes.ask(1, { sub: 'user-cleo' }), await nodes.ask(2, { sub: 'user-cleo' })];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(nodes.sandbox.calls.count()).toBe(0);
  });
});
