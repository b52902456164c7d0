// Every recorded shape of a webhook leads to the same few facts: who has changed, by which names, and where.

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readEvent, tokenIn } from '../../../server/drift/event-wire.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text);
const read = (value: unknown) => readEvent(bytes(typeof value === 'string' ? value : JSON.stringify(value)));
const changed = (type: string, data: unknown) => read({ type, data }).changed;
const updated = (diff: unknown) => changed('contact_updated', { endUserId: 7, diff });

const nobody = { id: undefined, externalIds: [], emails: [], paths: undefined };

describe('contact_identified', () => {
  it('holds a whole contact', () => {
    const data = {
      id: 25_062_508_963,
      createdAt: 1,
      attributes: { email: 'Ada@Example.com', externalId: 'user-ada', external_id: 'user-ada', name: 'Ada' },
    };
    expect(changed('contact_identified', data)).toEqual({
      id: '25062508963',
      externalIds: ['user-ada', 'user-ada'],
      emails: ['Ada@Example.com'],
      paths: undefined,
    });
  });

  it('holds only { endUserId }', () => {
    expect(changed('contact_identified', { endUserId: 12_345_678 })).toEqual({ ...nobody, id: '12345678' });
  });

  it('holds only { id }', () => {
    expect(changed('contact_identified', { id: 12_345_678 })).toEqual({ ...nobody, id: '12345678' });
  });

  it('may have changed anywhere, whatever else it holds', () => {
    const diff = [{ name: 'attributes.score', previous: 1, updated: 2 }];
    expect(changed('contact_identified', { endUserId: 7, diff })?.paths).toBeUndefined();
  });

  it.each([
    ['no data', undefined],
    ['null', null],
    ['a list', [7]],
    ['a text', 'seven'],
    ['attributes that are none', { attributes: ['email'] }],
    ['an id that is none', { id: null, endUserId: {} }],
    ['names that are none', { attributes: { email: null, externalId: { a: 1 }, external_id: '' } }],
  ])('with %s names nobody', (_what, data) => {
    expect(changed('contact_identified', data)).toEqual(nobody);
  });
});

describe('contact_updated', () => {
  it('holds the id, and a diff in the documented form', () => {
    const data = {
      endUserId: 12_345_678,
      timestamp: 1_538_591_450_493,
      orgId: 1,
      diff: [
        { name: 'attributes.plan', previous: 'free', updated: 'pro' },
        { name: 'socialProfiles.twitter', previous: null, updated: { handle: 'ada' } },
      ],
    };
    expect(changed('contact_updated', data)).toEqual({
      ...nobody,
      id: '12345678',
      paths: [['plan'], ['socialProfiles', 'twitter']],
    });
  });

  it('takes nested maps apart, with or without the prefix', () => {
    const names = ['attributes.socialProfiles.employment.title', 'socialProfiles.employment.title'];
    const path = ['socialProfiles', 'employment', 'title'];
    expect(updated(names.map((name) => ({ name })))?.paths).toEqual([path, path]);
  });

  it.each(['attributes.email', 'email'])('names the e-mail it had and the one it has (%s)', (name) => {
    const diff = [{ name, previous: 'old@example.com', updated: 'new@example.com' }];
    expect(updated(diff)?.emails).toEqual(['old@example.com', 'new@example.com']);
  });

  it.each(['attributes.externalId', 'attributes.external_id'])(
    'names the external id it had and the one it has (%s)',
    (name) => {
      expect(updated([{ name, previous: 'old', updated: 4711 }])?.externalIds).toEqual(['old', '4711']);
    },
  );

  it.each([
    ['null', null],
    ['nothing', undefined],
    ['an empty text', ''],
    ['a map', { email: 'x@example.com' }],
    ['a list', ['x@example.com']],
    ['true', true],
  ])('does not take %s for a name', (_what, previous) => {
    const diff = [{ name: 'attributes.email', previous, updated: 'new@example.com' }];
    expect(updated(diff)?.emails).toEqual(['new@example.com']);
  });

  it.each([
    ['is missing', undefined],
    ['is empty', []],
    ['is null', null],
    ['is a text', 'attributes.plan'],
    ['is a map', { 'attributes.plan': ['free', 'pro'] }],
    ['has an element that is none', [{ name: 'attributes.score' }, null]],
    ['has an element without a name', [{ name: 'attributes.score' }, { previous: 1, updated: 2 }]],
    ['has a name that is no text', [{ name: 7 }]],
    ['has an empty name', [{ name: '' }]],
    ['names all attributes at once', [{ name: 'attributes' }]],
    ['names the attributes and then nothing', [{ name: 'attributes.' }]],
    ['names a place in an unheard-of form', [{ name: '/attributes/score' }]],
  ])('may have changed anywhere when its diff %s', (_what, diff) => {
    expect(updated(diff)?.paths).toBeUndefined();
  });

  it('still names the e-mails of a diff of which a part is not understood', () => {
    const diff = [{ name: 'attributes.email', previous: 'old@example.com', updated: null }, { what: 1 }];
    expect(updated(diff)).toEqual({ ...nobody, id: '7', emails: ['old@example.com'] });
  });

  it('needs no previous and no updated value', () => {
    expect(updated([{ name: 'attributes.plan' }])?.paths).toEqual([['plan']]);
  });

  it('says nothing of prototypes', () => {
    const text =
      '{"type":"contact_updated","data":{"__proto__":{"endUserId":9,"diff":[]},"constructor":{"id":8}}}';
    expect(read(text).changed).toEqual(nobody);
  });
});

describe('an id', () => {
  it.each(['9007199254740993', '9223372036854775807'])('of %s keeps its digits', (id) => {
    for (const key of ['id', 'endUserId']) {
      expect(read(`{"type":"contact_identified","data":{"${key}":${id}}}`).changed?.id).toBe(id);
      expect(read(`{"type":"contact_identified","data":{"${key}":"${id}"}}`).changed?.id).toBe(id);
    }
  });

  it('in the diff keeps its digits too', () => {
    const diff = '[{"name":"attributes.externalId","previous":9007199254740993,"updated":9007199254740995}]';
    expect(
      read(`{"type":"contact_updated","data":{"endUserId":7,"diff":${diff}}}`).changed?.externalIds,
    ).toEqual(['9007199254740993', '9007199254740995']);
  });

  it.each([
    ['empty', ''],
    ['zero', 0],
    ['negative', -7],
    ['a fraction', 7.5],
    ['no number', 'seven'],
    ['longer than 64 bits', '12345678901234567890'],
    ['a list', [8]],
    ['true', true],
  ])('that is %s in one place is taken from the other', (_what, bad) => {
    expect(changed('contact_identified', { endUserId: bad, id: 7 })?.id).toBe('7');
    expect(changed('contact_identified', { endUserId: 7, id: bad })?.id).toBe('7');
    expect(changed('contact_identified', { endUserId: bad, id: bad })?.id).toBeUndefined();
  });
});

describe('the organisation', () => {
  it.each<[string, unknown, string[]]>([
    ['in the envelope', { type: 'new_message', orgId: 7, data: {} }, ['7']],
    ['in data', { type: 'new_message', data: { orgId: 7 } }, ['7']],
    ['in both', { type: 'new_message', orgId: 7, data: { orgId: 8 } }, ['7', '8']],
    ['as a text', { type: 'new_message', orgId: '7' }, ['7']],
    ['nowhere', { type: 'new_message' }, []],
    ['as null', { type: 'new_message', orgId: null, data: null }, []],
  ])('is read %s', (_where, body, organisations) => {
    expect(read(body).organisations).toEqual(organisations);
  });

  it('keeps its digits', () => {
    expect(read('{"type":"new_message","orgId":9007199254740993}').organisations).toEqual([
      '9007199254740993',
    ]);
  });
});

describe('the type', () => {
  it.each(['new_message', 'button_clicked', 'user_unsubscribed', 'playbook_goal_met'])(
    'of another documented event is kept, and changes nobody (%s)',
    (type) => {
      expect(read({ type, data: { id: 7, endUserId: 7 } })).toEqual({
        type,
        organisations: [],
        changed: undefined,
      });
    },
  );

  it.each(['somebody_else', '', 'CONTACT_UPDATED', '__proto__', 'toString'])(
    'that nobody documented is one of the others (%j)',
    (type) => {
      expect(read({ type, data: { id: 7 } })).toMatchObject({ type: 'other', changed: undefined });
    },
  );
});

describe('a body', () => {
  it.each([
    ['no JSON', 'contact_updated', 'webhook_json'],
    ['nothing', '', 'webhook_json'],
    ['cut short', '{"type":"contact_updated"', 'webhook_json'],
    ['nested beyond the stack', `${'['.repeat(100_000)}`, 'webhook_json'],
    ['a key twice with different values', '{"type":"new_message","type":"contact_updated"}', 'webhook_json'],
    ['null', 'null', 'webhook_shape'],
    ['a list', '[{"type":"contact_updated"}]', 'webhook_shape'],
    ['a text', '"contact_updated"', 'webhook_shape'],
    ['without a type', '{"data":{"id":7}}', 'webhook_shape'],
    ['with a type that is none', '{"type":7,"data":{"id":7}}', 'webhook_shape'],
  ])('that is %s is refused as malformed', (_what, text, reason) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'request_invalid', reason }));
  });

  it('that is no UTF-8 is refused as malformed', () => {
    expect(() => readEvent(Buffer.from([0x22, 0xff, 0x22]))).toThrow(
      expect.objectContaining({ code: 'request_invalid' }),
    );
  });

  it('of any JSON is read or refused, and nothing worse', () => {
    const type = fc.constantFrom('contact_updated', 'contact_identified', 'new_message');
    fc.assert(
      fc.property(type, fc.jsonValue(), fc.jsonValue(), (type, data, diff) => {
        expect(() => read({ type, data })).not.toThrow();
        expect(() => read({ type, data: { endUserId: data, diff } })).not.toThrow();
      }),
    );
  });
});

describe('the token of a body', () => {
  it.each<[string, string, unknown]>([
    ['is found', '{"token":"secret","data":{"token":"not this"}}', 'secret'],
    ['is found behind a byte order mark', '\ufeff{"token":"secret"}', 'secret'],
    ['is what stands there', '{"token":["secret"]}', ['secret']],
    ['is missing', '{"data":{"token":"not this"}}', undefined],
    ['is missing in what is no object', '"token"', undefined],
    ['is missing in null', 'null', undefined],
    ['is missing in what is no JSON', '{"token":"secret"', undefined],
    ['is not inherited', '{"__proto__":{"token":"secret"}}', undefined],
  ])('%s', (_what, text, token) => {
    expect(tokenIn(bytes(text))).toEqual(token);
  });

  it('is missing in what is no UTF-8', () => {
    expect(tokenIn(Buffer.concat([Buffer.from('{"token":"'), Buffer.from([0xff]), Buffer.from('"}')]))).toBe(
      undefined,
    );
  });
});
