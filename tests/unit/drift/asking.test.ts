import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Reload, Reloading } from '../../../config/reloading.ts';
import { type Ask, createAsk, type Outcome } from '../../../server/drift/asking.ts';
import { type Breaker, createBreaker } from '../../../server/drift/breaker.ts';
import { type Budget, createBudget } from '../../../server/drift/budget.ts';
import { createDepartures, type Departures } from '../../../server/drift/departures.ts';
import { createRetryBudget } from '../../../server/drift/retry-budget.ts';
import type { DriftResponse } from '../../../server/drift/transport.ts';
import { verdictOn } from '../../../server/drift/verdict.ts';
import { ProxyError } from '../../../server/errors.ts';
import type { Lane } from '../../../server/lookup/ports.ts';
import { settle } from '../../support/held-fetch.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const timeout = 2_000;

/** What becomes of a call: an answer with this status, a lost connection, silence until the deadline, or our own stop. */
type Act =
  | number
  | 'connection'
  | 'our stop'
  | 'silence'
  | { readonly status: number; readonly takes: number };

type Options = {
  readonly perMinute?: number;
  readonly concurrency?: number;
  /** What the file of the token says at each later look. */
  readonly tokens?: readonly string[];
  readonly random?: () => number;
};

let clock: ManualClock;
let budget: Budget;
let breaker: Breaker;
let departures: Departures;
let ask: Ask;
let calls: { readonly at: number; readonly timeLeft: number; readonly token: string }[];
let outcomes: Outcome[];
let reads: Reload[];
let acts: Act[];
/** What Drift does when nothing else is told. */
let usual: Act;
let headers: Readonly<Record<string, string>>;

const open = ({
  perMinute = 1_000,
  concurrency = 32,
  tokens = [],
  random = () => 0.5,
}: Options = {}): void => {
  clock = createManualClock();
  budget = createBudget({ perMinute, clock, random });
  breaker = createBreaker(clock);
  departures = createDepartures({ budget, breaker, concurrency, clock });
  [calls, outcomes, reads, acts, headers] = [[], [], [], [], {}];
  usual = 200;
  const inFile = ['first', ...tokens];
  let current = 'first';
  const token: Reloading<string> = {
    name: 'DRIFT_TOKEN',
    get current() {
      return current;
    },
    reload: () => {
      if (inFile.length > 1) inFile.shift();
      if (inFile[0] === current) return 'same';
      current = inFile[0] ?? current;
      return 'replaced';
    },
  };
  const takeTime = (milliseconds: number): Promise<void> =>
    new Promise((resolve) => clock.after(milliseconds, resolve));
  ask = createAsk({
    call: async (_request, timeLeft) => {
      calls.push({ at: clock.now(), timeLeft, token: current });
      const act = acts.shift() ?? usual;
      if (act === 'connection') throw new ProxyError('upstream_unavailable', { reason: 'connection' });
      if (act === 'our stop') throw new ProxyError('upstream_unavailable', { reason: 'stopping' });
      if (act === 'silence') {
        await takeTime(timeLeft);
        throw new ProxyError('upstream_timeout', { reason: 'deadline' });
      }
      if (typeof act === 'object') await takeTime(act.takes);
      const status = typeof act === 'object' ? act.status : act;
      return { status, headers, body: new Uint8Array() };
    },
    departures,
    budget,
    breaker,
    retries: createRetryBudget(),
    token,
    reread: (outcome) => reads.push(outcome),
    timeout,
    clock,
    random,
    called: (outcome) => outcomes.push(outcome),
  });
};
beforeEach(() => open());

const read = (response: DriftResponse): string => verdictOn(response);
/** What comes of a question, or `waiting` while nothing has. */
type Question = { gist: string; at: number };
const askFor = (lane: Lane = 'visitor'): Question => {
  const question: Question = { gist: 'waiting', at: Number.NaN };
  const note = (gist: string): void => {
    Object.assign(question, { gist, at: clock.now() });
  };
  ask({ method: 'GET', path: '/contacts/1' }, lane, read).then(note, ({ code }: ProxyError) => note(code));
  return question;
};
const pass = async (milliseconds: number): Promise<void> => {
  await settle();
  for (let gone = 0; gone < milliseconds; gone += 50) {
    clock.advance(Math.min(50, milliseconds - gone));
    await settle();
  }
};
/** When Drift does so, one after the other, to one question and all further calls for it. */
const comesOf = async (...done: readonly Act[]): Promise<string> => {
  acts = [...done];
  const question = askFor();
  await pass(timeout + 1_000);
  return question.gist;
};

describe('a question', () => {
  it('costs one call when Drift answers', async () => {
    expect(await comesOf(200)).toBe('read');
    expect(calls).toEqual([{ at: 0, timeLeft: timeout, token: 'first' }]);
    expect(outcomes).toEqual(['answered']);
  });

  it.each<[Act]>([['connection'], [408], [502], [503], [504]])(
    'is asked once more after %p, and once only',
    async (act) => {
      expect(await comesOf(act, 200)).toBe('read');
      expect(calls).toHaveLength(2);
      open();
      expect(await comesOf(act, act, act)).toBe('upstream_unavailable');
      expect(calls).toHaveLength(2);
    },
  );

  it.each<[Act, string]>([
    [500, 'upstream_unavailable'],
    [501, 'upstream_unavailable'],
    [599, 'upstream_unavailable'],
    [429, 'upstream_busy'],
    [400, 'upstream_invalid'],
    [302, 'upstream_invalid'],
    [401, 'upstream_rejected'],
    [403, 'upstream_rejected'],
    ['silence', 'upstream_timeout'],
  ])('is not asked again after %p', async (act, code) => {
    expect(await comesOf(act)).toBe(code);
    expect(calls).toHaveLength(1);
  });

  it.each([
    [0, 50],
    [0.5, 100],
    [0.999_999, 150],
  ])('is asked again after 50 to 150 ms, by chance (%d)', async (chance, wait) => {
    open({ random: () => chance });
    acts = ['connection'];
    askFor();
    await settle();
    clock.advance(wait - 1);
    await settle();
    expect(calls).toHaveLength(1);
    clock.advance(1);
    await settle();
    expect(calls).toHaveLength(2);
  });

  it('has one deadline for both calls', async () => {
    acts = [{ status: 503, takes: 1_500 }, 'silence'];
    const question = askFor();
    await pass(timeout);
    expect(calls.map(({ at, timeLeft }) => [at, timeLeft])).toEqual([
      [0, 2_000],
      [1_600, 400],
    ]);
    expect(question).toEqual({ gist: 'upstream_timeout', at: 2_000 });
  });

  it('is not asked again when hardly any time is left', async () => {
    acts = [{ status: 503, takes: 1_850 }];
    const question = askFor();
    await pass(timeout);
    expect(calls).toHaveLength(1);
    expect(question.gist).toBe('upstream_unavailable');
  });

  it('begins its deadline when it has its slot', async () => {
    open({ perMinute: 1 });
    await comesOf(200);
    await pass(56_500);
    acts = ['silence'];
    const question = askFor();
    await pass(501);
    await pass(timeout - 1);
    expect(question.gist).toBe('waiting');
    await pass(1);
    expect(question.gist).toBe('upstream_timeout');
  });

  it('takes a slot of the budget for each call', async () => {
    open({ perMinute: 10 });
    await comesOf(503, 200);
    expect(budget.remaining()).toBe(8);
  });

  it('is not asked again when there is no slot for that', async () => {
    open({ perMinute: 1 });
    expect(await comesOf(503, 200)).toBe('upstream_unavailable');
    expect(calls).toHaveLength(1);
  });

  it('is not asked again for the background when visitors need what is left', async () => {
    open({ perMinute: 5 });
    for (let n = 0; n < 3; n += 1) await comesOf(200);
    acts = [503, 200];
    const question = askFor('background');
    await pass(1_000);
    expect(question.gist).toBe('upstream_unavailable');
    expect(calls).toHaveLength(4);
  });

  it('is asked again for one call in ten, rounded up', async () => {
    for (let n = 0; n < 10; n += 1) await comesOf(408, 408);
    expect(calls).toHaveLength(11);
  });

  it('is not asked again when the breaker has opened, and fails at once', async () => {
    for (let n = 0; n < 19; n += 1) breaker.admit()('failed');
    acts = ['connection', 200];
    const question = askFor();
    await settle();
    expect(question).toEqual({ gist: 'upstream_unavailable', at: 0 });
    expect(calls).toHaveLength(1);
  });

  it('is not asked at all while the breaker is open', async () => {
    for (let n = 0; n < 20; n += 1) breaker.admit()('failed');
    const question = askFor();
    await settle();
    expect(question).toEqual({ gist: 'upstream_unavailable', at: 0 });
    expect(calls).toEqual([]);
  });
});

describe('a token that Drift refuses', () => {
  it.each([401, 403])('is read again at once, and a new one used at once (%i)', async (status) => {
    open({ tokens: ['second'] });
    expect(await comesOf(status, 200)).toBe('read');
    expect(calls.map(({ at, token }) => [at, token])).toEqual([
      [0, 'first'],
      [0, 'second'],
    ]);
    expect(reads).toEqual(['replaced']);
  });

  it('is refused when the file says the same', async () => {
    expect(await comesOf(401)).toBe('upstream_rejected');
    expect(reads).toEqual(['same']);
    expect(calls).toHaveLength(1);
  });

  it('is used once more only, whatever the file says then', async () => {
    open({ tokens: ['second', 'third', 'fourth'] });
    expect(await comesOf(401, 401, 401)).toBe('upstream_rejected');
    expect(calls.map(({ token }) => token)).toEqual(['first', 'second']);
  });

  it('is replaced for all whose call was under way with the old one', async () => {
    open({ tokens: ['second'] });
    acts = Array.from({ length: 10 }, () => ({ status: 401, takes: 100 }));
    const questions = Array.from({ length: 10 }, () => askFor());
    await pass(200);
    expect(questions.map(({ gist }) => gist)).toEqual(questions.map(() => 'read'));
    expect(calls).toHaveLength(20);
  });

  it('costs no retry: after a new token a call may still be made again', async () => {
    open({ tokens: ['second'] });
    expect(await comesOf(401, 503, 200)).toBe('read');
    expect(calls).toHaveLength(3);
  });

  it('is read again as well when a retry meets the refusal', async () => {
    open({ tokens: ['second'] });
    expect(await comesOf(503, 401, 200)).toBe('read');
    expect(calls.map(({ token }) => token)).toEqual(['first', 'first', 'second']);
  });

  it('costs another slot of the budget', async () => {
    open({ perMinute: 10, tokens: ['second'] });
    await comesOf(401, 200);
    expect(budget.remaining()).toBe(8);
  });

  it('is not used beyond the budget', async () => {
    open({ perMinute: 1, tokens: ['second'] });
    expect(await comesOf(401, 200)).toBe('upstream_rejected'); // that is what the operator has to hear
    expect(calls).toHaveLength(1);
  });

  it('is not waited for beyond the deadline of the question', async () => {
    open({ concurrency: 1, tokens: ['second'] });
    acts = [{ status: 401, takes: 1_700 }, { status: 200, takes: 1_900 }, 200];
    const first = askFor();
    await pass(1_000);
    const second = askFor();
    await pass(3_000);
    expect(first.gist).toBe('upstream_rejected');
    expect(first.at).toBeLessThanOrEqual(timeout);
    expect(second.gist).toBe('read');
  });

  it('waits its turn when all places are taken', async () => {
    open({ concurrency: 1, tokens: ['second'] });
    acts = [{ status: 401, takes: 100 }, { status: 200, takes: 100 }, 200];
    const [first, second] = [askFor(), askFor()];
    await pass(300);
    expect([first.gist, second.gist]).toEqual(['read', 'read']);
    expect(calls).toHaveLength(3);
  });
});

describe('the breaker', () => {
  it.each<[Act, string]>([
    ['connection', 'open'],
    ['silence', 'open'],
    [500, 'open'],
    [503, 'open'],
    [200, 'closed'],
    [404, 'closed'],
    [408, 'closed'],
    [429, 'closed'],
    [401, 'closed'],
    [403, 'closed'],
    [400, 'closed'],
    [301, 'closed'],
  ])('after 25 calls that end with %p is %s', async (act, state) => {
    acts = Array.from({ length: 60 }, () => act);
    for (let n = 0; n < 25; n += 1) {
      headers = { 'retry-after': '0' };
      askFor();
      await pass(200);
    }
    await pass(timeout);
    expect(breaker.state).toBe(state);
  });

  it('opens for a Drift that is silent, and then nobody waits', async () => {
    acts = Array.from({ length: 32 }, () => 'silence' as const);
    const early = Array.from({ length: 100 }, () => askFor());
    await pass(timeout);
    expect(early.every(({ gist }) => gist !== 'waiting')).toBe(true);
    const late = askFor();
    await settle();
    expect(late).toEqual({ gist: 'upstream_unavailable', at: timeout });
    expect(calls).toHaveLength(32);
  });
});

describe('an outage', () => {
  /** Asks ten times a second for so long. */
  const visit = async (milliseconds: number): Promise<Question[]> => {
    const questions: Question[] = [];
    for (let gone = 0; gone < milliseconds; gone += 100) {
      questions.push(askFor());
      await pass(100);
    }
    return questions;
  };

  it.each<[Act]>([['connection'], ['silence'], [500], [{ status: 503, takes: 1_000 }]])(
    'of %p is over for all visitors ten seconds after Drift is back',
    async (act) => {
      await visit(5_000);
      usual = act;
      await visit(30_000);
      expect(breaker.state).not.toBe('closed');
      usual = 200;
      await visit(10_000);
      const after = await visit(5_000);
      expect(after.every(({ gist }) => gist === 'read')).toBe(true);
    },
  );

  it('costs one call every five seconds while it lasts', async () => {
    usual = 'connection';
    await visit(10_000);
    const before = calls.length;
    await visit(30_000);
    expect(calls.length - before).toBeLessThanOrEqual(6);
  });
});

describe('a Drift that says for how long it is away', () => {
  it.each([500, 502, 503, 504])('is not asked again at once (%i)', async (status) => {
    headers = { 'retry-after': '120' };
    expect(await comesOf(status)).toBe('upstream_unavailable');
    expect(calls).toHaveLength(1);
  });

  it('is left alone by everybody, and nobody waits', async () => {
    headers = { 'retry-after': '3' };
    acts = [503];
    askFor();
    await pass(100);
    const visitor = askFor();
    const background = askFor('background');
    await settle();
    expect([visitor, background]).toEqual(
      [visitor, background].map(() => ({ gist: 'upstream_unavailable', at: 100 })),
    );
    await pass(2_850);
    askFor();
    await settle();
    expect(calls).toHaveLength(1);
    await pass(50);
    askFor();
    await settle();
    expect(calls).toHaveLength(2);
  });

  it('is asked five seconds later at the latest: it may be back before it thought', async () => {
    headers = { 'retry-after': '3600' };
    await comesOf(503);
    headers = {};
    await pass(2_000);
    expect(await comesOf(200)).toBe('read');
  });

  it('is asked again at once when it says so', async () => {
    headers = { 'retry-after': '0' };
    expect(await comesOf(503, 200)).toBe('read');
  });

  it('keeps its budget: it has not said that there were too many calls', async () => {
    headers = { 'retry-after': '1' };
    await comesOf(503);
    expect(budget.remaining()).toBe(999);
  });
});

describe("Drift's limit", () => {
  it('is learned from a 429: nobody calls before its Retry-After', async () => {
    headers = { 'retry-after': '20' };
    expect(await comesOf(429)).toBe('upstream_busy');
    expect(await comesOf(200)).toBe('upstream_busy');
    expect(calls).toHaveLength(1);
    headers = {};
    await pass(20_000);
    expect(await comesOf(200)).toBe('read');
  });

  it('is learned from the headers of any answer', async () => {
    headers = { 'ratelimit-remaining': '2', 'ratelimit-reset': '30' };
    await comesOf(404);
    expect(budget.remaining()).toBe(2);
  });
});

describe('a call that we have ended ourselves, because we stop', () => {
  it('is not made again, told as a failure of Drift, or counted by the breaker', async () => {
    expect(await comesOf('our stop')).toBe('upstream_unavailable');
    expect([calls.length, outcomes]).toEqual([1, []]);
    for (let n = 0; n < 30; n += 1) await comesOf('our stop');
    expect(breaker.state).toBe('closed');
    expect(departures.underway).toBe(0);
  });
});

describe('no place is lost', () => {
  it.each<[string, readonly Act[]]>([
    ['an answer', [200]],
    ['a failure', [500]],
    ['two failures', [503, 503]],
    ['a lost connection', ['connection', 'connection']],
    ['a silence', ['silence']],
    ['a refused token', [401, 401]],
    ['a refusal', [429]],
  ])('by %s', async (_, done) => {
    open({ tokens: ['second'] });
    await comesOf(...done);
    expect([departures.underway, departures.waiting]).toEqual([0, 0]);
  });

  it('by a fault of our own while reading the answer, which tells nothing about Drift', async () => {
    const broken = ask({ method: 'GET', path: '/contacts/1' }, 'visitor', () => {
      throw new TypeError('a fault of our own');
    });
    await expect(broken).rejects.toMatchObject({
      code: 'internal',
      cause: new TypeError('a fault of our own'),
    });
    expect([departures.underway, outcomes]).toEqual([0, ['internal']]);
  });

  it('by a fault of our own in a probe, which does not close the breaker', async () => {
    for (let n = 0; n < 20; n += 1) breaker.admit()('failed');
    await pass(5_000);
    const broken = ask({ method: 'GET', path: '/contacts/1' }, 'visitor', () => {
      throw new TypeError('a fault of our own');
    });
    await expect(broken).rejects.toMatchObject({ code: 'internal' });
    expect(breaker.state).toBe('half-open');
  });

  it('by a token that came too late to be used', async () => {
    open({ concurrency: 1, tokens: ['second'] });
    acts = [{ status: 401, takes: 1_800 }, { status: 200, takes: 150 }, 200];
    const first = askFor();
    await pass(1_000);
    const second = askFor();
    await pass(timeout);
    expect([first.gist, second.gist]).toEqual(['upstream_rejected', 'read']);
    expect(departures.underway).toBe(0);
    expect(calls).toHaveLength(2);
  });
});
