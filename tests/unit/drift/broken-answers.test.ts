import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { constant } from '../../../config/reloading.ts';
import { createTransport } from '../../../server/drift/transport.ts';
import { ref } from '../../support/contacts.ts';
import {
  type DriftRoom,
  type Gist,
  invalid,
  openDriftRoom,
  timeout,
  tooLate,
  unavailable,
} from '../../support/drift-room.ts';
import { body, hangUp, json, type Reply, raw, rawThenSilence, silence } from '../../support/fake-drift.ts';

const ada = JSON.stringify({ data: { id: 42, attributes: { first_name: 'Ada' } } });
/** An answer about the same contact that is so many bytes long. */
const long = (length: number): string => ada.replace('Ada', 'x'.repeat(length - ada.length + 3));
const limit = 256 * 1024;

const lines = (...parts: readonly string[]): string => parts.join('\r\n');
const okay = lines('HTTP/1.1 200 OK', 'content-type: application/json');
const closing = lines(okay, 'connection: close');
const chunks = (...texts: readonly string[]): string =>
  lines(...texts.flatMap((text) => [text.length.toString(16), text]), '');
const inChunks = (head: string, ...rest: readonly string[]): string =>
  lines(head, 'transfer-encoding: chunked', '', rest.join(''));

let room: DriftRoom;
beforeAll(async () => {
  room = await openDriftRoom(silence);
});
afterAll(() => room.close());

const answerTo = (reply: Reply): Promise<Gist> => room.answerTo(reply, ref('id', '42'));

describe('a whole answer', () => {
  it.each<[string, Reply]>([
    ['in chunks', raw(inChunks(okay, chunks(ada.slice(0, 9), ada.slice(9)), '0\r\n\r\n'))],
    ['that lasts until the connection ends', raw(lines(closing, '', ada))],
    ['after an early hint', raw(lines('HTTP/1.1 103 Early Hints', '', closing, '', ada))],
    ['of exactly 256 KiB', body(long(limit))],
    ['of exactly 256 KiB in chunks', raw(inChunks(okay, chunks(long(limit)), '0\r\n\r\n'))],
  ])('%s is read', async (_, reply) => {
    expect(await answerTo(reply)).toBe('42');
  });
});

describe('an answer that is cut short', () => {
  it.each<[string, Reply]>([
    ['before it began', raw('')],
    ['by a reset', hangUp],
    ['in its headers', raw(`${okay}\r\ncontent-le`)],
    ['before its content-length', raw(lines(okay, 'content-length: 500', '', ada))],
    [
      'before its content-length, on a closing connection',
      raw(lines(closing, 'content-length: 500', '', ada)),
    ],
    ['within a chunk', raw(inChunks(okay, '500\r\n{"dat'))],
    ['between chunks', raw(inChunks(okay, chunks('{"dat')))],
    ['before the last chunk', raw(inChunks(okay, chunks(ada)))],
    ['before the last chunk, on a closing connection', raw(inChunks(closing, chunks(ada)))],
  ])('(%s) means that Drift is unavailable', async (_, reply) => {
    expect(await answerTo(reply)).toEqual(unavailable('connection'));
  });
});

describe('a Drift that is not there', () => {
  it('is unavailable', async () => {
    const gone = await openDriftRoom(silence);
    await gone.drift.close();
    expect(await gone.answerTo(silence, ref('id', '42'))).toEqual(unavailable('connection'));
    await gone.transport.close();
  });
});

describe('an answer that cannot be read', () => {
  it.each<[string, Reply]>([
    ['HTML', body('<!doctype html><title>Sign in</title>')],
    ['nothing', body('')],
    ['half a contact', body(ada.slice(0, -9))],
    ['two contacts one after the other', body(ada + ada)],
    ['bad UTF-8', body(Buffer.from(ada.replace('Ada', 'é'), 'latin1'))],
    ['UTF-16', body(Buffer.from(ada, 'utf16le'))],
    ['two ids under one key', body('{"data":{"id":42,"id":43,"attributes":{}}}')],
    ['two kinds of data', body(`{"data":[],${ada.slice(1)}`)],
    ['nesting too deep', body(`{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`)],
  ])('that says it is JSON is %s', async (_, reply) => {
    expect(await answerTo(reply)).toEqual(invalid('not_json'));
  });

  it('is a contact that does not say that it is JSON', async () => {
    expect(await answerTo(raw(lines('HTTP/1.1 200 OK', 'connection: close', '', ada)))).toEqual(
      invalid('not_json'),
    );
  });

  it.each<[string, Reply]>([
    ['gzip', body(gzipSync(ada), 200, { 'content-encoding': 'gzip' })],
    ['what it calls br', body(ada, 200, { 'content-encoding': 'br' })],
  ])('is encoded, although we asked for none: %s', async (_, reply) => {
    expect(await answerTo(reply)).toEqual(invalid('encoded'));
  });

  it.each<[string, Reply]>([
    ['256 KiB and a byte', body(long(limit + 1))],
    ['256 KiB and a byte in chunks', raw(inChunks(okay, chunks(long(limit + 1)), '0\r\n\r\n'))],
    ['5 MB', body(long(5_000_000))],
    ['5 MB that lasts until the connection ends', raw(lines(closing, '', long(5_000_000)))],
    ['5 MB with status 404', body(long(5_000_000), 404)],
  ])('is larger than 256 KiB: %s', async (_, reply) => {
    expect(await answerTo(reply)).toEqual(invalid('too_large'));
  });

  it('has headers larger than 16 KiB', async () => {
    const reply = json({}, 200, { 'x-filler': 'x'.repeat(17 * 1024) });
    expect(await answerTo(reply)).toEqual(invalid('headers_too_large'));
  });

  it.each<[string, string]>([
    ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['bytes without sense', '\u0000\u0001\u0002\u0003'.repeat(50)],
    ['a chunk without a length', inChunks(okay, 'zz\r\n{}\r\n')],
  ])('is no HTTP: %s', async (_, bytes) => {
    expect(await answerTo(raw(bytes))).toEqual(invalid('not_http'));
    expect(await answerTo(rawThenSilence(bytes))).toEqual(invalid('not_http'));
  });
});

describe('an answer that is not complete within DRIFT_TIMEOUT', () => {
  it.each<[string, Reply]>([
    ['none', silence],
    ['half the headers', rawThenSilence(`${okay}\r\ncontent-le`)],
    ['the headers alone', rawThenSilence(lines(okay, 'content-length: 500', '', ''))],
    ['half a body', rawThenSilence(lines(okay, 'content-length: 500', '', ada))],
    ['a hint', rawThenSilence('HTTP/1.1 103 Early Hints\r\n\r\n')],
  ])('is a timeout at that moment, and not earlier: %s', async (_, reply) => {
    const before = room.drift.asked.length;
    let settled = false;
    const answer = answerTo(reply).finally(() => {
      settled = true;
    });
    await room.drift.hasBeenAsked(before + 1);
    room.clock.advance(timeout - 1);
    await new Promise(setImmediate);
    expect(settled).toBe(false);
    room.clock.advance(1);
    expect(await answer).toEqual(tooLate);
  });

  it('is a timeout although it goes on dripping', async () => {
    const before = room.drift.asked.length;
    let drip = (): unknown => undefined;
    const answer = answerTo((response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":"');
      drip = () => response.write('x');
    });
    await room.drift.hasBeenAsked(before + 1);
    for (let spent = 0; spent < timeout; spent += 100) {
      drip();
      room.clock.advance(100);
    }
    expect(await answer).toEqual(tooLate);
  });

  it('is a timeout although not even a connection came about', async () => {
    const mute = createServer(() => {}).listen(0, '127.0.0.1');
    await once(mute, 'listening');
    // Who never answers the handshake of TLS keeps the call from getting a connection.
    const url = `https://127.0.0.1:${(mute.address() as AddressInfo).port}`;
    const hour = 3_600_000; // so that no timer of the machine ends the call before the clock in hand does
    const token = constant('DRIFT_TOKEN', 'canary-token');
    const transport = createTransport(
      { url, token, timeout: hour, perMinute: 1, concurrency: 1 },
      room.clock,
    );
    const call = transport.call({ method: 'GET', path: '/contacts/42' }, hour);
    const [socket]: Socket[] = await once(mute, 'connection');
    room.clock.advance(hour);
    await expect(call).rejects.toMatchObject({ code: 'upstream_timeout', reason: 'deadline' });
    await transport.close();
    socket?.destroy();
    mute.close();
  });

  it('does not spoil the next call', async () => {
    expect(await answerTo(body(ada))).toBe('42');
  });

  it('is what a call gets that finds all connections taken', async () => {
    const crowded = await openDriftRoom(silence);
    const answers = Array.from({ length: 40 }, () => crowded.answerTo(silence, ref('id', '42')));
    await crowded.drift.hasBeenAsked(32);
    crowded.clock.advance(timeout);
    expect(await Promise.all(answers)).toEqual(answers.map(() => tooLate));
    expect(crowded.drift.asked).toHaveLength(32);
    await crowded.close();
  });
});
