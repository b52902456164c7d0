// Do two servers say the same? One with the fast path and one without, before one Drift, through whatever happens.

import { Agent, request as send } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import type { Fault } from '../../../sandbox/faults/fault.ts';
import { createFaultProxy } from '../../../sandbox/faults/fault-proxy.ts';
import { faults } from '../../../sandbox/faults/fault-table.ts';
import { createSandbox } from '../../../sandbox/sandbox.ts';
import type { CreateFastPath } from '../../../server/http/fast-path.ts';
import { canary } from '../../support/canary.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createPolicyInHand } from '../../support/policy-in-hand.ts';
import { type ConfigChanges, type RunningProxy, startProxy } from '../../support/proxy.ts';
import { until } from '../../support/until.ts';
import { type Asking, credentials, visitors } from './asking.ts';

/** What happens, in turn, to both servers alike. */
export type Step =
  | { readonly kind: 'ask'; readonly asking: Asking }
  | { readonly kind: 'pass'; readonly milliseconds: number }
  | { readonly kind: 'edit'; readonly id: string; readonly value: string }
  | { readonly kind: 'delete' | 'forget' | 'webhook'; readonly id: string }
  | { readonly kind: 'policy'; readonly text: string }
  | { readonly kind: 'fail' | 'recover' };

/** What a client can see, but for the date and an id that the server has made up. */
type Seen = { readonly status: number; readonly headers: readonly string[]; readonly body: string };

const contacts = [
  {
    id: '1001',
    first_name: 'Ada',
    plan: 'pro',
    employment_name: 'Analytical Engines',
    email: 'ada@example.com',
  },
  { id: '1002', first_name: 'Bøb \u{1F600} <script>&', plan: 'free', email: 'bob@example.com' },
  {
    id: '1003',
    first_name: 7,
    plan: 'none of ours',
    employment_name: 'x'.repeat(500),
    email: 'odd@example.com',
  },
].map(({ id, ...attributes }) => ({ id, createdAt: 1_700_000_000_000, attributes }));

const madeUp = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/g;
const comparable = (text: string): string => text.replace(madeUp, 'an id of its own');
const isDate = (name: string): boolean => name.toLowerCase() === 'date';

const pairsOf = (raw: readonly string[]): string[] =>
  raw.flatMap((name, at) =>
    at % 2 === 0 && !isDate(name) ? [`${name}: ${comparable(raw[at + 1] ?? '')}`] : [],
  );

/** A listener that is asked over one connection, as a load balancer would. */
const createClient = (url: string) => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const ask = (method: string, path: string, headers: readonly string[]): Promise<Seen> =>
    new Promise((resolve, reject) => {
      const outgoing = send(new URL(path, url), { agent, method, path, headers }, (response) => {
        let body = '';
        response.setEncoding('latin1').on('data', (text: string) => {
          body += text;
        });
        const { statusCode: status = 0, rawHeaders } = response;
        response.on('end', () => resolve({ status, headers: pairsOf(rawHeaders), body: comparable(body) }));
      });
      outgoing.on('error', reject).end();
    });
  return { ask, close: () => agent.destroy() };
};

const forgedFrom = (token: string): string =>
  `${token.slice(0, -5)}${token.at(-5) === 'A' ? 'B' : 'A'}${token.slice(-4)}`;

const linesFor = (proxy: RunningProxy, asking: Asking, expiry: number): string[] => {
  const { host } = new URL(proxy.url);
  const token = proxy.token({ sub: asking.visitor, exp: expiry, ...visitors[asking.visitor] });
  return [
    ...['Host', host],
    ...credentials[asking.credential](token, forgedFrom(token)),
    ...asking.origins.flatMap((origin) => ['Origin', origin]),
    ...asking.provenance,
    ...asking.extras.flat(),
  ];
};

type Options = {
  readonly fastPath: CreateFastPath;
  readonly config: ConfigChanges;
  readonly policy: string;
};

/** Fails at once and is not tried again: nothing waits for a clock that nobody moves. */
const outage = (): Fault => {
  const fault = faults.find(({ name }) => name === '500');
  if (fault === undefined) throw new Error('there is no such fault');
  return fault;
};

export const openBoth = async ({ fastPath, config, policy }: Options) => {
  const theirClock = createManualClock();
  const sandbox = createSandbox({
    token: canary.driftToken,
    webhookToken: canary.webhookToken,
    clock: theirClock,
    requestsPerMinute: Number.POSITIVE_INFINITY,
    contacts,
  });
  const drift = createFaultProxy({ driftUrl: (await sandbox.listen(0)).url, clock: theirClock });
  const { url: driftUrl } = await drift.listen();
  const inHand = createPolicyInHand(policy);
  const start = async (fast: CreateFastPath | 'off') => {
    const held = { ...config, reloading: [inHand.policy] };
    const proxy = await startProxy({
      driftUrl,
      sandbox: { contacts: [] },
      policy: inHand.policy,
      config: held,
      fastPath: fast,
    });
    return { proxy, client: createClient(proxy.url) };
  };
  const both = [await start(fastPath), await start('off')] as const;
  await until('both have looked at their token', () => drift.calls.length === 2 && drift.underway === 0);
  const expiry = Math.floor(both[0].proxy.clock.wall() / 1000) + 3_600;

  for (let turn = 0; turn < 100; turn += 1) await setImmediate();
  const timersAtRest = Math.min(...both.map(({ proxy }) => proxy.clock.waiting));
  /** What was begun must be over, and what came of it kept, before anything else happens. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 4; turn += 1) await setImmediate();
    const isAtRest = () => both.every(({ proxy }) => proxy.clock.waiting <= timersAtRest);
    await until('no call is under way', isAtRest);
    await setImmediate();
  };
  const each = async <T>(act: (one: (typeof both)[number]) => Promise<T>): Promise<[T, T]> => [
    await act(both[0]),
    await act(both[1]),
  ];
  const post = (path: string, body: unknown, headers: Record<string, string>, base: string) =>
    fetch(new URL(path, base), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  const advance = (milliseconds: number): void => {
    theirClock.advance(milliseconds);
    for (const { proxy } of both) proxy.clock.advance(milliseconds);
  };
  const edit = (id: string, plan: string): void => {
    const contact = sandbox.contacts.get(id);
    if (contact !== undefined)
      sandbox.contacts.put({ ...contact, attributes: { ...contact.attributes, plan } });
  };
  /** A contact that an event names by its id alone is asked about a moment later. */
  const expire = async (id: string): Promise<void> => {
    const body = { type: 'contact_updated', data: { endUserId: Number(id) } };
    const proof = { 'X-Verification-Token': canary.webhookToken };
    await each(({ proxy }) => post('/webhooks/drift', body, proof, proxy.url));
    advance(1_000);
  };
  const replacePolicy = (text: string): void => {
    inHand.put(text);
    inHand.policy.reload();
  };

  const ask = (asking: Asking): Promise<readonly [Seen, Seen]> =>
    each(async ({ proxy, client }) => {
      const seen = await client.ask(asking.method, asking.target, linesFor(proxy, asking, expiry));
      await settle();
      return seen;
    });

  const act = async (step: Exclude<Step, { kind: 'ask' }>): Promise<void> => {
    if (step.kind === 'pass') advance(step.milliseconds);
    else if (step.kind === 'edit') edit(step.id, step.value);
    else if (step.kind === 'delete') sandbox.contacts.delete(step.id);
    else if (step.kind === 'forget')
      await each(({ proxy }) => post('/forget', { id: step.id }, {}, proxy.adminUrl));
    else if (step.kind === 'webhook') await expire(step.id);
    else if (step.kind === 'policy') replacePolicy(step.text);
    else if (step.kind === 'fail') await drift.begin(outage());
    else await drift.end();
    await settle();
  };

  const linesOf = ({ proxy }: (typeof both)[number]): string[] =>
    proxy.lines
      .map((line) => JSON.stringify({ ...JSON.parse(line), time: 0, port: 0 }))
      .map(comparable)
      .sort();

  return {
    /** What both said to the same request. */
    ask,
    act,
    /** What both have counted and written down. */
    records: async () => {
      const metrics = await each(async ({ proxy }) => (await fetch(`${proxy.adminUrl}/metrics`)).text());
      return { metrics, lines: both.map(linesOf) };
    },
    async close() {
      for (const { client, proxy } of both) {
        client.close();
        await proxy.stop();
      }
      await drift.close();
      await sandbox.close();
    },
  };
};
