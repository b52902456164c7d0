// Does the fault proxy do what its table says? Each fault as any client of Drift would meet it.

import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { faultContacts, visitorOf } from '../../sandbox/faults/fault-contacts.ts';
import { createFaultProxy, type FaultProxy } from '../../sandbox/faults/fault-proxy.ts';
import { faults } from '../../sandbox/faults/fault-table.ts';
import { createSandbox, type Sandbox } from '../../sandbox/sandbox.ts';
import { createManualClock, type ManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';

let clock: ManualClock;
let sandbox: Sandbox;
let drift: FaultProxy;
let question: string;

beforeEach(async () => {
  clock = createManualClock();
  sandbox = createSandbox({ token: 'token', webhookToken: 'unused', clock, contacts: faultContacts(2) });
  drift = createFaultProxy({ driftUrl: (await sandbox.listen(0)).url, clock });
  const { url } = await drift.listen();
  question = `${url}/contacts?idType=external&id=${visitorOf(0)}`;
});
afterEach(async () => {
  await drift.close();
  await sandbox.close();
});

const suffer = async (name: string): Promise<void> => {
  const fault = faults.find((row) => row.name === name);
  if (fault === undefined) throw new Error(`there is no fault named ${name}`);
  await drift.begin(fault);
};

/** An answer as it comes in: head, body so far, and how it ended if it has. */
const ask = async () => {
  const headers = { authorization: 'Bearer token' };
  const request = get(question, { headers, agent: false });
  request.on('error', () => {}); // one that comes after the answer
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  let ending: 'complete' | 'cut' | undefined;
  response.on('data', (chunk: Buffer) => chunks.push(chunk));
  response.on('error', () => {
    ending = 'cut';
  });
  response.on('close', () => {
    ending ??= response.complete ? 'complete' : 'cut';
  });
  return {
    status: response.statusCode,
    headers: response.headers,
    body: (): Buffer => Buffer.concat(chunks),
    ending: () => ending,
    ended: () => until('the answer has ended', () => ending !== undefined),
    leave: () => request.destroy(),
  };
};

const askWhole = async () => {
  const answer = await ask();
  await answer.ended();
  return {
    status: answer.status,
    headers: answer.headers,
    text: answer.body().toString(),
    ending: answer.ending(),
  };
};

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn += 1) await setImmediate();
};

describe('without a fault', () => {
  it('Drift is passed on word for word', async () => {
    const { status, headers, text } = await askWhole();
    expect([status, headers['content-type']]).toEqual([200, 'application/json']);
    expect(JSON.parse(text).data).toMatchObject([{ attributes: { first_name: 'Visitor 0', plan: 'pro' } }]);
  });

  it('Drift is asked with the method, path and token of the caller', async () => {
    await askWhole();
    expect(sandbox.calls.entries).toMatchObject([
      { method: 'GET', path: '/contacts', headers: { authorization: 'Bearer token' } },
    ]);
  });
});

describe('every request', () => {
  it('is counted with its time, whatever becomes of it', async () => {
    await askWhole();
    clock.advance(700);
    await suffer('500');
    await askWhole();
    expect(drift.calls).toEqual([0, 700]);
  });

  it('is under way until it has its answer', async () => {
    await suffer('delays 10 s');
    const asking = askWhole();
    await until('it is under way', () => drift.underway === 1);
    await settle();
    clock.advance(10_000);
    await asking;
    await until('it is over', () => drift.underway === 0);
  });
});

describe('a fault', () => {
  it('ends when it is told to', async () => {
    await suffer('503');
    expect((await askWhole()).status).toBe(503);
    await drift.end();
    expect((await askWhole()).status).toBe(200);
  });

  it('that refuses makes no connection, and there is one again afterwards', async () => {
    await suffer('refuses');
    await expect(ask()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect(drift.calls).toHaveLength(0);
    await drift.end();
    expect((await askWhole()).status).toBe(200);
  });

  it.each([
    ['401', 401],
    ['403', 403],
    ['404 in bursts', 404],
    ['429', 429],
    ['429 with Retry-After', 429],
    ['500', 500],
    ['502', 502],
    ['503', 503],
  ])('named %s answers %i and does not ask Drift', async (name, expected) => {
    await suffer(name);
    expect(await askWhole()).toMatchObject({ status: expected, ending: 'complete' });
    expect(sandbox.calls.count()).toBe(0);
  });

  it.each([
    ['429', undefined],
    ['429 with Retry-After', '2'],
  ])('named %s says Retry-After: %s', async (name, seconds) => {
    await suffer(name);
    expect((await askWhole()).headers['retry-after']).toBe(seconds);
  });

  it('of bursts lets the truth through between them', async () => {
    await suffer('404 in bursts');
    const statuses: unknown[] = [];
    for (const wait of [999, 1, 14_000, 1_000]) {
      clock.advance(wait);
      statuses.push((await askWhole()).status);
    }
    expect(statuses).toEqual([404, 200, 404, 200]);
  });

  it('that resets does so in the middle of a good answer', async () => {
    await suffer('resets mid-body');
    const { status, ending, text } = await askWhole();
    expect([status, ending]).toEqual([200, 'cut']);
    expect(() => JSON.parse(text)).toThrow();
  });

  it('that is a black hole says nothing for a day', async () => {
    await suffer('black hole');
    let answered = false;
    ask().then(
      () => {
        answered = true;
      },
      () => {},
    );
    await until('it was asked', () => drift.calls.length === 1);
    clock.advance(86_400_000);
    await settle();
    expect(answered).toBe(false);
  });

  it('that delays tells the truth after ten seconds and not before', async () => {
    await suffer('delays 10 s');
    let told = '';
    const telling = askWhole().then(({ text }) => {
      told = text;
    });
    await until('it was asked', () => drift.calls.length === 1);
    clock.advance(9_999);
    await settle();
    expect(told).toBe('');
    clock.advance(1);
    await telling;
    expect(told).toContain('Visitor 0');
  });

  it('that drips sends one byte a second', async () => {
    await suffer('drips 1 B/s');
    const answer = await ask();
    for (let second = 0; second < 5; second += 1) {
      await until('the next byte is there', () => answer.body().length === second + 1);
      clock.advance(1_000);
    }
    await settle();
    expect([answer.body().toString(), answer.ending()]).toEqual(['{"data', undefined]);
    answer.leave();
  });

  it('that cuts gzip sends what cannot be unpacked', async () => {
    await suffer('truncated gzip');
    const answer = await ask();
    await answer.ended();
    expect([answer.headers['content-encoding'], answer.ending()]).toEqual(['gzip', 'complete']);
    expect(() => gunzipSync(answer.body())).toThrow('unexpected end of file');
  });

  it('of a length too long leaves the reader waiting', async () => {
    await suffer('length too long');
    const answer = await ask();
    await until('the truth is there', () => answer.body().includes('Visitor 0'));
    await settle();
    expect(answer.ending()).toBeUndefined();
    answer.leave();
  });

  it('of a length too short tells half of the truth', async () => {
    await suffer('length too short');
    const { text } = await askWhole();
    expect(() => JSON.parse(text)).toThrow();
  });

  it('that never ends sends more than anybody should read', async () => {
    await suffer('endless body');
    const answer = await ask();
    await until('a megabyte is there', () => answer.body().length > 1_048_576);
    expect(answer.ending()).toBeUndefined();
    answer.leave();
    await until('it notices that nobody reads', () => drift.underway === 0);
  });

  it.each([
    ['HTML with 200', 'text/html', /^<!doctype html>/],
    ['wrong JSON', 'application/json', /^\{"data":\{"id":"nobody"/],
    ['broken JSON', 'application/json', /^\{"data":\[\{"id":/],
    ['another contact', 'application/json', /"first_name":"Somebody Else"/],
    ['duplicate keys', 'application/json', /"first_name":"Visitor 0","first_name":"Somebody Else"/],
  ])('named %s is a whole answer with 200', async (name, type, words) => {
    await suffer(name);
    const { status, headers, text, ending } = await askWhole();
    expect([status, headers['content-type'], ending]).toEqual([200, type, 'complete']);
    expect(text).toMatch(words);
  });

  it('that leads elsewhere counts who follows', async () => {
    await suffer('301 elsewhere');
    const { status, headers } = await askWhole();
    expect([status, drift.strays]).toEqual([301, 0]);
    expect(new URL(headers.location ?? '').port).not.toBe(new URL(question).port);
    await fetch(headers.location ?? '');
    expect(drift.strays).toBe(1);
  });
});
