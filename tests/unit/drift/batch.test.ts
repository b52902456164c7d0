import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createBatch, type FindAlone } from '../../../server/drift/batch.ts';
import { pathOfMany } from '../../../server/drift/contact-question.ts';
import type { Contact } from '../../../server/drift/contact-wire.ts';
import { ProxyError } from '../../../server/errors.ts';
import type { ContactAnswer, Lane } from '../../../server/lookup/ports.ts';
import { contact, ref, unknown } from '../../support/contacts.ts';
import { settle } from '../../support/held-fetch.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

const patience = 3_000;
const outage = new ProxyError('upstream_unavailable', { reason: 'status_503' });
const invalid = new ProxyError('upstream_invalid', { reason: 'not_a_contact' });

/** A call that waits for the test to answer it. */
type Call<Answer> = {
  readonly ids: readonly string[];
  readonly lane: Lane;
  readonly answer: (answer: Answer) => Promise<void>;
  readonly fail: (error: unknown) => Promise<void>;
};

const hold = <Answer>(calls: Call<Answer>[], ids: readonly string[], lane: Lane): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const andSettle = async (): Promise<void> => {
      await settle();
    };
    calls.push({
      ids,
      lane,
      answer: (answer) => {
        resolve(answer);
        return andSettle();
      },
      fail: (error) => {
        reject(error);
        return andSettle();
      },
    });
  });

let clock: ManualClock;
let find: FindAlone;
let together: Call<readonly Contact[]>[];
let alone: Call<ContactAnswer>[];
let shutActions: (() => void)[];
const openBatch = (patience: number): void => {
  clock = createManualClock();
  shutActions = [];
  [together, alone] = [[], []];
  find = createBatch({
    findTogether: (ids, lane) => hold(together, ids, lane),
    findAlone: ({ value }, lane) => hold(alone, [value], lane),
    onShut: (action) => shutActions.push(action),
    patience,
    clock,
  });
};
beforeEach(() => openBatch(patience));

/** What has come of asking for one: the Drift id, `unknown`, a code, or `waiting`. */
type Asked = { gist: string };
const ask = (externalId: string, lane: Lane = 'visitor'): Asked => {
  const asked: Asked = { gist: 'waiting' };
  find(ref('external', externalId), lane).then(
    (answer) => {
      asked.gist = answer.kind === 'contact' ? answer.id : answer.kind;
    },
    ({ code }: ProxyError) => {
      asked.gist = code;
    },
  );
  return asked;
};
const gists = (asked: readonly Asked[]): string[] => asked.map(({ gist }) => gist);
const known = (externalId: string): Contact => contact(`1${externalId.replace(/\D/g, '')}`, { externalId });
const names = (count: number, from = 0): string[] => Array.from({ length: count }, (_, n) => `u${from + n}`);

const first = <T>(calls: readonly T[]): T => {
  const [call] = calls;
  if (call === undefined) throw new Error('nothing was asked');
  return call;
};
const last = <T>(calls: readonly T[]): T => first(calls.slice(-1));

/** One is under way alone, and these have gathered behind it. */
const gather = (...externalIds: readonly string[]): Asked[] => {
  ask('first');
  return externalIds.map((externalId) => ask(externalId));
};
/** The call that is under way alone comes back, and nobody else comes. */
const letFirstReturn = async (): Promise<void> => {
  await first(alone).answer(unknown);
  clock.advance(1);
};
/** These are asked for together, in one call that is under way. */
const askTogether = async (...externalIds: readonly string[]): Promise<Asked[]> => {
  const asked = gather(...externalIds);
  clock.advance(100);
  await letFirstReturn();
  return asked;
};

describe('a lone miss', () => {
  it('goes at once, and alone', async () => {
    const asked = ask('u1');
    expect([alone.map(({ ids }) => ids), together]).toEqual([[['u1']], []]);
    await last(alone).answer(known('u1'));
    expect(asked.gist).toBe('11');
  });

  it('is never delayed, however many came before it', async () => {
    for (const name of names(5)) {
      ask(name);
      expect(last(alone).ids).toEqual([name]);
      await last(alone).answer(known(name));
    }
    expect(together).toEqual([]);
  });

  it('goes at once again after a failure', async () => {
    const failed = ask('u1');
    await last(alone).fail(outage);
    expect(failed.gist).toBe('upstream_unavailable');
    ask('u2');
    expect(alone).toHaveLength(2);
  });
});

describe('misses that come while a call is under way', () => {
  it('gather, and go together when it returns', async () => {
    gather('u1', 'u2', 'u3');
    clock.advance(100);
    await settle();
    expect(together).toEqual([]);
    await letFirstReturn();
    expect(together.map(({ ids }) => ids)).toEqual([['u1', 'u2', 'u3']]);
  });

  it('gather when that call fails, too', async () => {
    const asked = gather('u1', 'u2');
    clock.advance(100);
    await first(alone).fail(outage);
    clock.advance(1);
    await first(together).answer([known('u1'), known('u2')]);
    expect(gists(asked)).toEqual(['11', '12']);
  });

  it('go alone when there is but one of them', async () => {
    await askTogether('u1');
    expect([alone.map(({ ids }) => ids), together]).toEqual([[['first'], ['u1']], []]);
  });

  it('go when fifty are waiting, though the call is still under way', () => {
    gather(...names(49));
    expect(together).toEqual([]);
    ask('u49');
    expect(together.map(({ ids }) => ids)).toEqual([names(50)]);
    ask('u50');
    expect(together).toHaveLength(1);
  });

  it('wait 50 ms for more of them where they follow each other', async () => {
    gather('u1');
    await first(alone).answer(unknown);
    clock.advance(49);
    ask('u2');
    clock.advance(49);
    await settle();
    expect([alone.length, together]).toEqual([1, []]);
    clock.advance(1);
    expect(together.map(({ ids }) => ids)).toEqual([['u1', 'u2']]);
  });

  it('wait for more of them 200 ms at most', async () => {
    gather('u0');
    await first(alone).answer(unknown);
    for (const name of names(4, 1)) {
      clock.advance(40);
      ask(name);
    }
    clock.advance(39);
    expect(together).toEqual([]);
    clock.advance(1);
    expect(together.map(({ ids }) => ids)).toEqual([names(5)]);
  });

  it('wait 200 ms at most for that call, too: a slow Drift makes nobody late', async () => {
    const asked = gather('u1', 'u2');
    clock.advance(199);
    await settle();
    expect(together).toEqual([]);
    clock.advance(2); // and a moment to hear of those at the door
    expect(together.map(({ ids }) => ids)).toEqual([['u1', 'u2']]);
    await first(together).answer([known('u1'), known('u2')]);
    expect(gists(asked)).toEqual(['11', '12']);
  });

  it('have their answer in time when Drift needs most of DRIFT_TIMEOUT for each', async () => {
    const asked: Asked[] = [];
    const due: { readonly at: number; readonly come: () => Promise<void> }[] = [];
    for (let now = 0; now < 10_000; now += 50) {
      if (now % 200 === 0) asked.push(ask(`u${now}`));
      for (const call of alone.splice(0))
        due.push({ at: now + 1_900, come: () => call.answer(known(call.ids[0] ?? '')) });
      for (const call of together.splice(0))
        due.push({ at: now + 1_900, come: () => call.answer(call.ids.map(known)) });
      clock.advance(50);
      while (due[0] !== undefined && due[0].at <= now) await due.shift()?.come();
    }
    expect(gists(asked).filter((gist) => !/^(waiting|1\d+)$/.test(gist))).toEqual([]);
    expect(gists(asked.slice(0, 35))).not.toContain('waiting');
  });

  it('wait no longer when no call may be made any more', async () => {
    const asked = gather('u1', 'u2');
    for (const act of shutActions) act();
    await first(together).fail(outage);
    expect(gists(asked)).toEqual(['upstream_unavailable', 'upstream_unavailable']);
  });

  it('do not wait for more where none has come for 50 ms, but for those that are at the door', async () => {
    gather('u1', 'u2');
    clock.advance(50);
    await first(alone).answer(unknown);
    expect(together).toEqual([]);
    clock.advance(1);
    expect(together).toHaveLength(1);
  });

  it('wait on when some came while this process was too busy to hear of them', async () => {
    gather('u1', 'u2');
    clock.advance(70);
    await first(alone).answer(unknown);
    ask('u3');
    clock.advance(49);
    expect(together).toEqual([]);
    clock.advance(1);
    expect(together.map(({ ids }) => ids)).toEqual([['u1', 'u2', 'u3']]);
  });

  it('cost thirteen calls when there are six hundred at once', async () => {
    const asked = names(600).map((name) => ask(name));
    await first(alone).answer(known('u0'));
    clock.advance(50);
    for (const call of together) await call.answer(call.ids.map(known));
    expect(alone.length + together.length).toBe(13);
    expect(gists(asked)).toEqual(names(600).map((name) => known(name).id));
  });

  it('cost few calls also when they come one by one and Drift answers at once', async () => {
    const asked: Asked[] = [];
    for (const name of names(600)) {
      asked.push(ask(name));
      for (const call of alone.splice(0)) await call.answer(known(call.ids[0] ?? ''));
      for (const call of together) await call.answer(call.ids.map(known));
      clock.advance(3);
    }
    clock.advance(50);
    for (const call of together) await call.answer(call.ids.map(known));
    expect(together.length).toBeLessThanOrEqual(13);
    expect(asked.every(({ gist }) => /^\d+$/.test(gist))).toBe(true);
  });
});

describe('one question for several', () => {
  it('is the lane of a visitor as soon as there is one among them', async () => {
    ask('first');
    ask('u1', 'background');
    ask('u2', 'visitor');
    clock.advance(100);
    await letFirstReturn();
    expect(first(together).lane).toBe('visitor');
  });

  it('is background work when all of it is', async () => {
    ask('first');
    ask('u1', 'background');
    ask('u2', 'background');
    clock.advance(100);
    await letFirstReturn();
    expect(first(together).lane).toBe('background');
  });

  it('names nobody twice: who asks again after a forget gets the same answer', async () => {
    const asked = await askTogether('u1', 'u2', 'u1');
    expect(first(together).ids).toEqual(['u1', 'u2']);
    await first(together).answer([known('u2'), known('u1')]);
    expect(gists(asked)).toEqual(['11', '12', '11']);
  });

  it('is never longer than 4 KB, whatever the ids are made of', () => {
    const anyId = fc.string({
      unit: fc.constantFrom('a', '!', "'", '*', ' ', 'é', '🦊'),
      minLength: 1,
      maxLength: 255,
      size: 'max',
    });
    fc.assert(
      fc.property(fc.uniqueArray(anyId, { minLength: 10, maxLength: 120 }), (ids) => {
        const before = together.length;
        ask('first');
        for (const id of ids) ask(id);
        const asked = together.slice(before).map((call) => call.ids);
        return asked.every((some) => some.length <= 50 && pathOfMany(some).length <= 4_096);
      }),
    );
  });

  it('asks Drift for as many as it names', () => {
    expect(pathOfMany(['a b', 'c&d', 'é'])).toBe(
      '/contacts?idType=external&id=a+b&id=c%26d&id=%C3%A9&limit=3',
    );
  });
});

describe('an answer about several', () => {
  it('is matched by external id, in whatever order it comes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(names(10), { minLength: 10 }),
        fc.shuffledSubarray(names(10), { minLength: 10 }),
        async (asking, answering) => {
          const asked = await askTogether(...asking);
          await first(together.splice(0)).answer(answering.map(known));
          alone.splice(0);
          expect(gists(asked)).toEqual(asking.map((name) => known(name).id));
        },
      ),
      { numRuns: 30 },
    );
  });

  it('is matched by text: 7, 07 and 7.0 are three people', async () => {
    const asked = await askTogether('7', '07', '7.0');
    const people = ['07', '7.0', '7'].map((externalId, n) => contact(String(n + 1), { externalId }));
    await first(together).answer(people);
    expect(gists(asked)).toEqual(['3', '1', '2']);
  });

  it.each<[string, readonly Contact[]]>([
    ['is about somebody else', [known('u1'), known('u2'), known('u3')]],
    ['is about another case of letters', [known('u1'), contact('2', { externalId: 'U2' })]],
    ['holds one without an external id', [known('u1'), contact('2')]],
    ['holds two for one of them', [known('u1'), known('u2'), contact('99', { externalId: 'u2' })]],
  ])('that %s makes everybody be asked for alone', async (_, contacts) => {
    const asked = await askTogether('u1', 'u2');
    await first(together).answer(contacts);
    expect(gists(asked)).toEqual(['waiting', 'waiting']);
    expect(alone.slice(1).map(({ ids }) => ids)).toEqual([['u1'], ['u2']]);
    await alone[1]?.answer(known('u1'));
    await alone[2]?.fail(outage);
    expect(gists(asked)).toEqual(['11', 'upstream_unavailable']);
  });

  it('that cannot be used makes everybody be asked for alone: one bad contact spoils nobody else', async () => {
    const asked = await askTogether('u1', 'u2');
    await first(together).fail(invalid);
    await alone[1]?.answer(known('u1'));
    await alone[2]?.fail(invalid);
    expect(gists(asked)).toEqual(['11', 'upstream_invalid']);
  });

  it.each(['status_301', 'encoded', 'not_http', 'headers_too_large'])(
    'that has nothing to do with who was asked for (%s) fails for all of them',
    async (reason) => {
      const asked = await askTogether(...names(50));
      await first(together).fail(new ProxyError('upstream_invalid', { reason }));
      expect(new Set(gists(asked))).toEqual(new Set(['upstream_invalid']));
      expect([alone.length, together.length]).toEqual([1, 1]);
    },
  );

  it.each(['status_400', 'not_json', 'not_a_contact', 'too_large'])(
    'that cannot be used (%s) costs two more calls when these cannot be used, either',
    async (reason) => {
      const failure = new ProxyError('upstream_invalid', { reason });
      const asked = await askTogether(...names(50));
      await first(together).fail(failure);
      expect(alone.slice(1).map(({ ids }) => ids)).toEqual([['u0'], ['u49']]);
      await alone[1]?.fail(failure);
      await alone[2]?.fail(failure);
      expect(new Set(gists(asked))).toEqual(new Set(['upstream_invalid']));
      expect([alone.length, together.length]).toEqual([3, 1]);
    },
  );

  it('that cannot be used makes all be asked for alone when that helps one of two', async () => {
    const asked = await askTogether(...names(50));
    await first(together).fail(invalid);
    await alone[1]?.fail(invalid);
    await alone[2]?.answer(known('u49'));
    expect(alone.slice(3).map(({ ids }) => ids)).toEqual(names(48, 1).map((name) => [name]));
    for (const call of alone.slice(3)) await call.answer(known(call.ids[0] ?? ''));
    expect(gists(asked)).toEqual(['upstream_invalid', ...names(49, 1).map((name) => known(name).id)]);
  });

  it('that is too large makes everybody be asked for in halves, down to each alone', async () => {
    const tooLarge = new ProxyError('upstream_invalid', { reason: 'too_large' });
    const asked = await askTogether(...names(20));
    for (const call of together) {
      if (call.ids.length > 4) await call.fail(tooLarge);
      else await call.answer(call.ids.map(known));
      for (const { ids, answer } of alone.splice(0)) await answer(known(ids[0] ?? ''));
    }
    expect(together.map(({ ids }) => ids.length)).toEqual([20, 9, 9, 4, 3, 4, 3]);
    expect(gists(asked)).toEqual(names(20).map((name) => known(name).id));
  });

  it('that is too large even for two makes them be asked for alone', async () => {
    const asked = await askTogether('u1', 'u2');
    await first(together).fail(new ProxyError('upstream_invalid', { reason: 'too_large' }));
    await alone[1]?.answer(known('u1'));
    await alone[2]?.fail(invalid);
    expect(gists(asked)).toEqual(['11', 'upstream_invalid']);
    expect([alone.length, together.length]).toEqual([3, 1]);
  });

  it.each([
    outage,
    new ProxyError('upstream_timeout'),
    new ProxyError('upstream_busy', { retryAfter: 7 }),
    new ProxyError('upstream_rejected'),
  ])('that fails ($code) fails for all of them, and nobody is asked for again', async (failure) => {
    const asked = await askTogether('u1', 'u2');
    await first(together).fail(failure);
    expect(gists(asked)).toEqual([failure.code, failure.code]);
    expect([alone.length, together.length]).toEqual([1, 1]);
  });
});

describe('those whom an answer lacks', () => {
  it('are asked for once more, together, while the others have their answer', async () => {
    const asked = await askTogether('u1', 'u2', 'u3');
    await first(together).answer([known('u2')]);
    expect(gists(asked)).toEqual(['waiting', '12', 'waiting']);
    expect(last(together).ids).toEqual(['u1', 'u3']);
    await last(together).answer([known('u3'), known('u1')]);
    expect(gists(asked)).toEqual(['11', '12', '13']);
  });

  it('are unknown when the second answer is empty', async () => {
    const asked = await askTogether('u1', 'u2', 'u3');
    await first(together).answer([known('u2')]);
    await last(together).answer([]);
    expect(gists(asked)).toEqual(['unknown', '12', 'unknown']);
    expect(together).toHaveLength(2);
  });

  it('are asked for alone when the second answer lacks some of them, too', async () => {
    const asked = await askTogether('u1', 'u2', 'u3');
    await first(together).answer([]);
    await last(together).answer([known('u2')]);
    expect(gists(asked)).toEqual(['waiting', '12', 'waiting']);
    expect(alone.slice(1).map(({ ids }) => ids)).toEqual([['u1'], ['u3']]);
    await alone[1]?.answer(unknown);
    await alone[2]?.answer(known('u3'));
    expect(gists(asked)).toEqual(['unknown', '12', '13']);
  });

  it.each<[string, readonly Contact[]]>([
    ['about somebody else', [known('u9')]],
    ['about one of those who were found', [known('u2')]],
  ])('are asked for alone when the second answer is %s', async (_, contacts) => {
    const asked = await askTogether('u1', 'u2', 'u3');
    await first(together).answer([known('u2')]);
    await last(together).answer(contacts);
    expect(alone.slice(1).map(({ ids }) => ids)).toEqual([['u1'], ['u3']]);
    expect(gists(asked)).toEqual(['waiting', '12', 'waiting']);
  });

  it('go together with those whom other answers lack', async () => {
    const asked = [ask('first'), ...names(150).map((name) => ask(name))];
    await first(alone).answer(known('first'));
    const batches = together.splice(0);
    for (const { ids, answer } of batches) await answer(ids.slice(1).map(known));
    expect(together).toEqual([]);
    clock.advance(201);
    expect(together.map(({ ids }) => ids)).toEqual([['u0', 'u50', 'u100']]);
    await first(together).answer([]);
    expect(asked.filter(({ gist }) => gist === 'unknown')).toHaveLength(3);
    expect(asked.filter(({ gist }) => gist === 'waiting')).toHaveLength(0);
  });

  it('fail alone when the second call fails', async () => {
    const asked = await askTogether('u1', 'u2');
    await first(together).answer([known('u2')]);
    await last(together).fail(outage);
    expect(gists(asked)).toEqual(['upstream_unavailable', '12']);
  });

  it('are asked for alone when the second answer cannot be used', async () => {
    const asked = await askTogether('u1', 'u2');
    await first(together).answer([known('u2')]);
    await last(together).fail(invalid);
    await last(alone).answer(known('u1'));
    expect(gists(asked)).toEqual(['11', '12']);
  });
});

describe('each waiter', () => {
  it('has its own deadline, from when it came', async () => {
    const early = ask('first');
    clock.advance(1_000);
    const late = ask('u1');
    clock.advance(patience - 1_000);
    await settle();
    expect(gists([early, late])).toEqual(['upstream_timeout', 'waiting']);
    clock.advance(1_000);
    await settle();
    expect(late.gist).toBe('upstream_timeout');
  });

  it('keeps the outcome that it had first', async () => {
    const asked = await askTogether('u1', 'u2');
    clock.advance(patience);
    await first(together).answer([known('u1'), known('u2')]);
    expect(gists(asked)).toEqual(['upstream_timeout', 'upstream_timeout']);
  });

  it('who has given up is asked for no more', async () => {
    openBatch(150);
    gather('u1', 'u2');
    clock.advance(100);
    const late = ask('u3');
    clock.advance(50);
    await settle();
    clock.advance(51);
    expect([alone.map(({ ids }) => ids), together]).toEqual([[['first'], ['u3']], []]);
    await last(alone).answer(known('u3'));
    expect(late.gist).toBe('13');
  });

  it('who has given up is not asked for alone after a batch that fitted nobody', async () => {
    await askTogether('u1', 'u2');
    clock.advance(patience);
    await first(together).answer([known('u9')]);
    expect(alone).toHaveLength(1);
  });

  it('leaves no timer behind', async () => {
    let timers = 0;
    const counted = {
      ...clock,
      after: (...[delay, action]: Parameters<ManualClock['after']>) => {
        timers += 1;
        const cancel = clock.after(delay, action);
        let cancelled = false;
        return () => {
          if (!cancelled) timers -= 1;
          cancelled = true;
          cancel();
        };
      },
    };
    find = createBatch({
      findTogether: async (ids) => ids.map(known),
      findAlone: async ({ value }) => known(value),
      onShut: () => {},
      patience,
      clock: counted,
    });
    const asked = names(51).map((name) => ask(name));
    await settle();
    expect(asked.every(({ gist }) => gist !== 'waiting')).toBe(true);
    expect(timers).toBe(0);
  });
});
