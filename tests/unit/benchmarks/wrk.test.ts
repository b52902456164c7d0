// What the load says at its end is understood, and a run with failures is no measurement.

import { describe, expect, it } from '@jest/globals';
import { parseWrk } from '../../../benchmarks/measure/wrk.ts';

const output = (p99 = '1.41s ', trouble = ''): string => `Running 2s test @ http://127.0.0.1:36145/
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   168.89ms  311.17ms   1.76s    87.39%
    Req/Sec     1.24k   254.74     1.67k    66.67%
  Latency Distribution
     50%  403.10us
     75%   57.92ms
     90%  614.03ms
     99%    ${p99}
  2587 requests in 2.10s, 2.98MB read
${trouble}Requests/sec:   1231.95
Transfer/sec:      1.42MB
`;

describe('the output of wrk', () => {
  it('gives requests, requests per second, and percentiles in milliseconds', () => {
    expect(parseWrk(output())).toEqual({ requests: 2_587, perSecond: 1_231.95, p50: 0.4031, p99: 1_410 });
  });

  it.each([
    ['950.00us', 0.95],
    ['12.30ms', 12.3],
    ['1.50m', 90_000],
  ])('is read with a percentile of %s', (text, milliseconds) => {
    expect(parseWrk(output(text)).p99).toBeCloseTo(milliseconds);
  });

  it.each(['Non-2xx or 3xx responses: 3', 'Socket errors: connect 0, read 2, write 0, timeout 0'])(
    'is refused with %s',
    (trouble) => {
      expect(() => parseWrk(output('1ms', `  ${trouble}\n`))).toThrow(trouble);
    },
  );

  it('is refused when nothing was answered: there is nothing to divide by', () => {
    expect(() => parseWrk(output().replace('2587 requests', '0 requests'))).toThrow('nothing was answered');
  });

  it('is refused when it says something else', () => {
    expect(() => parseWrk('unable to connect')).toThrow('wrk did not say');
  });
});
