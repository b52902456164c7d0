// Workers are begun one before the others, replaced when they end unasked, and drained together.

import { describe, expect, it } from '@jest/globals';
import { createHerd } from '../../../server/workers/herd.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { createWorkersInHand, ports } from '../../support/workers-in-hand.ts';

const open = (count = 3) => {
  const clock = createManualClock();
  const workers = createWorkersInHand();
  const lines: object[] = [];
  const unasked: boolean[] = [];
  const write = (fields: object): void => {
    lines.push(fields);
  };
  const herd = createHerd({
    count,
    fork: workers.fork,
    clock,
    random: () => 0,
    log: { info: write, error: write },
    patience: 15_000,
    told: {
      message: () => {},
      ended: (_worker, wasUnasked) => {
        unasked.push(wasUnasked);
      },
    },
  });
  return { ...workers, clock, herd, lines, unasked };
};

const begun = async (count = 3) => {
  const all = open(count);
  const first = all.herd.begin();
  all.at(0).listen();
  await first;
  const complete = all.herd.complete();
  for (const worker of all.forked.slice(1)) worker.listen();
  return { ...all, complete };
};

const crash = { code: 1, signal: null };

describe('a beginning', () => {
  it('starts one worker, and the others when it listens', async () => {
    const { herd, forked, at } = open();
    const first = herd.begin();
    expect(forked.map(({ number }) => number)).toEqual([1]);
    at(0).listen();
    expect(await first).toEqual(ports);
    void herd.complete();
    expect(forked.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  it('is over when all listen', async () => {
    const { complete, herd } = await begun();
    await complete;
    expect(herd.serving()).toHaveLength(3);
  });

  it('ends with the first worker that cannot listen, which nobody replaces', async () => {
    const { herd, forked, at, clock, lines } = open();
    const first = herd.begin();
    at(0).ended({ code: 69, signal: null });
    expect(await first).toEqual({ code: 69, signal: null });
    clock.advance(3_600_000);
    expect([forked.length, lines.length]).toEqual([1, 0]);
  });

  it('goes on when another worker needs a second attempt', async () => {
    const { herd, at, clock } = open(2);
    const first = herd.begin();
    at(0).listen();
    await first;
    const complete = herd.complete();
    at(1).ended(crash);
    clock.advance(1_000);
    at(2).listen();
    await complete;
    expect(herd.serving()).toHaveLength(2);
  });
});

describe('a worker that ended unasked', () => {
  it('is replaced after a while, at its post, with one line in the log', async () => {
    const { forked, at, clock, herd, lines, unasked } = await begun();
    at(1).ended({ code: null, signal: 'SIGKILL' });
    expect([herd.serving().length, unasked]).toEqual([2, [true]]);
    clock.advance(999);
    expect(forked).toHaveLength(3);
    clock.advance(1);
    expect(forked.slice(3).map(({ number }) => number)).toEqual([2]);
    expect(lines).toEqual([{ worker: 2, exitCode: undefined, signal: 'SIGKILL', wait: 1_000 }]);
    at(3).listen();
    expect(herd.serving()).toHaveLength(3);
  });

  it('is replaced ever later when it ends again and again, and never gives up', async () => {
    const { forked, at, clock } = await begun();
    for (const wait of [1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]) {
      const before = forked.length;
      at(before === 3 ? 0 : -1).ended(crash);
      clock.advance(wait - 1);
      expect(forked).toHaveLength(before);
      clock.advance(1);
      expect(forked).toHaveLength(before + 1);
    }
  });

  it('leaves the others alone', async () => {
    const { at, clock, forked } = await begun();
    at(0).ended(crash);
    clock.advance(60_000);
    expect(forked.flatMap(({ told }) => told)).toEqual([]);
  });
});

describe('a stop', () => {
  it('asks each worker once and waits for the last', async () => {
    const { herd, forked } = await begun();
    let stopped: number | undefined;
    const stop = herd.stop().then((killed) => {
      stopped = killed;
    });
    for (const worker of forked) {
      await Promise.resolve();
      expect([worker.told, stopped]).toEqual([[{ kind: 'stop' }], undefined]);
      worker.ended({ code: 0, signal: null });
    }
    await stop;
    expect(stopped).toBe(0);
  });

  it('lets nobody take the place of those that end', async () => {
    const { herd, forked, clock, unasked, lines } = await begun();
    const stop = herd.stop();
    for (const worker of [...forked]) worker.ended({ code: 0, signal: null });
    await stop;
    clock.advance(3_600_000);
    expect([forked.length, unasked, lines]).toEqual([3, [false, false, false], []]);
  });

  it('calls off the replacement that is due', async () => {
    const { herd, forked, at, clock } = await begun();
    at(0).ended(crash);
    const stop = herd.stop();
    for (const worker of forked.slice(1)) worker.ended({ code: 0, signal: null });
    await stop;
    clock.advance(3_600_000);
    expect([forked.length, clock.waiting]).toEqual([3, 0]);
  });

  it('kills what is left when its patience is over, and says how many', async () => {
    const { herd, forked, at, clock } = await begun();
    const stop = herd.stop();
    at(0).ended({ code: 0, signal: null });
    clock.advance(14_999);
    expect(forked.map(({ isKilled }) => isKilled())).toEqual([false, false, false]);
    clock.advance(1);
    expect(forked.map(({ isKilled }) => isKilled())).toEqual([false, true, true]);
    expect(await stop).toBe(2);
  });
});
