import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Reloading } from '../../../config/reloading.ts';
import { ref } from '../../support/contacts.ts';
import { type DriftRoom, openDriftRoom } from '../../support/drift-room.ts';
import { json } from '../../support/fake-drift.ts';

const nobody = json({ data: [] });

let room: DriftRoom;
beforeAll(async () => {
  room = await openDriftRoom(nobody);
});
afterAll(() => room.close());

const questionFor = async (...[kind, value]: Parameters<typeof ref>): Promise<string | undefined> => {
  await room.fetchContact(ref(kind, value));
  return room.drift.asked.at(-1)?.url;
};

describe('the question', () => {
  it('by id is the id, digit for digit', async () => {
    expect(await questionFor('id', '9223372036854775807')).toBe('/contacts/9223372036854775807');
  });

  it.each([
    ['user-7', 'user-7'],
    ['a+b', 'a%2Bb'],
    ['a&limit=100', 'a%26limit%3D100'],
    ['a=b#c?d/../e', 'a%3Db%23c%3Fd%2F..%2Fe'],
    ['a b', 'a+b'],
    ['100%', '100%25'],
    ['Zoë 🦊', 'Zo%C3%AB+%F0%9F%A6%8A'],
  ])('by the external id %j is %s', async (externalId, encoded) => {
    expect(await questionFor('external', externalId)).toBe(`/contacts?idType=external&id=${encoded}`);
  });

  it.each([
    ['ada+news@example.com', 'ada%2Bnews%40example.com'],
    ['a&b=c@example.com', 'a%26b%3Dc%40example.com'],
    ['Zoë@Example.com', 'zo%C3%AB%40example.com'],
  ])('by the e-mail %j is %s, with a limit of two', async (email, encoded) => {
    expect(await questionFor('email', email)).toBe(`/contacts?email=${encoded}&limit=2`);
  });

  it.each(['a+b', 'a&id=b', 'a%20b', 'Zoë 🦊', '\u00a0', '=&+%#?/\\'])(
    'is read by Drift as the very external id %j',
    async (externalId) => {
      const url = new URL((await questionFor('external', externalId)) ?? '', room.drift.url);
      expect([...url.searchParams]).toEqual([
        ['idType', 'external'],
        ['id', externalId],
      ]);
    },
  );
});

describe('a call', () => {
  it('has these headers and no others', async () => {
    await room.fetchContact(ref('id', '1'));
    expect(room.drift.asked.at(-1)).toEqual({
      method: 'GET',
      url: '/contacts/1',
      headers: [
        ['host', new URL(room.drift.url).host],
        ['connection', 'keep-alive'],
        ['authorization', 'Bearer canary-token'],
        ['accept', 'application/json'],
        ['accept-encoding', 'identity'],
        ['user-agent', 'drift-attribute-proxy'],
      ],
      body: '',
    });
  });

  it('takes a connection of those before it', async () => {
    const kept = await openDriftRoom(nobody);
    for (let id = 1; id <= 20; id += 1) await kept.fetchContact(ref('id', String(id)));
    expect(kept.drift.asked).toHaveLength(20);
    // A connection rests for a turn of the event loop after an answer: two take turns.
    expect(kept.drift.connections).toBeLessThanOrEqual(2);
    await kept.close();
  });

  it('is one of 32 at a time', async () => {
    const crowded = await openDriftRoom(nobody);
    const calls = Array.from({ length: 100 }, (_, n) => crowded.fetchContact(ref('id', String(n + 1))));
    await Promise.all(calls);
    expect(crowded.drift.asked).toHaveLength(100);
    expect(crowded.drift.connections).toBeLessThanOrEqual(32);
    await crowded.close();
  });
});

describe('the token', () => {
  it('is read anew for each call, so that a replaced one is used at once', async () => {
    let current = 'first-token';
    const token: Reloading<string> = {
      name: 'DRIFT_TOKEN',
      get current() {
        return current;
      },
      reload: () => 'same',
    };
    const replaced = await openDriftRoom(nobody, { token });
    await replaced.fetchContact(ref('id', '1'));
    current = 'second-token';
    await replaced.fetchContact(ref('id', '1'));
    const sent = replaced.drift.asked.map(({ headers }) => new Map(headers).get('authorization'));
    expect(sent).toEqual(['Bearer first-token', 'Bearer second-token']);
    await replaced.close();
  });

  it('is in no failure', async () => {
    const failing = await openDriftRoom(json({ error: { message: 'canary-token' } }, 401));
    const error: unknown = await failing.fetchContact(ref('id', '1')).catch((thrown: unknown) => thrown);
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('canary');
    await failing.close();
  });
});
