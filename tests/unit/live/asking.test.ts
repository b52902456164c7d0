import { beforeEach, describe, expect, it } from '@jest/globals';
import { ProxyError } from '../../../server/errors.ts';
import { createAgenda } from '../../../server/live/agenda.ts';
import { type Asking, createAsking } from '../../../server/live/asking.ts';
import type { Page } from '../../../server/live/page.ts';
import { createTopics, type Topic, type Topics } from '../../../server/live/topics.ts';
import { createAliases } from '../../../server/lookup/aliases.ts';
import type { Found } from '../../../server/lookup/lookup.ts';
import { ref } from '../../support/contacts.ts';
import { settle } from '../../support/held-fetch.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

type Call = {
  readonly who: string;
  readonly lane: string | undefined;
  answer(state: 'miss' | 'stale'): void;
  fail(): void;
};

let clock: ManualClock;
let topics: Topics;
let asking: Asking;
let calls: Call[];
let shown: string[];
const { nameOf } = createAliases(new Uint8Array(32));

const found = (state: Found['state']): Found => ({ entry: undefined, state, asOf: 0 });
const topicOf = (...named: Parameters<typeof ref>): Topic => topics.join(ref(...named), {} as Page);

beforeEach(() => {
  clock = createManualClock();
  topics = createTopics(nameOf);
  calls = [];
  shown = [];
  asking = createAsking({
    topics,
    agenda: createAgenda(clock),
    clock,
    random: () => 0.5,
    show: (topic) => void shown.push(topic.ref.value),
    lookup: {
      find: (asked, lane) =>
        new Promise((resolve, reject) => {
          calls.push({
            who: asked?.value ?? '',
            lane,
            answer: (state) => resolve(found(state)),
            fail: () => reject(new ProxyError('upstream_unavailable')),
          });
        }),
    },
  });
});

const gather = async (milliseconds = 20): Promise<void> => {
  clock.advance(milliseconds);
  await settle();
};
const last = (): Call => calls.at(-1) as Call;

describe('after a strike', () => {
  it('a contact with open pages is asked for once, with what visitors leave', async () => {
    const { name } = topicOf('id', '1');
    asking.struck([name]);
    await gather();
    expect(calls.map(({ who, lane }) => [who, lane])).toEqual([['1', 'background']]);
    last().answer('miss');
    await settle();
    expect(shown).toEqual(['1']);
  });

  it('nobody is asked for without open pages', async () => {
    asking.struck([nameOf(ref('id', '1'))]);
    await gather();
    expect([calls, clock.waiting]).toEqual([[], 0]);
  });

  it('nobody is asked for whose pages have all closed meanwhile', async () => {
    const page = {} as Page;
    const topic = topics.join(ref('id', '1'), page);
    asking.struck([topic.name]);
    topics.leave(topic, page);
    await gather();
    expect(calls).toEqual([]);
  });

  it('names of one contact are asked for one after the other, so that the first learns for all', async () => {
    const all = [topicOf('id', '1'), topicOf('email', 'a@example.com'), topicOf('external', 'a')];
    asking.struck(all.map(({ name }) => name));
    await gather();
    expect(calls.map(({ who }) => who)).toEqual(['1']);
    last().answer('miss');
    await settle();
    expect(calls.map(({ who }) => who)).toEqual(['1', 'a@example.com']);
  });

  it('a second one waits until the first has been answered', async () => {
    const { name } = topicOf('id', '1');
    asking.struck([name]);
    await gather();
    asking.struck([name]);
    await gather();
    expect(calls).toHaveLength(1);
    last().answer('miss');
    await settle();
    expect(calls).toHaveLength(2);
  });

  it('a name that the contact turned out to have counts, too', async () => {
    const topic = topicOf('external', 'a');
    topics.rename(topic, [nameOf(ref('id', '1')), nameOf(ref('external', 'a'))]);
    asking.struck([nameOf(ref('id', '1'))]);
    await gather();
    expect(calls.map(({ who }) => who)).toEqual(['a']);
  });

  it('other contacts do not wait for one that is slow', async () => {
    asking.struck([topicOf('id', '1').name]);
    asking.struck([topicOf('id', '2').name]);
    await gather();
    expect(calls.map(({ who }) => who)).toEqual(['1', '2']);
  });
});

describe('while Drift fails', () => {
  it('it is asked again after 1, 2, 4 … 60 seconds, with what visitors leave', async () => {
    clock.advance(980); // the first call is at a whole second, like all that follow
    asking.struck([topicOf('id', '1').name]);
    await gather();
    const pauses: number[] = [];
    for (let turn = 0; turn < 9; turn += 1) {
      const [before, asked] = [clock.now(), calls.length];
      last().fail();
      await settle();
      while (calls.length === asked) await gather(1_000 - (clock.now() % 1_000));
      pauses.push(Math.round((clock.now() - before) / 1_000));
    }
    expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(new Set(calls.slice(1).map(({ lane }) => lane))).toEqual(new Set(['background']));
  });

  it('an old answer is as little as none, and a good one ends it', async () => {
    asking.struck([topicOf('id', '1').name]);
    await gather();
    last().answer('stale');
    await settle();
    await gather(2_000);
    expect(calls).toHaveLength(2);
    last().answer('miss');
    await settle();
    await gather(3_600_000);
    expect(calls).toHaveLength(2);
  });
});

describe('when nobody can say what was struck', () => {
  it('every contact is asked for within a minute, each at its own moment', async () => {
    let turn = 0;
    const spread = createAsking({
      topics,
      agenda: createAgenda(clock),
      clock,
      random: () => {
        turn += 1;
        return turn / 100;
      },
      show: () => {},
      lookup: {
        find: async (asked, lane) => {
          calls.push({ who: `${asked?.value} at ${clock.now()}`, lane, answer: () => {}, fail: () => {} });
          return found('miss');
        },
      },
    });
    for (let id = 1; id <= 99; id += 1) topicOf('id', String(id));
    spread.struckAll();
    for (let second = 0; second < 60; second += 1) await gather(1_000);
    expect(calls).toHaveLength(99);
    expect(new Set(calls.map(({ who }) => who.split(' at ')[1])).size).toBeGreaterThan(50);
    expect(new Set(calls.map(({ lane }) => lane))).toEqual(new Set(['background']));
  });
});
