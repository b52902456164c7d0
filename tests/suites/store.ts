// What does every place where entries rest promise? One suite for all adapters of the port `Store`.

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Clock } from '../../server/clock.ts';
import type { Entry, Name } from '../../server/lookup/entry.ts';
import type { Awaitable, Store } from '../../server/lookup/ports.ts';
import { absentEntry, contactEntry } from '../support/contacts.ts';

export type StoreUnderTest = {
  readonly store: Store;
  /** The clock that the store reckons by; at 0, as the entries of the suite are. */
  readonly clock: Pick<Clock, 'now'>;
  end(): Awaitable<void>;
};

const adaById = 'id:1';
const adaExternal = 'external:ada';
const adaEmail = 'email:ada';
const ada = contactEntry([adaById, adaExternal, adaEmail], { plan: 'pro' });
const bobById = 'id:2';
const bob = contactEntry([bobById, 'external:bob', 'email:bob'], { plan: 'free' });
const everyNameOfAda = [adaById, adaExternal, adaEmail] as const;

/** An entry as it was written but for its age: where processes share it, that is known to some milliseconds only. */
const likeness = (entry: Entry) => ({ ...entry, storedAt: expect.any(Number) });

/** Runs the suite on stores that `make` makes, one for each promise. */
export const storeSuite = (name: string, make: () => Awaitable<StoreUnderTest>): void => {
  describe(name, () => {
    let made: StoreUnderTest;
    let store: Store;
    let clock: StoreUnderTest['clock'];

    beforeEach(async () => {
      made = await make();
      ({ store, clock } = made);
    });
    afterEach(() => made.end());

    /** Writes what Drift answered when it was asked for `asked` just now. */
    const learn = (asked: Name, entry: Entry): Awaitable<boolean> =>
      store.write(asked, entry, store.latestForget());
    const kindUnder = async (asked: Name): Promise<string | undefined> => (await store.read(asked))?.kind;
    const expiredUnder = async (asked: Name): Promise<boolean | undefined> =>
      (await store.read(asked))?.expired;

    describe('reading', () => {
      it('finds nothing where nothing was written', async () => {
        for (const asked of everyNameOfAda) expect(await store.read(asked)).toBeUndefined();
      });

      it('finds an entry as it was written, and writing says that it was kept', async () => {
        expect(await learn(adaExternal, ada)).toBe(true);
        expect(await store.read(adaExternal)).toEqual(likeness(ada));
      });

      it.each([
        ['a contact', adaById, ada],
        ['"unknown"', adaEmail, absentEntry('unknown')],
      ] as const)('keeps the age of %s to within a second or so', async (_, asked, entry) => {
        await learn(asked, { ...entry, storedAt: clock.now() - 60_000 });
        const found = await store.read(asked);
        const age = clock.now() - (found?.storedAt ?? clock.now());
        expect(Math.abs(age - 60_000)).toBeLessThan(2_000);
      });

      it.each(everyNameOfAda)('finds a contact that was asked for by %s under its id, too', async (asked) => {
        await learn(asked, ada);
        expect(await store.read(asked)).toEqual(likeness(ada));
        expect(await store.read(adaById)).toEqual(likeness(ada));
      });

      it.each([adaExternal, adaEmail] as const)('follows %s only after that was asked for', async (asked) => {
        await learn(adaById, ada);
        expect(await store.read(asked)).toBeUndefined();
        await learn(asked, ada);
        expect(await store.read(asked)).toEqual(likeness(ada));
      });

      it('goes on following a name when the contact was seen anew under another', async () => {
        await learn(adaExternal, ada);
        const newer = contactEntry(ada.names, { plan: 'enterprise' });
        await learn(adaById, newer);
        expect(await store.read(adaExternal)).toEqual(likeness(newer));
      });

      it.each([adaExternal, adaEmail] as const)(
        'no longer follows %s once the contact lacks it',
        async (lost) => {
          await learn(lost, ada);
          await learn(adaById, contactEntry([adaById], { plan: 'pro' }));
          expect(await store.read(lost)).toBeUndefined();
        },
      );

      it.each([adaExternal, adaEmail] as const)(
        'no longer follows %s once another has it, too',
        async (shared) => {
          await learn(shared, ada);
          await learn(bobById, contactEntry([bobById, shared]));
          expect(await store.read(shared)).toBeUndefined();
          expect(await store.read(adaById)).toEqual(likeness(ada));
        },
      );

      it('follows a name to the contact that it was answered with last', async () => {
        await learn(adaExternal, ada);
        const heir = contactEntry([bobById, adaExternal], { plan: 'free' });
        await learn(adaExternal, heir);
        expect(await store.read(adaExternal)).toEqual(likeness(heir));
      });
    });

    describe('nobody, and several', () => {
      it.each(['unknown', 'ambiguous'] as const)(
        '%s is found under the name that was asked, alone',
        async (kind) => {
          await learn(adaEmail, absentEntry(kind));
          expect(await kindUnder(adaEmail)).toBe(kind);
          expect(await kindUnder(adaById)).toBeUndefined();
        },
      );

      it('a contact that turns up under the name takes its place', async () => {
        await learn(adaEmail, absentEntry('ambiguous'));
        await learn(adaEmail, ada);
        expect(await store.read(adaEmail)).toEqual(likeness(ada));
      });

      it('a contact that turns up under another of its names ends "unknown" under all', async () => {
        for (const asked of everyNameOfAda) await learn(asked, absentEntry('unknown'));
        await learn(adaExternal, ada);
        expect(await store.read(adaById)).toEqual(likeness(ada));
        expect(await store.read(adaEmail)).toBeUndefined();
      });

      it('a contact that turns up under another of its names does not end "ambiguous"', async () => {
        await learn(adaEmail, absentEntry('ambiguous'));
        await learn(adaById, ada);
        expect(await kindUnder(adaEmail)).toBe('ambiguous');
      });

      it('"unknown" by id removes the contact under every name', async () => {
        await learn(adaExternal, ada);
        await learn(adaById, absentEntry('unknown'));
        expect(await kindUnder(adaById)).toBe('unknown');
        expect(await store.read(adaExternal)).toBeUndefined();
      });

      it.each([adaExternal, adaEmail] as const)(
        '"unknown" under %s takes the place of the contact there and expires whoever had that name',
        async (asked) => {
          await learn(asked, ada);
          await learn(asked, absentEntry('unknown'));
          expect(await kindUnder(asked)).toBe('unknown');
          expect(await store.read(adaById)).toEqual(likeness({ ...ada, expired: true }));
        },
      );

      it('"unknown" expires those who had the name although they were never asked for by it', async () => {
        await learn(adaById, ada);
        await learn(adaEmail, absentEntry('unknown'));
        expect(await expiredUnder(adaById)).toBe(true);
      });

      it('"ambiguous" takes the place of the contact and leaves it as it is under its id', async () => {
        await learn(adaEmail, ada);
        await learn(adaEmail, absentEntry('ambiguous'));
        expect(await kindUnder(adaEmail)).toBe('ambiguous');
        expect(await store.read(adaById)).toEqual(likeness(ada));
      });
    });

    describe('expiring', () => {
      it.each(everyNameOfAda)('marks the contact that has the name %s, and counts it', async (asked) => {
        await learn(adaExternal, ada);
        expect(await store.expire([asked])).toBe(1);
        expect(await store.read(adaById)).toEqual(likeness({ ...ada, expired: true }));
        expect(await store.read(adaExternal)).toEqual(likeness({ ...ada, expired: true }));
      });

      it('marks "unknown", too', async () => {
        await learn(adaEmail, absentEntry('unknown'));
        expect(await store.expire([adaEmail])).toBe(1);
        expect(await expiredUnder(adaEmail)).toBe(true);
      });

      it('counts an entry that it reaches by two names once', async () => {
        await learn(adaExternal, ada);
        expect(await store.expire(everyNameOfAda)).toBe(1);
      });

      it('leaves others as they are', async () => {
        await learn(adaById, ada);
        await learn(bobById, bob);
        await store.expire([adaById]);
        expect(await store.read(bobById)).toEqual(likeness(bob));
      });

      it('never leads a name back to the contact that had it before', async () => {
        const heir = contactEntry([bobById, adaExternal], { plan: 'free' });
        await learn(adaExternal, ada);
        await learn(adaExternal, heir);
        await store.expire([adaById]);
        expect(await store.read(adaExternal)).toEqual(likeness(heir));
      });

      it('a newer answer is not expired', async () => {
        await learn(adaById, ada);
        await store.expire([adaById]);
        await learn(adaById, ada);
        expect(await store.read(adaById)).toEqual(likeness(ada));
      });

      it('finds nothing to expire where nothing is', async () => {
        expect(await store.expire(everyNameOfAda)).toBe(0);
      });
    });

    describe('forgetting', () => {
      it.each(everyNameOfAda)(
        'removes the contact that has the name %s under every name',
        async (forgotten) => {
          for (const asked of everyNameOfAda) await learn(asked, ada);
          expect(await store.forget([forgotten])).toBe(1);
          for (const asked of everyNameOfAda) expect(await store.read(asked)).toBeUndefined();
        },
      );

      it.each([adaExternal, adaEmail] as const)(
        'by %s reaches a contact that was only ever asked for by id',
        async (forgotten) => {
          await learn(adaById, ada);
          expect(await store.forget([forgotten])).toBe(1);
          expect(await store.read(adaById)).toBeUndefined();
        },
      );

      it('by an e-mail reaches everybody who shares it', async () => {
        await learn(adaById, ada);
        await learn(bobById, contactEntry([bobById, adaEmail]));
        expect(await store.forget([adaEmail])).toBe(2);
        expect(await store.read(adaById)).toBeUndefined();
        expect(await store.read(bobById)).toBeUndefined();
      });

      it.each(['unknown', 'ambiguous'] as const)('removes "%s"', async (kind) => {
        await learn(adaEmail, absentEntry(kind));
        expect(await store.forget([adaEmail])).toBe(1);
        expect(await store.read(adaEmail)).toBeUndefined();
      });

      it('leaves others as they are', async () => {
        await learn(adaById, ada);
        await learn('external:bob', bob);
        await store.forget([adaEmail]);
        expect(await store.read('external:bob')).toEqual(likeness(bob));
      });

      it('finds nothing to forget where nothing is', async () => {
        expect(await store.forget(everyNameOfAda)).toBe(0);
      });
    });

    describe.each(['expire', 'forget'] as const)(
      'an answer that was asked for before a later %s',
      (strike) => {
        it.each(everyNameOfAda)('of %s is not kept, and writing says so', async (struck) => {
          const begun = store.latestForget();
          await store[strike]([struck]);
          expect(await store.write(adaExternal, ada, begun)).toBe(false);
          expect(await store.read(adaExternal)).toBeUndefined();
          expect(await store.read(adaById)).toBeUndefined();
        });

        it('is not kept when it says "unknown"', async () => {
          const begun = store.latestForget();
          await store[strike]([adaEmail]);
          expect(await store.write(adaEmail, absentEntry('unknown'), begun)).toBe(false);
          expect(await store.read(adaEmail)).toBeUndefined();
        });

        it('of a name that it lacks is not kept when that name was the cached contact’s', async () => {
          await learn(adaById, ada);
          const begun = store.latestForget();
          await store[strike]([adaEmail]);
          expect(await store.write(adaExternal, contactEntry([adaById, adaExternal]), begun)).toBe(false);
        });

        it('of somebody else is kept', async () => {
          const begun = store.latestForget();
          await store[strike]([bobById]);
          expect(await store.write(adaExternal, ada, begun)).toBe(true);
          expect(await store.read(adaExternal)).toEqual(likeness(ada));
        });
      },
    );

    it('keeps an answer that was asked for after the forget', async () => {
      await store.forget(everyNameOfAda);
      expect(await learn(adaExternal, ada)).toBe(true);
      expect(await store.read(adaExternal)).toEqual(likeness(ada));
    });

    it('numbers each expiry and each forget, and nothing else', async () => {
      const first = store.latestForget();
      await learn(adaById, ada);
      await store.read(adaById);
      expect(store.latestForget()).toBe(first);
      await store.expire([adaById]);
      const second = store.latestForget();
      await store.forget([bobById]);
      expect([second > first, store.latestForget() > second]).toEqual([true, true]);
    });
  });
};
