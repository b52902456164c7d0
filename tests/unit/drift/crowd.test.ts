// What do many cold visitors at once cost? The whole server before the sandbox, and every call that the sandbox saw.

import { Agent, request as send } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { Contact } from '../../../sandbox/contact.ts';
import { arrivalsOf } from '../../support/arrivals.ts';
import { createPassingClock } from '../../support/passing-clock.ts';
import { type RunningProxy, startProxy } from '../../support/proxy.ts';
import { until } from '../../support/until.ts';

let proxy: RunningProxy;
afterEach(() => proxy.stop());

type Answer = {
  readonly status: number;
  readonly retryAfter: number;
  readonly body: Record<string, unknown>;
};

/** Each on a connection of its own, none waiting for another. */
const crowd = new Agent({ maxSockets: Number.POSITIVE_INFINITY });
const ask = (sub: string): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const url = `${proxy.url}/v1/me/attributes`;
    const outgoing = send(url, { agent: crowd, headers: proxy.bearer({ sub }) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => {
        const retryAfter = Number(response.headers['retry-after']);
        resolve({ status: response.statusCode ?? 0, retryAfter, body: JSON.parse(text) });
      });
    });
    outgoing.on('error', reject).end();
  });

const subs = (count: number): string[] => Array.from({ length: count }, (_, n) => `user-${n}`);
const contacts = (count: number): Contact[] =>
  subs(count).map((externalId, n) => ({
    id: String(1_000 + n),
    createdAt: 1_700_000_000_000,
    attributes: { externalId, first_name: `First ${externalId}` },
  }));

describe('six hundred who were never seen, at once, by external id', () => {
  const start = async (known: number): Promise<void> => {
    proxy = await startProxy({ sandbox: { contacts: contacts(known) }, clock: createPassingClock() });
  };

  it('cost at most twenty calls, and each gets its own contact', async () => {
    await start(600);
    const answers = await Promise.all(subs(600).map(ask));
    expect(answers.map(({ status }) => status)).toEqual(subs(600).map(() => 200));
    expect(answers.map(({ body }) => body['attributes'])).toEqual(
      subs(600).map((sub) => ({ first_name: `First ${sub}` })),
    );
    expect(proxy.sandbox.calls.count()).toBeLessThanOrEqual(20);
  });

  it('cost thirteen calls when Drift takes its time', async () => {
    proxy = await startProxy({ sandbox: { contacts: contacts(600) } }); // and no time goes by while they come
    const release = proxy.sandbox.hold();
    const answers: Promise<Answer>[] = [];
    await arrivalsOf(proxy.url, 600, () => answers.push(...subs(600).map(ask)));
    release();
    let answered = 0;
    for (const answer of answers) void answer.then(() => (answered += 1));
    await until('everybody has an answer', () => {
      proxy.clock.advance(1); // the last batch is not full and goes when nobody else has come for a while
      return answered === answers.length;
    });
    expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([200]));
    expect(proxy.sandbox.calls.count()).toBe(13);
  });

  it('cost at most twenty calls when one in fifty is unknown', async () => {
    const known = contacts(600).filter((_contact, n) => n % 50 !== 7);
    proxy = await startProxy({ sandbox: { contacts: known }, clock: createPassingClock() });
    const answers = await Promise.all(subs(600).map(ask));
    expect(answers.map(({ body }) => body['known'])).toEqual(subs(600).map((_sub, n) => n % 50 !== 7));
    expect(proxy.sandbox.calls.count()).toBeLessThanOrEqual(20);
  });

  it('cost at most forty calls when Drift knows none of them', async () => {
    await start(0);
    const answers = await Promise.all(subs(600).map(ask));
    expect(answers.every(({ status, body }) => status === 200 && body['known'] === false)).toBe(true);
    expect(proxy.sandbox.calls.count()).toBeLessThanOrEqual(40);
  });
});

describe('two hundred and fifty who were never seen, at once, by id', () => {
  const perMinute = 100;
  const timeout = 2_000;

  /** Lets everything happen that can happen at this moment: each connection is accepted in a turn of its own. */
  const letAllHappen = async (): Promise<void> => {
    for (let turn = 0; turn < 80; turn += 1) await setImmediate();
  };

  it('have an answer in time, cost no more than the budget in any minute, and are all served in turn', async () => {
    proxy = await startProxy({
      sandbox: { contacts: contacts(250) },
      config: { drift: { perMinute, timeout }, policy: { contactClaims: [{ claim: 'sub', kind: 'id' }] } },
    });
    let waiting = Array.from({ length: 250 }, (_, n) => ({ sub: String(1_000 + n), from: 0 }));
    const served = new Set<string>();
    let longest = 0;
    let inTheAir = 0;
    const visit = async ({ sub }: { sub: string }): Promise<void> => {
      const asked = proxy.clock.now();
      inTheAir += 1;
      const { status, retryAfter, body } = await ask(sub);
      inTheAir -= 1;
      longest = Math.max(longest, proxy.clock.now() - asked);
      if (status === 200 && body['known'] === true) served.add(sub);
      if (status === 503 && body['code'] === 'upstream_busy')
        waiting.push({ sub, from: proxy.clock.now() + retryAfter * 1_000 });
    };
    while (served.size < 250 && proxy.clock.now() < 240_000) {
      const due = waiting.filter(({ from }) => from <= proxy.clock.now());
      waiting = waiting.filter((one) => !due.includes(one));
      for (const one of due) void visit(one);
      if (due.length > 0) await until('the first are answered', () => inTheAir < due.length);
      await letAllHappen();
      proxy.clock.advance(500);
    }

    expect(served.size).toBe(250);
    expect(longest).toBeLessThanOrEqual(1_000 + timeout);
    const starts = proxy.sandbox.calls.entries.map(({ at }) => at);
    const inMinuteFrom = (first: number): number =>
      starts.filter((at) => at >= first && at <= first + 60_000).length;
    expect(Math.max(...starts.map(inMinuteFrom))).toBe(perMinute);
    expect(starts).toHaveLength(250);
  });
});
