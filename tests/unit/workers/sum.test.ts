// What all workers have counted: nobody is waited for long, and what was counted once stays counted.

import { describe, expect, it } from '@jest/globals';
import { lastingCounts, mergeCounts, printSum } from '../../../server/observe/add-up.ts';
import type { Counts } from '../../../server/observe/metrics.ts';
import { createMetrics } from '../../../server/observe/metrics.ts';
import { createWorkerMetrics } from '../../../server/observe/worker-metrics.ts';
import { createSum } from '../../../server/workers/sum.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createWorkersInHand, type WorkerInHand } from '../../support/workers-in-hand.ts';

const open = (count: number) => {
  const clock = createManualClock();
  const { fork, forked, at } = createWorkersInHand();
  for (let number = 1; number <= count; number += 1) fork(number, { message() {}, ended() {} });
  const present = [...forked];
  const { counts, silent } = createWorkerMetrics(() => present.length);
  const sum = createSum({
    serving: () => present.map(({ process }) => process),
    clock,
    arithmetic: { print: printSum, merge: mergeCounts, lasting: lastingCounts },
    own: counts,
    silent,
  });
  const answer = async ({ process, told }: WorkerInHand, counts: Promise<Counts>): Promise<void> => {
    const asked = told.at(-1);
    if (asked?.kind === 'tell-counts') sum.told(process, asked.question, await counts);
  };
  const end = (worker: WorkerInHand): void => {
    present.splice(present.indexOf(worker), 1);
    sum.ended(worker.process);
  };
  return { clock, sum, answer, end, one: at(0), other: at(count - 1) };
};

/** What a worker has counted that has answered so many requests, each in a millisecond. */
const having = (requests: number, more: { budget?: number; contacts?: number; breaker?: 'open' } = {}) => {
  const metrics = createMetrics({
    version: '1.2.3',
    ofProcess: false,
    redis: () => undefined,
    budgetRemaining: () => more.budget ?? 100,
    breakerState: () => more.breaker ?? 'closed',
    streams: () => 0,
    cacheUsage: () => ({ contacts: more.contacts ?? 0, absences: 0, bytes: 0 }),
  });
  for (let count = 0; count < requests; count += 1)
    metrics.request({ method: 'GET', route: '/x', status: 200, duration: 1 });
  return metrics.counts();
};

const sampleOf = (text: string, name: string): string | undefined =>
  text
    .split('\n')
    .find((line) => line.startsWith(name))
    ?.split(' ')
    .at(-1);

const requests = 'http_requests_total{';

describe('the sum', () => {
  it('adds counters, histograms and what each has for itself', async () => {
    const { sum, answer, one, other } = open(2);
    const text = sum.read();
    await answer(one, having(3, { contacts: 10 }));
    await answer(other, having(4, { contacts: 5 }));
    const names = [requests, 'http_request_duration_seconds_count', 'drift_proxy_cache_contacts'];
    const said = await text;
    expect(names.map((name) => sampleOf(said, name))).toEqual(['7', '7', '15']);
  });

  it('says of what all share the least, of what they suffer the worst, and the version once', async () => {
    const { sum, answer, one, other } = open(2);
    const text = sum.read();
    await answer(one, having(0, { budget: 80, breaker: 'open' }));
    await answer(other, having(0, { budget: 90 }));
    const said = await text;
    expect(
      ['drift_proxy_budget_remaining', 'drift_proxy_breaker_state', 'drift_proxy_build_info{'].map((name) =>
        sampleOf(said, name),
      ),
    ).toEqual(['80', '2', '1']);
  });

  it('does not wait longer than a second for a silent worker, and counts that', async () => {
    const { sum, answer, one, clock } = open(2);
    const text = sum.read();
    await answer(one, having(3));
    clock.advance(1_000);
    const said = await text;
    expect(sampleOf(said, requests)).toBe('3');
    expect(sampleOf(said, 'drift_proxy_workers_silent_total')).toBe('1');
  });

  it('keeps the counters that a silent worker told last, and leaves out how it is', async () => {
    const { sum, answer, one, other, clock } = open(2);
    const before = sum.read();
    await answer(one, having(3, { contacts: 10 }));
    await answer(other, having(4, { contacts: 5 }));
    await before;
    const text = sum.read();
    await answer(one, having(5, { contacts: 11 }));
    clock.advance(1_000);
    const said = await text;
    expect([sampleOf(said, requests), sampleOf(said, 'drift_proxy_cache_contacts')]).toEqual(['9', '11']);
  });

  it('never falls when workers end', async () => {
    const { sum, answer, end, one, other } = open(2);
    const before = sum.read();
    await answer(one, having(3, { contacts: 10 }));
    await answer(other, having(4, { contacts: 5 }));
    await before;
    end(other);
    const text = sum.read();
    await answer(one, having(3, { contacts: 10 }));
    const said = await text;
    expect([sampleOf(said, requests), sampleOf(said, 'drift_proxy_cache_contacts')]).toEqual(['7', '10']);
  });

  it('waits no longer for a worker that ends meanwhile', async () => {
    const { sum, answer, end, one, other } = open(2);
    const text = sum.read();
    await answer(one, having(3));
    end(other);
    expect(sampleOf(await text, requests)).toBe('3');
  });

  it('is there when there is no worker', async () => {
    const { sum, end, one } = open(1);
    end(one);
    expect(sampleOf(await sum.read(), 'drift_proxy_workers ')).toBe('0');
  });
});
