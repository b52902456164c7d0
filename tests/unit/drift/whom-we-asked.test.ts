import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ref } from '../../support/contacts.ts';
import { type DriftRoom, type Gist, invalid, openDriftRoom } from '../../support/drift-room.ts';
import { body, json, silence } from '../../support/fake-drift.ts';

let room: DriftRoom;
beforeAll(async () => {
  room = await openDriftRoom(silence);
});
afterAll(() => room.close());

type Attributes = Readonly<Record<string, unknown>>;
const described = (id: unknown, attributes: Attributes = {}) => ({ id, attributes });

const byId = (id: string, ...contacts: readonly unknown[]): Promise<Gist> =>
  room.answerTo(json({ data: contacts }), ref('id', id));
const byExternalId = (externalId: string, ...contacts: readonly unknown[]): Promise<Gist> =>
  room.answerTo(json({ data: contacts }), ref('external', externalId));
const byEmail = (email: string, ...contacts: readonly unknown[]): Promise<Gist> =>
  room.answerTo(json({ data: contacts }), ref('email', email));

const another = invalid('another_contact');

describe('asked for an id', () => {
  it.each([7, 43, 421, '4'])('42, Drift answers about %j: that is refused', async (id) => {
    expect(await byId('42', described(id))).toEqual(another);
  });

  it('Drift answers about that id and another: that is refused', async () => {
    expect(await byId('42', described(42), described(43))).toEqual(another);
  });

  it.each([
    ['9007199254740993', '9007199254740993'],
    ['9007199254740993', '"9007199254740993"'],
    ['9223372036854775807', '9223372036854775807'],
    ['25062508963', '25062508963'],
  ])('%s, every digit of the answer counts (%s is it)', async (asked, told) => {
    const reply = body(`{"data":{"id":${told},"attributes":{}}}`);
    expect(await room.answerTo(reply, ref('id', asked))).toBe(asked);
  });

  it.each([
    '9007199254740992',
    '9007199254740994',
    '90071992547409930',
    '9007199254740993.0',
    '9.007199254740993e15',
  ])('9007199254740993, every digit of the answer counts (%s is not it)', async (told) => {
    const reply = body(`{"data":{"id":${told},"attributes":{}}}`);
    expect(await room.answerTo(reply, ref('id', '9007199254740993'))).toMatchObject({
      code: 'upstream_invalid',
    });
  });
});

describe('asked for an external id', () => {
  it.each<[string, Attributes]>([
    ['user-7', { externalId: 'user-7' }],
    ['user-7', { external_id: 'user-7' }],
    ['user-7', { externalId: 'user-7', external_id: 'an older one' }],
    ['user-7', { externalId: null, external_id: 'user-7' }],
    ['7', { externalId: 7 }],
    ['9007199254740993', { externalId: '9007199254740993' }],
  ])('%j, a contact with %j is accepted', async (asked, attributes) => {
    expect(await byExternalId(asked, described(1, attributes))).toBe('1');
  });

  it('beyond 2^53, a numeric one keeps every digit', async () => {
    const answer = (asked: string): Promise<Gist> =>
      room.answerTo(
        body('{"data":{"id":1,"attributes":{"externalId":9007199254740993}}}'),
        ref('external', asked),
      );
    expect(await answer('9007199254740993')).toBe('1');
    expect(await answer('9007199254740992')).toEqual(another);
  });

  it.each<[string, Attributes]>([
    ['user-7', {}],
    ['user-7', { externalId: 'user-8' }],
    ['user-7', { externalId: 'user-8', external_id: 'user-7' }],
    ['user-7', { externalId: 'USER-7' }],
    ['user-7', { externalId: 'user-7 ' }],
    ['user-7', { externalId: ['user-7'] }],
    ['user-7', { email: 'user-7' }],
    ['7', { externalId: '07' }],
    ['7', { id: 7 }],
    ['true', { externalId: true }],
    ['null', { externalId: null }],
    ['é', { externalId: 'e\u0301' }],
    ['\ufffd', { externalId: '\ud800' }],
  ])('%j, a contact with %j is refused', async (asked, attributes) => {
    expect(await byExternalId(asked, described(1, attributes))).toEqual(another);
  });

  it('one contact of several that has another is reason to refuse all', async () => {
    const right = described(1, { externalId: 'user-7' });
    expect(await byExternalId('user-7', right, described(2, { externalId: 'user-8' }))).toEqual(another);
  });

  it('an external id that stands in a prototype does not count', async () => {
    const reply = body('{"data":{"id":1,"attributes":{"__proto__":{"externalId":"user-7"}}}}');
    expect(await room.answerTo(reply, ref('external', 'user-7'))).toEqual(another);
  });
});

describe('asked for an e-mail', () => {
  it.each(['ada@example.com', 'Ada@Example.COM', 'ADA@EXAMPLE.COM'])(
    'ada@example.com, a contact with %s is accepted',
    async (email) => {
      expect(await byEmail('ada@example.com', described(1, { email }))).toBe('1');
    },
  );

  it('in mixed case, Drift is asked in lower case and the answer is compared so', async () => {
    expect(await byEmail('Ada@Example.com', described(1, { email: 'aDA@example.com' }))).toBe('1');
    expect(room.drift.asked.at(-1)?.url).toBe('/contacts?email=ada%40example.com&limit=2');
  });

  it.each<[string, unknown]>([
    ['ada@example.com', 'ada@example.org'],
    ['ada@example.com', ' ada@example.com'],
    ['ada@example.com', 'ada+x@example.com'],
    ['ada@example.com', ['ada@example.com']],
    ['ada@example.com', null],
    ['ada@example.com', undefined],
    // U+212A, the Kelvin sign, lower-cases to a plain k.
    ['kim@example.com', '\u212Aim@example.com'],
  ])('%s, a contact with %j is refused', async (asked, email) => {
    expect(await byEmail(asked, described(1, { email }))).toEqual(another);
  });

  it('two contacts that share it are ambiguous', async () => {
    const shared = { email: 'ada@example.com' };
    expect(await byEmail('ada@example.com', described(1, shared), described(2, shared))).toBe('ambiguous');
  });

  it('one contact twice is one contact', async () => {
    const one = described(1, { email: 'ada@example.com' });
    expect(await byEmail('ada@example.com', one, one)).toBe('1');
  });

  it('one contact of several that has another is reason to refuse all', async () => {
    const right = described(1, { email: 'ada@example.com' });
    expect(await byEmail('ada@example.com', right, described(2, { email: 'bob@example.com' }))).toEqual(
      another,
    );
  });
});

describe('an answer', () => {
  it('names the contact by all its names, the e-mail in lower case', async () => {
    room.drift.reply(json({ data: described(1, { externalId: 7, email: 'Ada@Example.com' }) }));
    expect(await room.fetchContact(ref('id', '1'))).toMatchObject({
      kind: 'contact',
      id: '1',
      externalId: '7',
      email: 'ada@example.com',
    });
  });
});
