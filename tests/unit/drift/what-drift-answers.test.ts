import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ref } from '../../support/contacts.ts';
import {
  busy,
  type DriftRoom,
  type Gist,
  invalid,
  openDriftRoom,
  rejected,
  timeout,
  unavailable,
} from '../../support/drift-room.ts';
import { body, failure, json, type Reply, silence } from '../../support/fake-drift.ts';

const ada = { id: 42, createdAt: 1617825403810, attributes: { first_name: 'Ada' } };
const typed = (contentType: string): Reply => json({ data: ada }, 200, { 'content-type': contentType });
const html = (status: number): Reply => body('<h1>Oops</h1>', status, { 'content-type': 'text/html' });

let room: DriftRoom;
beforeAll(async () => {
  room = await openDriftRoom(silence);
});
afterAll(() => room.close());

const answerTo = (reply: Reply): Promise<Gist> => room.answerTo(reply, ref('id', '42'));

describe('a contact', () => {
  it.each<[string, Reply]>([
    ['as one object', json({ data: ada })],
    ['in a list', json({ data: [ada] })],
    ['twice in a list', json({ data: [ada, ada] })],
    ['with pagination beside it', json({ data: [ada], pagination: { more: false } })],
    ['with an id in text', json({ data: { ...ada, id: '42' } })],
    ['with a charset', typed('Application/JSON; charset=UTF-8')],
    ['as application/vnd.drift+json', typed('application/vnd.drift+json')],
    ['with content-encoding: identity', json({ data: ada }, 200, { 'content-encoding': 'identity' })],
  ])('%s is found', async (_, reply) => {
    expect(await answerTo(reply)).toBe('42');
  });

  it('comes with its attributes as Drift sent them', async () => {
    const attributes = { first_name: 'Ada', tags: [{ name: 'vip' }], geo: { lat: 1.5 }, gone: null };
    room.drift.reply(json({ data: { id: 42, attributes } }));
    expect(await room.fetchContact(ref('id', '42'))).toMatchObject({ attributes });
  });
});

describe('nobody', () => {
  it.each<[string, Reply]>([
    ['404 of Drift', failure(404, 'not_found', 'CONTACT-1: not found or not allowed to view')],
    ['404 with HTML', html(404)],
    ['404 without a body', body('', 404)],
    ['an empty list', json({ data: [] })],
    ['401 with CONTACT-2 in the message', failure(401, 'authentication_error', 'CONTACT-2 not found')],
    ['403 with CONTACT-2 in a field of its own', json({ error: { code: 'CONTACT-2' } }, 403)],
  ])('is meant by %s', async (_, reply) => {
    expect(await answerTo(reply)).toBe('unknown');
  });
});

describe('that our token or its scope is wrong', () => {
  it.each<[string, Reply, number]>([
    ['401', failure(401, 'authentication_error', 'The access token is invalid or has expired'), 401],
    ['403', failure(403, 'authentication_error', 'missing scope'), 403],
    ['401 without a body', body('', 401), 401],
    ['403 with HTML', html(403), 403],
    ['401 with CONTACT-20', failure(401, 'authentication_error', 'CONTACT-20'), 401],
  ])('is meant by %s', async (_, reply, status) => {
    expect(await answerTo(reply)).toEqual(rejected(`status_${status}`));
  });
});

describe('that there were too many calls', () => {
  it.each([
    ['seconds', '17', 17],
    ['a date', 'Sun, 22 Nov 2026 10:00:30 GMT', 30],
    ['an hour', '3600', 300],
    ['nonsense', 'soon', 5],
  ])('is meant by 429, with %s to wait (%s)', async (_, retryAfter, seconds) => {
    const headers = { 'retry-after': retryAfter, date: 'Sun, 22 Nov 2026 10:00:00 GMT' };
    const reply = failure(429, 'rate_limit', 'Too many calls', headers);
    expect(await answerTo(reply)).toEqual(busy(seconds));
  });

  it('is meant by 429 that does not say how long to wait: five seconds', async () => {
    expect(await answerTo(failure(429, 'rate_limit', 'Too many calls'))).toEqual(busy(5));
    expect(await answerTo(html(429))).toEqual(busy(5));
  });
});

describe('that Drift has failed', () => {
  it.each([408, 500, 501, 502, 503, 504, 520, 599])('is meant by %i', async (status) => {
    expect(await answerTo(failure(status, 'internal_error', 'CONTACT-5'))).toEqual(
      unavailable(`status_${status}`),
    );
    expect(await answerTo(html(status))).toEqual(unavailable(`status_${status}`));
  });
});

describe('that Drift is away for a while', () => {
  it.each([
    ['120', 120],
    ['3600', 300],
    ['soon', 5],
  ])('is told to the visitor (Retry-After: %s)', async (retryAfter, seconds) => {
    const reply = failure(503, 'unavailable', 'Maintenance', { 'retry-after': retryAfter });
    expect(await answerTo(reply)).toEqual({
      code: 'upstream_unavailable',
      reason: 'status_503',
      retryAfter: seconds,
    });
  });
});

describe('an answer that cannot be used', () => {
  it.each([
    201, 202, 204, 206, 300, 301, 302, 303, 304, 307, 308, 400, 402, 405, 406, 409, 410, 415, 418, 422,
  ])('has the status %i', async (status) => {
    const bodyless = status === 204 || status === 304;
    const reply = bodyless ? body('', status) : json({ data: ada }, status);
    expect(await answerTo(reply)).toEqual(invalid(`status_${status}`));
  });

  it('is a redirect, which is not followed', async () => {
    const elsewhere = await openDriftRoom(json({ data: ada }));
    for (const status of [301, 302, 303, 307, 308]) {
      const redirect = body('', status, { location: `${elsewhere.drift.url}/contacts/42` });
      expect(await answerTo(redirect)).toEqual(invalid(`status_${status}`));
    }
    expect(elsewhere.drift.asked).toEqual([]);
    await elsewhere.close();
  });

  it.each([
    'text/html',
    'text/html; charset=utf-8',
    'text/json',
    'application/jsonp',
    'application/octet-stream',
    'json',
  ])('is a contact as %s', async (contentType) => {
    expect(await answerTo(typed(contentType))).toEqual(invalid('not_json'));
  });

  it.each<[string, unknown]>([
    ['an error with status 200', { error: { type: 'not_found', message: 'no' } }],
    ['{"result":"OK","ok":true}', { result: 'OK', ok: true }],
    ['a bare contact', ada],
    ['a bare list', [ada]],
    ['null', null],
    ['a number', 42],
    ['a text', 'ada'],
    ['data: null', { data: null }],
    ['data: 42', { data: 42 }],
    ['data: {}', { data: {} }],
    ['data: [null]', { data: [null] }],
    ['data: [[contact]]', { data: [[ada]] }],
    ['a contact and something else', { data: [ada, 'ada'] }],
    ['a contact without an id', { data: { attributes: {} } }],
    ['a contact without attributes', { data: { id: 42 } }],
    ['attributes: null', { data: { id: 42, attributes: null } }],
    ['attributes: []', { data: { id: 42, attributes: [] } }],
    ['attributes: "{}"', { data: { id: 42, attributes: '{}' } }],
  ])('is %s', async (_, value) => {
    expect(await answerTo(json(value))).toEqual(invalid('not_a_contact'));
  });

  it.each([0, -42, 42.5, 1e40, '', '042', '42 ', '4 2', '٤٢', '0x2a', 'ada', true, null, [42], { id: 42 }])(
    'is a contact with the id %j',
    async (id) => {
      expect(await answerTo(json({ data: { ...ada, id } }))).toEqual(invalid('not_a_contact'));
    },
  );

  it('is a contact whose id stands in its prototype', async () => {
    const reply = body('{"data":{"__proto__":{"id":42},"attributes":{}}}');
    expect(await answerTo(reply)).toEqual(invalid('not_a_contact'));
  });
});

describe('of each call', () => {
  it('its outcome is told and how long it took', async () => {
    const counted = await openDriftRoom(silence);
    for (const reply of [json({ data: ada }), json({ data: [] }), body('', 500)]) {
      await counted.answerTo(reply, ref('id', '42'));
    }
    const late = counted.answerTo(silence, ref('id', '42'));
    await counted.drift.hasBeenAsked(4);
    counted.clock.advance(timeout);
    await late;
    expect(counted.outcomes).toEqual([
      ['answered', 0],
      ['answered', 0],
      ['upstream_unavailable', 0],
      ['upstream_timeout', timeout],
    ]);
    await counted.close();
  });
});
