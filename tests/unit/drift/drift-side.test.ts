import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Reload, Reloading } from '../../../config/reloading.ts';
import { composeDrift, type DriftSide } from '../../../server/compose-drift.ts';
import type { ProxyError } from '../../../server/errors.ts';
import { ref } from '../../support/contacts.ts';
import { body, type FakeDrift, json, silence, startFakeDrift } from '../../support/fake-drift.ts';
import { settle } from '../../support/held-fetch.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { until } from '../../support/until.ts';

const perMinute = 100;
const nobody = json({ data: [] });

let fake: FakeDrift;
let drift: DriftSide;
let clock: ManualClock;
let warnings: string[];
let outcomes: string[];
let reads: string[];
/** What the next look at the token's file finds. */
let look: () => Reload;
let current: string;

beforeEach(async () => {
  fake = await startFakeDrift(nobody);
  clock = createManualClock();
  [warnings, outcomes, reads, current] = [[], [], [], 'canary-first'];
  look = () => 'same';
  const token: Reloading<string> = {
    name: 'DRIFT_TOKEN',
    get current() {
      return current;
    },
    reload: () => look(),
  };
  drift = composeDrift({
    config: { url: fake.url, token, timeout: 2_000, perMinute, concurrency: 4 },
    clock,
    random: () => 0.5,
    called: (outcome) => outcomes.push(outcome),
    warn: (message) => warnings.push(message),
    fileRead: (outcome, source) => reads.push(`${source} ${outcome}`),
  });
});
afterEach(async () => {
  await drift.close();
  await fake.close();
});

const find = (id = '1'): Promise<string> =>
  drift.fetchContact(ref('id', id), 'visitor').then(
    ({ kind }) => kind,
    ({ code }: ProxyError) => code,
  );
const findTimes = async (times: number): Promise<string[]> => {
  const found: string[] = [];
  for (let n = 0; n < times; n += 1) found.push(await find());
  return found;
};

describe('every call to Drift', () => {
  it('is told with its outcome, and counts for budget and standing', async () => {
    expect(await find()).toBe('unknown');
    expect([outcomes, drift.budgetRemaining(), drift.standing.state()]).toEqual([
      ['answered'],
      perMinute - 1,
      'good',
    ]);
  });

  it('counts so also when it is the check of the token at start', async () => {
    fake.reply(body('{}', 401));
    await drift.checkToken();
    expect([outcomes, drift.budgetRemaining(), drift.standing.state()]).toEqual([
      ['upstream_rejected'],
      perMinute - 1,
      'rejecting',
    ]);
  });

  it('counts for the breaker: a Drift that fails is left alone, and said to fail', async () => {
    fake.reply(body('', 500));
    await findTimes(20);
    expect([drift.breakerState(), drift.standing.state()]).toEqual(['open', 'failing']);
    expect(await findTimes(10)).toEqual(Array.from({ length: 10 }, () => 'upstream_unavailable'));
    expect(fake.asked).toHaveLength(20);
    fake.reply(nobody);
    clock.advance(5_000);
    expect(await find()).toBe('unknown');
    expect([drift.breakerState(), drift.standing.state()]).toEqual(['closed', 'good']);
  });
});

describe('a 429', () => {
  const retryAfter = (id: string): Promise<number | undefined> =>
    drift.fetchContact(ref('id', id), 'visitor').then(
      () => undefined,
      ({ retryAfter }: ProxyError) => retryAfter,
    );

  it('is told to the visitor who met it with the seconds until the next slot, as to those after it', async () => {
    clock.advance(60_000);
    await findTimes(10);
    clock.advance(1_000);
    fake.reply(body('{}', 429, { 'retry-after': '3' }));
    const [met, after] = [await retryAfter('1'), await retryAfter('2')];
    expect(after).toBeGreaterThanOrEqual(3);
    expect(met).toBe(after);
  });
});

describe('another look', () => {
  /** Lets so much time go by that Drift is looked at again, and waits until it has answered. */
  const look = async (): Promise<void> => {
    const before = outcomes.length;
    clock.advance(30_000);
    await until('Drift was looked at', () => outcomes.length > before);
  };
  let end: () => void;
  beforeEach(() => {
    end = drift.keepLooking();
  });
  afterEach(() => end());

  it('finds that a Drift which failed is well again, though nobody comes', async () => {
    fake.reply(body('', 500));
    await findTimes(3);
    await look();
    expect(drift.standing.state()).toBe('failing');
    fake.reply(nobody);
    await look();
    expect(drift.standing.state()).toBe('good');
  });

  it('asks what visitors ask: a token without their scope is not taken for a good one', async () => {
    fake.reply((response, asked) =>
      (asked.url.startsWith('/contacts') ? body('{}', 403) : nobody)(response, asked),
    );
    await find();
    await look();
    expect(drift.standing.state()).toBe('rejecting');
  });

  it('tells one bad record from a Drift that answers nonsense, though one visitor comes alone', async () => {
    const bad = json({ data: { nonsense: true } });
    fake.reply((response, asked) => (asked.url === '/contacts/1' ? bad : nobody)(response, asked));
    await findTimes(5);
    await look();
    expect([drift.standing.state(), drift.standing.isInDoubt()]).toEqual(['good', false]);
    fake.reply(bad);
    await findTimes(5);
    expect(drift.standing.state()).toBe('good');
    await look();
    expect(drift.standing.state()).toBe('failing');
  });

  it('closes the breaker of a Drift that is back', async () => {
    fake.reply(body('', 500));
    await findTimes(20);
    expect(drift.breakerState()).toBe('open');
    fake.reply(nobody);
    await look();
    expect([drift.breakerState(), drift.standing.state()]).toEqual(['closed', 'good']);
  });
});

describe('while the breaker is open', () => {
  const openBreaker = async (): Promise<void> => {
    fake.reply(body('', 500));
    await findTimes(20);
  };
  const findExternal = (externalId: string): Promise<string> =>
    drift.fetchContact(ref('external', externalId), 'visitor').then(
      ({ kind }) => kind,
      ({ code, reason }: ProxyError) => `${code} ${reason}`,
    );

  it('who is known by an external id does not wait, either', async () => {
    await openBreaker();
    expect(await findExternal('a')).toBe('upstream_unavailable breaker'); // no time goes by here
  });

  it('who comes while a probe hangs waits for it 200 ms at most', async () => {
    await openBreaker();
    clock.advance(5_000);
    fake.reply(silence);
    const probe = findExternal('probe');
    await fake.hasBeenAsked(21);
    expect(await find('7')).toBe('upstream_unavailable');
    const [one, other] = [findExternal('a'), findExternal('b')];
    clock.advance(201);
    expect([await one, await other]).toEqual([
      'upstream_unavailable breaker',
      'upstream_unavailable breaker',
    ]);
    clock.advance(2_000);
    expect(await probe).toBe('upstream_timeout deadline');
  });

  it('who comes while a probe is under way goes on when that went well', async () => {
    await openBreaker();
    clock.advance(5_000);
    let answer = (): void => {};
    fake.reply((response, asked) => {
      answer = () => nobody(response, asked);
    });
    const probe = findExternal('probe');
    await fake.hasBeenAsked(21);
    const other = findExternal('a');
    fake.reply(nobody);
    answer();
    expect(await probe).toBe('unknown');
    await settle();
    clock.advance(100);
    expect(await other).toBe('unknown');
  });

  it('those who gathered when it opened do not wait on', async () => {
    fake.reply(silence);
    const early = findExternal('early');
    await fake.hasBeenAsked(1);
    const gathered = [findExternal('a'), findExternal('b')];
    await openBreaker();
    expect(await Promise.all(gathered)).toEqual(gathered.map(() => 'upstream_unavailable breaker'));
    clock.advance(2_000);
    await early;
  });
});

describe('our own stop', () => {
  it('ends the calls under way without a word against Drift', async () => {
    fake.reply(silence);
    const failures = ['1', '2'].map((id) =>
      drift.fetchContact(ref('id', id), 'background').catch(({ reason }: ProxyError) => reason),
    );
    await fake.hasBeenAsked(2);
    await drift.close();
    expect(await Promise.all(failures)).toEqual(['stopping', 'stopping']);
    expect([outcomes, drift.standing.state()]).toEqual([[], 'unasked']);
  });
});

describe('a token that Drift refuses', () => {
  beforeEach(() =>
    fake.reply((response, { headers }) => {
      const isNew = new Map(headers).get('authorization') === 'Bearer canary-second';
      (isNew ? nobody : body('{}', 401))(response, { method: '', url: '', headers, body: '' });
    }),
  );

  it('is replaced at once when its file has changed, and that is said without the token', async () => {
    look = () => {
      current = 'canary-second';
      return 'replaced';
    };
    expect(await find()).toBe('unknown');
    expect(warnings).toEqual([expect.stringMatching(/new one .*in force/)]);
    expect(reads).toEqual(['DRIFT_TOKEN replaced']);
    expect(warnings.join()).not.toContain('canary');
  });

  it('is kept when its file has become bad, and that is said', async () => {
    look = () => ({ kept: 'DRIFT_TOKEN names an empty file' });
    expect(await find()).toBe('upstream_rejected');
    expect(warnings).toEqual(['DRIFT_TOKEN names an empty file']);
    expect(reads).toEqual(['DRIFT_TOKEN kept']);
  });

  it('is worth no word when its file is the same', async () => {
    expect(await find()).toBe('upstream_rejected');
    expect([warnings, reads]).toEqual([[], []]);
  });
});
