import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Codec, createCodec } from '../../../../server/cache/redis/codec.ts';
import { createSeal } from '../../../../server/cache/redis/seal.ts';
import type { Entry, Name } from '../../../../server/lookup/entry.ts';
import { absentEntry, contactEntry } from '../../../support/contacts.ts';
import { keyOf } from '../../../support/redis-node.ts';

const key = 'redis:entry:1';
const ada = contactEntry(['id:1', 'external:ada'], { plan: 'pro', tags: ['a', 2, true] });
const keys = [keyOf('now')] as const;

let unreadable: number;
let codec: Codec;
const codecWith = (...own: readonly [Buffer, ...Buffer[]]): Codec =>
  createCodec({ keys: own, unreadable: () => (unreadable += 1) });

beforeEach(() => {
  unreadable = 0;
  codec = codecWith(...keys);
});

const kept = ({ storedAt: _, expired: __, ...rest }: Entry) => rest;

/** JSON has one zero. */
const numbers = fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0);
const scalars = fc.oneof(fc.string({ unit: 'binary' }), numbers, fc.boolean());
const placeKeys = fc.string().filter((text) => !['__proto__', 'constructor', 'prototype'].includes(text));
const hashes = fc.base64String({ minLength: 4, maxLength: 40 }).map((text) => text.replaceAll(/[^\w]/g, '_'));
const moments = {
  asOf: fc.nat(),
  jitter: fc.double({ min: 0.9, max: 1.1, noNaN: true }),
};
const contacts = fc
  .record({
    ...moments,
    id: fc.nat().map((id): Name => `id:${id}`),
    others: fc.array(
      fc.oneof(
        hashes.map((hash): Name => `external:${hash}`),
        hashes.map((hash): Name => `email:${hash}`),
      ),
    ),
    values: fc.dictionary(placeKeys, fc.oneof(scalars, fc.array(scalars))),
    places: fc.array(placeKeys),
  })
  .map(({ id, others, values, places, ...rest }) =>
    contactEntry([id, ...others], values, { ...rest, places: new Set(places) }),
  );
const absences = fc
  .record({
    ...moments,
    kind: fc.constantFrom('unknown' as const, 'ambiguous' as const),
    times: fc.nat().map((n) => n + 1),
  })
  .map(({ kind, ...rest }) => absentEntry(kind, rest));

describe('an entry that is sealed', () => {
  it('is the same when it is opened, but for what Redis tells of it', () => {
    fc.assert(
      fc.property(fc.oneof(contacts, absences), (entry) => {
        expect(codec.openEntry(key, codec.sealEntry(key, entry))).toEqual(kept(entry));
      }),
      { numRuns: 300 },
    );
    expect(unreadable).toBe(0);
  });

  it('has values without a prototype', () => {
    const opened = codec.openEntry(key, codec.sealEntry(key, ada));
    expect(opened?.kind === 'contact' && Object.getPrototypeOf(opened.values)).toBeNull();
  });

  it('looks different each time', () => {
    expect(codec.sealEntry(key, ada)).not.toBe(codec.sealEntry(key, ada));
  });

  it('does not open under another key of Redis, and that is told', () => {
    expect(codec.openEntry('redis:entry:2', codec.sealEntry(key, ada))).toBeUndefined();
    expect(unreadable).toBe(1);
  });

  it('does not open with another key', () => {
    expect(codecWith(keyOf('other')).openEntry(key, codec.sealEntry(key, ada))).toBeUndefined();
    expect(unreadable).toBe(1);
  });

  it('opens while keys are changed, whichever of the two sealed it', () => {
    const changing = codecWith(keyOf('next'), keyOf('now'));
    expect(changing.openEntry(key, codec.sealEntry(key, ada))).toEqual(kept(ada));
    expect(codecWith(keyOf('next')).openEntry(key, changing.sealEntry(key, ada))).toEqual(kept(ada));
  });

  it('does not open with the first of two keys when the second sealed it and is gone', () => {
    expect(codecWith(keyOf('next')).openEntry(key, codec.sealEntry(key, ada))).toBeUndefined();
  });

  it('does not open when any bit was changed', () => {
    const bytes = Buffer.from(codec.sealEntry(key, ada), 'base64url');
    fc.assert(
      fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
        const changed = Buffer.from(bytes);
        changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(codec.openEntry(key, changed.toString('base64url'))).toBeUndefined();
      }),
    );
  });

  it('does not open when it was cut, wherever', () => {
    const bytes = Buffer.from(codec.sealEntry(key, ada), 'base64url');
    for (let length = 0; length < bytes.length; length += 1)
      expect(codec.openEntry(key, bytes.subarray(0, length).toString('base64url'))).toBeUndefined();
    expect(unreadable).toBe(bytes.length);
  });

  it.each([0, 2, 255])('does not open when it is of version %i', (version) => {
    const bytes = Buffer.from(codec.sealEntry(key, ada), 'base64url');
    bytes.writeUInt8(version, 0);
    expect(codec.openEntry(key, bytes.toString('base64url'))).toBeUndefined();
  });

  it('is not opened as a strike or as names', () => {
    const sealed = codec.sealEntry(key, ada);
    expect([codec.openStrike(sealed), codec.openNames(sealed)]).toEqual([undefined, undefined]);
  });
});

it('what anybody may have put there is unreadable and throws nothing', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String({ minLength: 60 })), (text) => {
      expect(codec.openEntry(key, text)).toBeUndefined();
      expect(codec.openNames(text)).toBeUndefined();
      expect(codec.openStrike(text)).toBeUndefined();
    }),
  );
});

const contactFields = {
  ...{ kind: 'contact', asOf: 1, jitter: 1, names: ['id:1', 'email:ada'], places: ['a'] },
  values: [['a', 'b']],
};
const absentFields = { kind: 'unknown', asOf: 1, jitter: 1, times: 1 };
const sealedText = (text: string): string => createSeal(keys).seal(key, text);

describe('what is authentic, but of another form,', () => {
  it.each([contactFields, absentFields])('is not this: %j', (fields) => {
    expect(codec.openEntry(key, sealedText(JSON.stringify(fields)))).toBeDefined();
  });

  it.each([
    null,
    [],
    'contact',
    {},
    { ...contactFields, more: 1 },
    { ...contactFields, kind: 'person' },
    { ...contactFields, asOf: '1' },
    { ...contactFields, asOf: -1 },
    { ...contactFields, asOf: null },
    { ...contactFields, jitter: 0 },
    { ...contactFields, jitter: 5 },
    { ...contactFields, names: [] },
    { ...contactFields, names: ['email:ada'] },
    { ...contactFields, names: ['email:ada', 'id:1'] },
    { ...contactFields, names: ['id:1', 'id:2'] },
    { ...contactFields, names: ['id:1', 'phone:1'] },
    { ...contactFields, names: ['id:1', 'email:ada@example.com'] },
    { ...contactFields, names: 'id:1' },
    { ...contactFields, places: { a: true } },
    { ...contactFields, places: [1] },
    { ...contactFields, places: ['__proto__'] },
    { ...contactFields, values: { a: 'b' } },
    { ...contactFields, values: [['a']] },
    { ...contactFields, values: [['a', null]] },
    { ...contactFields, values: [['a', { b: 1 }]] },
    { ...contactFields, values: [['a', [['b']]]] },
    { ...contactFields, values: [['__proto__', 'b']] },
    { ...contactFields, values: [['constructor', 'b']] },
    { ...contactFields, values: [['prototype', 'b']] },
    { ...absentFields, times: 0 },
    { ...absentFields, times: 1.5 },
    { ...absentFields, names: ['id:1'] },
    { asOf: 1, jitter: 1, times: 1 },
  ])('is unreadable: %j', (fields) => {
    expect(codec.openEntry(key, sealedText(JSON.stringify(fields)))).toBeUndefined();
    expect(unreadable).toBe(1);
  });

  it.each([
    '',
    '{',
    '{"kind":"unknown","asOf":1,"jitter":1,"times":1,"__proto__":{}}',
    '{"__proto__":{"kind":"unknown","asOf":1,"jitter":1,"times":1}}',
  ])('is unreadable: %s', (text) => {
    expect(codec.openEntry(key, sealedText(text))).toBeUndefined();
  });
});

describe('what nodes say to each other', () => {
  const strike = { kind: 'forget', node: 'node-1', names: ['id:1', 'email:ada'] } as const;

  it('is the same when it is opened', () => {
    expect(codec.openStrike(codec.sealStrike(strike))).toEqual(strike);
    expect(codec.openNames(codec.sealNames(strike.names))).toEqual(strike.names);
  });

  it('is unreadable to whoever lacks the key, and that is told', () => {
    const other = codecWith(keyOf('other'));
    expect(other.openStrike(codec.sealStrike(strike))).toBeUndefined();
    expect(other.openNames(codec.sealNames(strike.names))).toBeUndefined();
    expect(unreadable).toBe(2);
  });
});
