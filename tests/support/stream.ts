// What does an open page hear? A stream read over real HTTP, event by event.

import { request as ask, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import request from 'supertest';
import type { AttributesBody } from '../../server/http/contract.ts';
import { canary } from './canary.ts';
import type { Answer } from './problem.ts';
import type { RunningProxy } from './proxy.ts';
import { until } from './until.ts';

export type Heard = { readonly event: string; readonly data: unknown; readonly retry: number | undefined };

export type Stream = {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** All that came, as it came. */
  readonly text: string;
  /** Every event so far, the oldest first. */
  readonly heard: readonly Heard[];
  /** The bodies of the events `attributes`. */
  readonly bodies: readonly AttributesBody[];
  /** Resolves when so many events `attributes` have come; gives the latest. */
  has(count: number): Promise<AttributesBody>;
  /** Resolves when the server has ended it; gives its last event. */
  ended(): Promise<Heard | undefined>;
  readonly isOver: boolean;
  /** The client goes. */
  leave(): void;
  /** Takes nothing from now on. */
  pause(): void;
};

const readBlock = (block: string): Heard | undefined => {
  const fields = new Map(
    block.split('\n').map((line) => {
      const at = line.indexOf(': ');
      return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 2)];
    }),
  );
  const [event, data, retry] = [fields.get('event'), fields.get('data'), fields.get('retry')];
  if (event === undefined || data === undefined) return undefined;
  return { event, data: JSON.parse(data), retry: retry === undefined ? undefined : Number(retry) };
};

const readEvents = (text: string): Heard[] =>
  text
    .split('\n\n')
    .slice(0, -1) // what is not ended yet is none
    .map(readBlock)
    .filter((heard) => heard !== undefined);

const listen = (response: IncomingMessage, leave: () => void): Stream => {
  let text = '';
  let isOver = false;
  response.setEncoding('utf8');
  response.on('data', (more: string) => {
    text += more;
  });
  response.on('error', () => {});
  response.once('close', () => {
    isOver = true;
  });
  const bodies = (): AttributesBody[] =>
    readEvents(text)
      .filter(({ event }) => event === 'attributes')
      .map(({ data }) => data as AttributesBody);

  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    get text() {
      return text;
    },
    get heard() {
      return readEvents(text);
    },
    get bodies() {
      return bodies();
    },
    get isOver() {
      return isOver;
    },
    async has(count) {
      await until(`${count} answers on a stream`, () => bodies().length >= count);
      return bodies().at(-1) as AttributesBody;
    },
    async ended() {
      await until('the stream is over', () => isOver);
      return readEvents(text).at(-1);
    },
    leave,
    pause: () => void response.pause(),
  };
};

export const streamPath = '/v1/me/attributes/stream';

/** Each on a connection of its own. Resolves when the head is there. */
export const openStream = (
  origin: string,
  headers: Readonly<Record<string, string>>,
  { query = '', method = 'GET' } = {},
): Promise<Stream> =>
  new Promise((resolve, reject) => {
    const sent = ask(`${origin}${streamPath}${query}`, { method, headers, agent: false }, (response) =>
      resolve(listen(response, () => sent.destroy())),
    );
    sent.once('error', reject).end();
  });

/** One that was refused, as any answer. */
export const refusedStream = async (...asked: Parameters<typeof openStream>): Promise<Answer> => {
  const stream = await openStream(...asked);
  await stream.ended();
  return stream;
};

export type Changing = Pick<RunningProxy, 'url' | 'sandbox' | 'clock'>;

/** Who is shown to most pages of the tests. */
export const ada = '34360000101';

/** Drift tells that a contact has changed, perhaps where; and time goes by in which strikes gather. */
export const tellOfChange = async ({ url, clock }: Changing, path?: string, id = ada): Promise<void> => {
  const diff = path === undefined ? undefined : [{ name: `attributes.${path}` }];
  const { status } = await request(url)
    .post('/webhooks/drift')
    .set('X-Verification-Token', canary.webhookToken)
    .send({
      orgId: 1,
      type: 'contact_updated',
      data: { endUserId: Number(id), timestamp: 1, orgId: 1, diff },
    });
  if (status !== 200) throw new Error(`a webhook was answered with ${status}`);
  clock.advance(20);
};

/** Drift holds other values, and tells so. */
export const change = async (proxy: Changing, values: Record<string, unknown>): Promise<void> => {
  proxy.sandbox.contacts.update(ada, values as Parameters<typeof proxy.sandbox.contacts.update>[1]);
  await tellOfChange(proxy, Object.keys(values)[0]);
};

/** Streams that are open, as the operator sees it. */
export const openStreams = async ({ adminUrl }: Pick<RunningProxy, 'adminUrl'>): Promise<number> =>
  (await request(adminUrl).get('/status')).body.streams.open;
