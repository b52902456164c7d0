// What the operator reads of Redis: a line when it goes and when it comes, and what to look at where that is known.

import { describe, expect, it } from '@jest/globals';
import { createLog } from '../../../server/observe/log.ts';
import { createRedisReport } from '../../../server/observe/redis-report.ts';
import { createSeldom } from '../../../server/observe/seldom.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const open = () => {
  const clock = createManualClock();
  const lines: string[] = [];
  const counted: string[] = [];
  const report = createRedisReport({
    log: createLog('info', { write: (line) => lines.push(JSON.parse(line).msg) }),
    seldom: createSeldom(clock, 60_000),
    metrics: { redisFailure: (reason) => counted.push(reason), cacheRequest: () => {} },
    components: { redisDown: () => {}, redisBack: () => {} },
  });
  return { clock, lines, counted, report };
};

describe('the report on Redis', () => {
  it.each([
    ['reply', /Redis 7 or Valkey/],
    ['auth', /REDIS_URL/],
    ['readonly', /replica/],
  ])('says what to look at when it is away because of "%s"', (reason, advice) => {
    const { lines, report } = open();
    report.down(reason);
    expect(lines).toEqual([expect.stringMatching(advice)]);
  });

  it('is one line and one count for each time that it is gone, and a line when it is back', () => {
    const { lines, counted, report } = open();
    report.down('timeout');
    report.back();
    expect([lines.length, counted]).toEqual([2, ['timeout']]);
  });

  it('counts each refusal, and tells of them once a minute', () => {
    const { clock, lines, counted, report } = open();
    for (let n = 0; n < 3; n += 1) report.refused('write', 'full');
    clock.advance(60_000);
    report.refused('write', 'full');
    expect([lines.length, counted.length]).toEqual([2, 4]);
  });
});
