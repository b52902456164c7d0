// What is put to the test? Three nodes in front of one Drift, each a process of its own, with the Redis that it is told.

import { createSecretKey, randomBytes } from 'node:crypto';
import { freePort } from '../../benchmarks/measure/free-port.ts';
import type { Contact } from '../../sandbox/contact.ts';
import { idOf } from '../../sandbox/faults/fault-contacts.ts';
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { signSession } from '../../server/auth/sign-session.ts';
import type { Clock } from '../../server/clock.ts';
import type { Body } from '../faults/told.ts';
import type { Children } from './children.ts';
import { type NodeProcess, startNode } from './node-process.ts';
import { until } from './until.ts';

export type Answer = { readonly status: number; readonly body: Body };

export type Stand = {
  readonly drift: Sandbox;
  readonly nodes: readonly NodeProcess[];
  /** What node number `node` tells the visitor whose session has this `sub`; status 0 when there is no answer. */
  ask(node: number, sub: string): Promise<Answer>;
  /** Tells node number `node` to forget a contact, by its external id. @throws Error when it does not say that it did */
  forget(node: number, externalId: string): Promise<void>;
  close(): Promise<void>;
};

export type Env = Readonly<Record<string, string>>;

type Parts = {
  readonly contacts: readonly Contact[];
  /** REDIS_URL of each node; there are as many nodes. */
  readonly redisUrls: readonly string[];
  /** Settings of node number `node` that differ from the stand's. */
  readonly env: (node: number) => Env;
  readonly clock: Clock;
  readonly children: Children;
};

export const nodeCount = 3;

const auth = {
  algorithm: 'HS256',
  issuer: 'https://www.example.com',
  audience: 'drift-attribute-proxy',
} as const;
const noAnswer: Answer = { status: 0, body: { code: 'no answer' } };

export const openStand = async ({ contacts, redisUrls, env, clock, children }: Parts): Promise<Stand> => {
  const driftToken = randomBytes(32).toString('base64url');
  const secret = randomBytes(32);
  const drift = createSandbox({
    token: driftToken,
    webhookToken: 'unused',
    clock,
    requestsPerMinute: Number.POSITIVE_INFINITY,
    contacts,
  });
  const { url: driftUrl } = await drift.listen(0);
  const everyNode: Env = {
    DRIFT_API_URL: driftUrl,
    DRIFT_TOKEN: driftToken,
    SESSION_SECRET: `base64:${secret.toString('base64')}`,
    SESSION_ISSUER: auth.issuer,
    SESSION_AUDIENCE: auth.audience,
    CACHE_KEY: randomBytes(32).toString('base64'),
    SUBJECT_REQUESTS_PER_MINUTE: '1000000',
    ADDRESS_REQUESTS_PER_MINUTE: '1000000',
  };

  const startOne = async (redisUrl: string, node: number) => {
    const [port, adminPort] = [await freePort(), await freePort()];
    const listeners = { PORT: `${port}`, ADMIN_PORT: `${adminPort}` };
    const started = await startNode({ ...everyNode, REDIS_URL: redisUrl, ...listeners, ...env(node) });
    children.add(started.child);
    return { started, url: `http://127.0.0.1:${port}`, adminUrl: `http://127.0.0.1:${adminPort}` };
  };
  const nodes = await Promise.all(redisUrls.map(startOne));
  await drift.calls.arrived(nodes.length); // each has asked what its token may do
  await until('every node has found Redis', async () => {
    const answers = await Promise.all(nodes.map(({ url }) => fetch(`${url}/readyz`)));
    const states = await Promise.all(answers.map((answer) => answer.text()));
    return states.every((state) => state.includes('"ready"'));
  });

  const key = createSecretKey(secret);
  const tokens = new Map<string, string>();
  const tokenOf = (sub: string): string => {
    const token =
      tokens.get(sub) ?? signSession({ sub }, auth, key, { now: clock.wall(), lifetime: 900_000 });
    tokens.set(sub, token);
    return token;
  };

  const ask = async (node: number, sub: string): Promise<Answer> => {
    const response = await fetch(`${nodes[node]?.url}/v1/me/attributes`, {
      headers: { Authorization: `Bearer ${tokenOf(sub)}` },
    });
    return { status: response.status, body: (await response.json()) as Body };
  };

  return {
    drift,
    nodes: nodes.map(({ started }) => started),
    ask: (node, sub) => ask(node, sub).catch(() => noAnswer),
    async forget(node, externalId) {
      const response = await fetch(`${nodes[node]?.adminUrl}/forget`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ externalId }),
      });
      if (!response.ok) throw new Error(`forgetting was answered with ${response.status}`);
      await response.arrayBuffer();
    },
    async close() {
      await Promise.all(nodes.map(({ started }) => started.end()));
      await drift.close();
    },
  };
};

/** Drift has another first name for contact number `index` from now on; the name. */
export const rename = (drift: Sandbox, index: number, name: string): string => {
  drift.contacts.update(idOf(index), { first_name: name });
  return name;
};

/** The first name that an answer tells. */
export const nameIn = ({ body }: Answer): unknown => {
  const { attributes } = body;
  return typeof attributes === 'object' && attributes !== null && 'first_name' in attributes
    ? attributes.first_name
    : undefined;
};
