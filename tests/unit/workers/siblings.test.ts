// What a worker knows of the others: only what its primary says.

import { describe, expect, it } from '@jest/globals';
import type { ToPrimary } from '../../../server/workers/messages.ts';
import { createSiblings } from '../../../server/workers/siblings.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const open = () => {
  const clock = createManualClock();
  const sent: ToPrimary[] = [];
  const send = (message: ToPrimary): void => {
    sent.push(message);
  };
  const siblings = createSiblings({ worker: 2, pid: 42, count: 3, send, clock });
  return { clock, sent, siblings, readSum: siblings.share(async () => [{ name: 'x', type: 'counter' }]) };
};

describe('a worker', () => {
  it('tells what it has counted when the primary asks', async () => {
    const { sent, siblings } = open();
    siblings.hear({ kind: 'tell-counts', question: 7 });
    await new Promise(setImmediate);
    expect(sent).toEqual([{ kind: 'counts', question: 7, counts: [{ name: 'x', type: 'counter' }] }]);
  });

  it('reads the sum from the primary, each answer for its own question', async () => {
    const { siblings, readSum, clock } = open();
    const [first, second] = [readSum(), readSum()];
    siblings.hear({ kind: 'sum', question: 2, text: 'later' });
    siblings.hear({ kind: 'sum', question: 1, text: 'earlier' });
    expect([await first, await second, clock.waiting]).toEqual(['earlier', 'later', 0]);
  });

  it('waits for two seconds at most', async () => {
    const { readSum, clock } = open();
    const sum = readSum();
    clock.advance(2_000);
    await expect(sum).rejects.toMatchObject({ code: 'overloaded', reason: 'primary_silent' });
  });
});
