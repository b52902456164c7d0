import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Reload, Reloading } from '../../../config/reloading.ts';
import { composeDrift, type DriftSide } from '../../../server/compose-drift.ts';
import type { ProxyError } from '../../../server/errors.ts';
import { ref } from '../../support/contacts.ts';
import { body, type FakeDrift, json, startFakeDrift } from '../../support/fake-drift.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

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
