// Who takes part? Three whole servers in this process, in front of one sandbox, with one Redis between them.

import { request as ask } from 'node:http';
import type { RedisServers } from '../../config/config.ts';
import { systemClock } from '../../server/clock.ts';
import { canary } from './canary.ts';
import { createPassingClock } from './passing-clock.ts';
import { type ConfigChanges, type RunningProxy, startProxy, startSandbox } from './proxy.ts';
import { until } from './until.ts';

export type Answer = { readonly status: number; readonly body: Record<string, unknown> };

type Options = {
  readonly config?: ConfigChanges;
  readonly count?: number;
  /** What each says of itself when they have begun. */
  readonly begins?: 'ready' | 'degraded';
};

const send = (url: string, headers: Record<string, string>, body?: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const sent = ask(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (more) => {
        text += more;
      });
      response.once('error', reject);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) }));
    });
    sent.once('error', reject).end(body);
  });

const json = { 'Content-Type': 'application/json' };

/** Nodes on the machine's clock; `end` ends them all, and their sandbox. */
export const startNodes = async (
  redis: RedisServers,
  { config = {}, count = 3, begins = 'ready' }: Options = {},
) => {
  const clock = createPassingClock();
  const beside = await startSandbox(clock);
  const nodes: RunningProxy[] = [];
  for (let node = 0; node < count; node += 1) {
    nodes.push(
      await startProxy({
        config,
        clock,
        beside,
        redis: { servers: redis, keys: [Buffer.from(canary.cacheKey)] },
      }),
    );
  }
  const at = (node: number): RunningProxy => {
    const found = nodes[node];
    if (found === undefined) throw new Error('there is no such node');
    return found;
  };

  const started = {
    nodes,
    sandbox: beside.sandbox,
    ask: (node: number, claims: Record<string, unknown> = {}) =>
      send(`${at(node).url}/v1/me/attributes`, at(node).bearer(claims)),
    get: (node: number, path: string) => send(`${at(node).url}${path}`, {}),
    status: (node: number) => send(`${at(node).adminUrl}/status`, {}),
    forget: (node: number, name: Record<string, string>) =>
      send(`${at(node).adminUrl}/forget`, json, JSON.stringify(name)),
    deliver: (node: number, token: string, event: unknown) =>
      send(
        `${at(node).url}/webhooks/drift`,
        { ...json, 'X-Verification-Token': token },
        JSON.stringify(event),
      ),
    async end() {
      await Promise.all(nodes.map((node) => node.stop()));
      await beside.sandbox.close();
    },
  };
  await areAll(started, begins);
  return started;
};

export type Nodes = Awaited<ReturnType<typeof startNodes>>;

type Get = (node: number, path: string) => Promise<Answer>;

/** Resolves when every node says so of itself, with 200. */
export const areAll = (
  { nodes, get }: { readonly nodes: readonly unknown[]; readonly get: Get },
  state: 'ready' | 'degraded',
): Promise<void> =>
  until(`every node is ${state}`, async () => {
    const told = await Promise.all(nodes.map((_node, at) => get(at, '/readyz')));
    return told.every(({ status, body }) => status === 200 && body['status'] === state);
  });

/** Milliseconds from now to when the last node was asked that told anything but this. */
export const untilAllTell = async (
  { nodes, ask }: Nodes,
  isNew: (answer: Answer) => boolean,
): Promise<number> => {
  const since = systemClock.now();
  const latest = await Promise.all(
    nodes.map(async (_node, at) => {
      let latestOld = 0;
      while (latestOld < 5_000) {
        const asked = systemClock.now() - since;
        if (isNew(await ask(at))) break;
        latestOld = asked;
      }
      return latestOld;
    }),
  );
  return Math.max(...latest);
};
