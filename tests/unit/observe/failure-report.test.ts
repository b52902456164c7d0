// An operator reads what failed and what to do, and is not told to change what has nothing to do with it.

import { describe, expect, it } from '@jest/globals';
import { ProxyError } from '../../../server/errors.ts';
import { createFailureReport } from '../../../server/observe/failure-report.ts';
import { createLog } from '../../../server/observe/log.ts';
import { createSeldom } from '../../../server/observe/seldom.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const open = () => {
  const lines: string[] = [];
  const clock = createManualClock();
  const log = createLog('info', { write: (line) => lines.push(line) });
  return { clock, lines, report: createFailureReport(log, createSeldom(clock, 60_000)) };
};

const lineOf = (error: ProxyError): string => {
  const { lines, report } = open();
  report(error);
  return lines.join();
};

describe('the report of a failure', () => {
  it('names the limit when the calls of a minute are used up', () => {
    const line = lineOf(new ProxyError('upstream_busy', { reason: 'budget' }));
    expect(line).toContain('DRIFT_REQUESTS_PER_MINUTE');
    expect(line).not.toContain('DRIFT_CONCURRENCY');
  });

  it('names the limit of calls at once when that is what ran out, and not the one of a minute', () => {
    const line = lineOf(new ProxyError('upstream_busy', { reason: 'concurrency' }));
    expect(line).toContain('DRIFT_CONCURRENCY');
    expect(line).not.toContain('DRIFT_REQUESTS_PER_MINUTE');
  });

  it('says that Drift itself refused when it did', () => {
    expect(lineOf(new ProxyError('upstream_busy', { reason: 'status_429' }))).toContain('Drift refused');
  });

  it.each([
    ['an unheard-of reason', new ProxyError('upstream_busy', { reason: 'another' }), 'Drift'],
    ['no reason', new ProxyError('upstream_timeout'), 'DRIFT_TIMEOUT'],
    ['a code of its own', new ProxyError('internal'), 'A look-up failed.'],
    ['a reason like a property', new ProxyError('internal', { reason: 'constructor' }), 'A look-up failed.'],
  ])('has words for %s', (_what, error, words) => {
    expect(lineOf(error)).toContain(words);
  });

  it('is written once a minute for each reason', () => {
    const { clock, lines, report } = open();
    const both = (): void => {
      report(new ProxyError('upstream_busy', { reason: 'budget' }));
      report(new ProxyError('upstream_busy', { reason: 'concurrency' }));
    };
    both();
    both();
    expect(lines).toHaveLength(2);
    clock.advance(60_000);
    both();
    expect(lines).toHaveLength(4);
  });
});
