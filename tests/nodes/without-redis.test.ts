// What does a visitor notice when Redis is gone, or answers nobody? Nothing; the operator is told.

import { afterEach, expect, it } from '@jest/globals';
import { freePort } from '../support/command.ts';
import { areAll, type Nodes, startNodes } from '../support/nodes.ts';
import { describeWithRedis, type RedisServer, serversAt, startRedis } from '../support/redis-server.ts';
import { until } from '../support/until.ts';

describeWithRedis('while Redis fails', () => {
  const running: { nodes?: Nodes; redis?: RedisServer } = {};
  afterEach(async () => {
    await running.nodes?.end();
    await running.redis?.end();
    delete running.nodes;
    delete running.redis;
  });

  const start = async (count = 3) => {
    const redis = await startRedis();
    running.redis = redis;
    const nodes = await startNodes(redis.servers, { count });
    running.nodes = nodes;
    return { redis, nodes };
  };
  const everyone = ['user-ada', 'user-bo', 'user-cleo'];
  const everyoneEverywhere = (nodes: Nodes) =>
    Promise.all(nodes.nodes.flatMap((_node, at) => everyone.map((sub) => nodes.ask(at, { sub }))));
  const linesAboutRedis = (nodes: Nodes): number[] =>
    nodes.nodes.map(({ lines }) => lines.filter((line) => /redis/i.test(line)).length);

  it('that answers nobody, no request fails and no warm answer is late', async () => {
    const { redis, nodes } = await start();
    await everyoneEverywhere(nodes);
    redis.child.kill('SIGSTOP');
    for (let turn = 0; turn < 20; turn += 1) {
      const begun = performance.now();
      const answers = await everyoneEverywhere(nodes);
      expect(performance.now() - begun).toBeLessThan(300);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    }
    redis.child.kill('SIGCONT');
  });

  it('that is gone, a cold visitor is answered by Drift', async () => {
    const { redis, nodes } = await start();
    await redis.end();
    const answers = await everyoneEverywhere(nodes);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });

  it('each node tells it once, and once that it is back', async () => {
    const { redis, nodes } = await start();
    const before = linesAboutRedis(nodes);
    await redis.end();
    await areAll(nodes, 'degraded');
    for (let turn = 0; turn < 5; turn += 1) await everyoneEverywhere(nodes);
    expect(linesAboutRedis(nodes)).toEqual(before.map((lines) => lines + 1));
    running.redis = await startRedis([], { at: redis.port });
    await areAll(nodes, 'ready');
    expect(linesAboutRedis(nodes)).toEqual(before.map((lines) => lines + 2));
  });

  it('already at the start, the server starts, serves and says that it is degraded', async () => {
    const nodes = await startNodes(serversAt(await freePort()), { count: 1, begins: 'degraded' });
    running.nodes = nodes;
    expect((await nodes.ask(0)).status).toBe(200);
    nodes.sandbox.calls.reset();
    expect((await nodes.ask(0)).status).toBe(200);
    expect(nodes.sandbox.calls.count()).toBe(0);
  });

  it('/status names the component and since when', async () => {
    const { redis, nodes } = await start(1);
    const component = async () => {
      const { body } = await nodes.status(0);
      return (body['components'] as Record<string, Record<string, unknown>>)['redis'];
    };
    const well = await component();
    expect(well).toMatchObject({ state: 'there', since: expect.stringMatching(/^\d{4}-/) });
    await redis.end();
    await areAll(nodes, 'degraded');
    expect(await component()).toMatchObject({ state: 'missing', since: expect.stringMatching(/^\d{4}-/) });
    expect((await component())?.['since']).not.toBe(well?.['since']);
  });

  it('for a while, what one was told to forget meanwhile all have forgotten afterwards', async () => {
    const { redis, nodes } = await start();
    nodes.sandbox.contacts.update('34360000101', { plan: 'free' });
    await everyoneEverywhere(nodes);
    redis.child.kill('SIGSTOP');
    await areAll(nodes, 'degraded');
    nodes.sandbox.contacts.update('34360000101', { plan: 'pro' });
    await nodes.forget(0, { externalId: 'user-ada' });
    redis.child.kill('SIGCONT');
    await areAll(nodes, 'ready');
    await until('every node has forgotten', async () => {
      const answers = await Promise.all(nodes.nodes.map((_node, at) => nodes.ask(at)));
      return answers.every(({ body }) => JSON.stringify(body['attributes']).includes('"pro"'));
    });
  });
});
