import { afterEach, describe, expect, it } from '@jest/globals';
import { createRateLimit } from '../../../sandbox/rate-limit.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { closeSandboxes, contact, openSandbox, token } from './open-sandbox.ts';

afterEach(closeSandboxes);

const contacts = [contact('34000000001', { email: 'ann@example.com' })];
const line = 'GET /contacts/34000000001';

describe('the window', () => {
  it('admits 600 calls in any 60 seconds, however they are spread', () => {
    const clock = createManualClock();
    const limit = createRateLimit({ clock, requestsPerMinute: 600 });
    const admitted: number[] = [];
    for (let step = 0; step < 4_000; step += 1) {
      if (limit.take('token').allowed) admitted.push(clock.now());
      clock.advance(37);
    }
    const busiest = admitted.map(
      (start) => admitted.filter((at) => at >= start && at < start + 60_000).length,
    );
    expect(Math.max(...busiest)).toBe(600);
  });

  it('counts each token for itself', () => {
    const limit = createRateLimit({ clock: createManualClock(), requestsPerMinute: 1 });
    expect(limit.take('one').allowed).toBe(true);
    expect(limit.take('other').allowed).toBe(true);
    expect(limit.take('one').allowed).toBe(false);
  });

  it('has no end when the limit is infinite', () => {
    const limit = createRateLimit({
      clock: createManualClock(),
      requestsPerMinute: Number.POSITIVE_INFINITY,
    });
    expect(Array.from({ length: 2_000 }, () => limit.take('one').allowed)).not.toContain(false);
  });
});

describe('a call over the limit', () => {
  it('is a 429 rate_limit without any header that tells more', async () => {
    const { ask } = await openSandbox({ contacts, requestsPerMinute: 2 });
    expect([(await ask(line)).status, (await ask('GET /nowhere')).status]).toEqual([200, 404]);
    const { status, body, headers } = await ask(line);
    expect([status, body]).toEqual([
      429,
      { error: { type: 'rate_limit', message: 'Too many calls in the time window' } },
    ]);
    expect([...headers.keys()].filter((name) => /rate|retry/.test(name))).toEqual([]);
  });

  it('is not counted, so that the first call leaving the window makes room for one', async () => {
    const { ask, clock } = await openSandbox({ contacts, requestsPerMinute: 2 });
    await ask(line);
    clock.advance(30_000);
    await ask(line);
    expect((await ask(line)).status).toBe(429);
    clock.advance(29_999);
    expect((await ask(line)).status).toBe(429);
    clock.advance(1);
    expect((await ask(line)).status).toBe(200);
    expect((await ask(line)).status).toBe(429);
  });

  it('does not arise from wrong tokens or token_info', async () => {
    const { ask } = await openSandbox({ contacts, requestsPerMinute: 1 });
    await ask(line, { headers: { Authorization: 'Bearer wrong' } });
    await ask('POST /app/token_info', { body: { access_token: token } });
    expect((await ask(line)).status).toBe(200);
  });
});

describe('the rate headers', () => {
  it.each(['X-RateLimit', 'RateLimit'] as const)(
    'of the family %s stand on every counted answer',
    async (family) => {
      const { ask, clock } = await openSandbox({
        contacts,
        requestsPerMinute: 2,
        behaviour: { rateHeaders: [family] },
      });
      const told = async () => {
        const { status, headers } = await ask(line);
        return [status, ...['Limit', 'Remaining', 'Reset'].map((name) => headers.get(`${family}-${name}`))];
      };
      expect(await told()).toEqual([200, '2', '1', '60']);
      clock.advance(10_500);
      expect(await told()).toEqual([200, '2', '0', '50']);
      expect(await told()).toEqual([429, '2', '0', '50']);
    },
  );

  it('hold Retry-After on a 429 alone, in seconds rounded up', async () => {
    const { ask, clock } = await openSandbox({
      contacts,
      requestsPerMinute: 1,
      behaviour: { rateHeaders: ['Retry-After'] },
    });
    expect((await ask(line)).headers.get('retry-after')).toBeNull();
    clock.advance(100);
    expect((await ask(line)).headers.get('retry-after')).toBe('60');
  });
});
