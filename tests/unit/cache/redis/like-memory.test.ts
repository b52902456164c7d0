import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { createMemoryStore } from '../../../../server/cache/memory.ts';
import type { Entry, Name } from '../../../../server/lookup/entry.ts';
import type { Store } from '../../../../server/lookup/ports.ts';
import { absentEntry, contactEntry } from '../../../support/contacts.ts';
import { createManualClock } from '../../../support/manual-clock.ts';
import { flushAll } from '../../../support/redis-flush.ts';
import { createRedisNode, type RedisNode } from '../../../support/redis-node.ts';
import { describeWithRedis, type RedisServer, startRedis } from '../../../support/redis-server.ts';
import { sharedAsStore } from '../../../support/shared-as-store.ts';

const ids: readonly Name[] = ['id:1', 'id:2', 'id:3'];
const others: readonly Name[] = ['external:a', 'external:b', 'email:a', 'email:b'];
const everyName = [...ids, ...others];

type Answer = { readonly asked: Name; readonly entry: Entry };
type Act =
  | (Answer & { readonly kind: 'learn' })
  | (Answer & { readonly kind: 'learn late'; readonly struck: Name })
  | { readonly kind: 'expire' | 'forget'; readonly names: readonly Name[] };

const contacts = fc
  .tuple(fc.constantFrom(...ids), fc.subarray([...others]), fc.nat(9))
  .map(([id, carried, note]) => contactEntry([id, ...carried], { note }));
/** By an id there is one contact or none. */
const answers: fc.Arbitrary<Answer> = fc.oneof(
  {
    weight: 3,
    arbitrary: contacts.chain((entry) =>
      fc.record({ asked: fc.constantFrom(...entry.names), entry: fc.constant(entry) }),
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({ asked: fc.constantFrom(...others), entry: fc.constant(absentEntry('ambiguous')) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      asked: fc.constantFrom(...everyName),
      entry: fc.constant(absentEntry('unknown')),
    }),
  },
);
const strikes = fc.record({
  kind: fc.constantFrom('expire' as const, 'forget' as const),
  names: fc.uniqueArray(fc.constantFrom(...everyName), { minLength: 1, maxLength: 2 }),
});
const acts: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: answers.map((answer): Act => ({ ...answer, kind: 'learn' })) },
  { weight: 2, arbitrary: strikes },
  {
    weight: 1,
    arbitrary: fc
      .tuple(answers, fc.constantFrom(...everyName))
      .map(([answer, struck]): Act => ({ ...answer, struck, kind: 'learn late' })),
  },
);

/** Does it, and says what the store says of it. */
const perform = async (store: Store, act: Act): Promise<unknown> => {
  if (act.kind === 'learn') return store.write(act.asked, act.entry, store.latestForget());
  if (act.kind !== 'learn late') return store[act.kind](act.names);
  const begun = store.latestForget();
  await store.forget([act.struck]);
  return store.write(act.asked, act.entry, begun);
};

const seen = async (store: Store): Promise<unknown> =>
  Promise.all(
    everyName.map(async (name) => {
      const entry = await store.read(name);
      return entry && { ...entry, storedAt: 0 };
    }),
  );

describeWithRedis('the Redis store', () => {
  let redis: RedisServer;
  let node: RedisNode;

  beforeAll(async () => {
    redis = await startRedis();
    node = await createRedisNode(redis.servers);
  });
  afterAll(async () => {
    await node.link.close();
    await redis.end();
  });

  it('says the same as memory of whatever is learnt, expired and forgotten in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(acts, { minLength: 2, maxLength: 12 }), async (story) => {
        await flushAll(node.link.run);
        const shared = await sharedAsStore(node.store);
        const memory = createMemoryStore({ maxContacts: 100, maxBytes: 1024 * 1024 }, createManualClock());
        for (const act of story) {
          expect([act, await perform(shared, act)]).toEqual([act, await perform(memory, act)]);
          expect(await seen(shared)).toEqual(await seen(memory));
        }
      }),
      { numRuns: 100 },
    );
  });
});
