// How can an answer go wrong? In its status, its bytes, its length, its pace or its words.

import { gzipSync } from 'node:zlib';
import type { Misbehave } from './fault.ts';
import { sendHead, sendWhole, type WholeAnswer } from './whole-answer.ts';

type Headers = Readonly<Record<string, string>>;

export const staysSilent: Misbehave = () => {};

export const tellsTheTruth: Misbehave = async ({ response, truth }) => sendWhole(response, await truth());

/** This, to whatever was asked. */
export const says =
  (status: number, body: string, headers: Headers = { 'content-type': 'application/json' }): Misbehave =>
  ({ response }) =>
    sendWhole(response, { status, headers, body: Buffer.from(body) });

/** Drift's envelope of an error (Data and Errors). */
export const refusesWith = (status: number, type: string, headers: Headers = {}): Misbehave =>
  says(status, JSON.stringify({ error: { type, message: 'A fault, made on purpose' } }), {
    'content-type': 'application/json',
    ...headers,
  });

/** As a gateway in front of Drift would say it. */
export const failsWith = (status: number): Misbehave =>
  says(status, `<html><body><h1>${status}</h1></body></html>`, { 'content-type': 'text/html' });

/** The truth with its text changed. */
export const rewrites =
  (change: (text: string) => string): Misbehave =>
  async ({ response, truth }) => {
    const answer = await truth();
    sendWhole(response, { ...answer, body: Buffer.from(change(answer.body.toString())) });
  };

/** The truth, packed, without the end of the package. */
export const cutsItsGzip: Misbehave = async ({ response, truth }) => {
  const { status, headers, body } = await truth();
  const packed = gzipSync(body);
  sendWhole(response, {
    status,
    headers: { ...headers, 'content-encoding': 'gzip' },
    body: packed.subarray(0, packed.length / 2),
  });
};

/** The truth under a Content-Length that is not its own; the connection stays open. */
export const declares =
  (length: (real: number) => number): Misbehave =>
  async ({ response, truth }) => {
    const answer = await truth();
    sendHead(response, answer, length(answer.body.length)).write(answer.body);
  };

/** Half of the truth, and then a reset. */
export const hangsUp: Misbehave = async ({ request, response, truth }) => {
  const answer = await truth();
  sendHead(response, answer).write(answer.body.subarray(0, answer.body.length / 2), () => {
    request.socket.resetAndDestroy();
  });
};

/** The truth, so many milliseconds later. */
export const waits =
  (delay: number): Misbehave =>
  async (exchange) => {
    await new Promise<void>((resolve) => exchange.clock.after(delay, resolve));
    await tellsTheTruth(exchange);
  };

/** The truth, a byte at a time, with so many milliseconds between them. */
export const drips =
  (pause: number): Misbehave =>
  async ({ request, response, truth, clock }) => {
    const answer: WholeAnswer = await truth();
    sendHead(response, answer).flushHeaders();
    const send = (at: number): void => {
      if (request.socket.destroyed || at === answer.body.length) return;
      response.write(answer.body.subarray(at, at + 1));
      clock.after(pause, () => send(at + 1));
    };
    send(0);
  };

/** A text that begins well and never ends; as fast as it is read. */
export const neverEnds: Misbehave = ({ request, response }) => {
  const more = Buffer.alloc(16 * 1024, 'a');
  const pour = (): void => {
    while (!request.socket.destroyed && response.write(more));
  };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.write('{"data":[{"id":1,"attributes":{"first_name":"');
  response.on('drain', pour);
  pour();
};

/** Sends whoever asks to another server. */
export const leadsElsewhere =
  (status: number): Misbehave =>
  ({ request, response, elsewhere }) => {
    const location = new URL(request.url ?? '/', elsewhere).href;
    sendWhole(response, { status, headers: { location }, body: Buffer.alloc(0) });
  };

/** Misbehaves for the first `length` of every `period` milliseconds, and tells the truth in between. */
export const inBursts =
  (length: number, period: number, misbehave: Misbehave): Misbehave =>
  (exchange) =>
    exchange.since % period < length ? misbehave(exchange) : tellsTheTruth(exchange);
