import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { writeJson } from '../../../sandbox/json.ts';
import { closeSandboxes, contact, openSandbox, webhookToken } from './open-sandbox.ts';

type Received = {
  readonly method: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
};

const receivers: Server[] = [];

/** A receiver that answers with a status, or never. */
const openReceiver = async (answer: number | 'never' = 200) => {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    received.push({
      method: request.method,
      headers: request.headers,
      text: Buffer.concat(chunks).toString(),
    });
    if (answer !== 'never') response.writeHead(answer, { Location: '/elsewhere' }).end('received');
  });
  receivers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return { received, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/drift` };
};

afterEach(async () => {
  await closeSandboxes();
  for (const server of receivers.splice(0)) server.close().closeAllConnections();
});

const ann = contact('9223372036854775807', {
  email: 'ann@example.com',
  plan: 'free',
  socialProfiles: { twitter: { handle: 'ann' }, fuzzy: true },
});

const openBoth = async (options: Parameters<typeof openSandbox>[0] = {}) => {
  const receiver = await openReceiver();
  const opened = await openSandbox({ contacts: [ann], orgId: 77, ...options });
  opened.sandbox.webhooks.target(receiver.url);
  return { ...opened, received: receiver.received };
};

describe('a contact_updated', () => {
  it('is a POST of JSON with the verification token in header and body', async () => {
    const { sandbox, received, clock } = await openBoth();
    sandbox.contacts.update(ann.id, { plan: 'pro' });
    await sandbox.webhooks.settled();
    expect(received).toHaveLength(1);
    expect(received[0]?.method).toBe('POST');
    expect(received[0]?.headers['content-type']).toBe('application/json');
    expect(received[0]?.headers['x-verification-token']).toBe(webhookToken);
    expect(received[0]?.text).toBe(
      `{"orgId":77,"type":"contact_updated","data":{"endUserId":9223372036854775807,"timestamp":${clock.wall()},` +
        `"orgId":77,"diff":[{"name":"attributes.plan","previous":"free","updated":"pro"}]},"token":"${webhookToken}"}`,
    );
  });

  it('names a change inside a map by the map and its key', async () => {
    const { sandbox, received } = await openBoth();
    sandbox.contacts.update(ann.id, { socialProfiles: { twitter: { handle: 'anna' }, fuzzy: true } });
    await sandbox.webhooks.settled();
    expect(JSON.parse(received[0]?.text ?? '').data.diff).toEqual([
      { name: 'socialProfiles.twitter', previous: { handle: 'ann' }, updated: { handle: 'anna' } },
    ]);
  });

  it('tells an attribute that was not there as null before, and a map that was not there key by key', async () => {
    const { sandbox, received } = await openBoth();
    sandbox.contacts.update(ann.id, { score: 5, events: { first: 1 } });
    await sandbox.webhooks.settled();
    expect(JSON.parse(received[0]?.text ?? '').data.diff).toEqual([
      { name: 'attributes.score', previous: null, updated: 5 },
      { name: 'events.first', previous: null, updated: 1 },
    ]);
  });

  it('follows a change over the API as well', async () => {
    const { sandbox, received, ask } = await openBoth();
    await ask(`PATCH /contacts/${ann.id}`, { body: { attributes: { plan: 'pro' } } });
    await sandbox.webhooks.settled();
    expect(received).toHaveLength(1);
  });

  it('is not sent when nothing changed, nor for put, create and delete', async () => {
    const { sandbox, received } = await openBoth();
    sandbox.contacts.update(ann.id, { ...JSON.parse(writeJson(ann.attributes)), email: 7 });
    sandbox.contacts.put({ ...ann, attributes: { email: 'other@example.com' } });
    sandbox.contacts.create({ email: 'new@example.com' });
    sandbox.contacts.delete(ann.id);
    await sandbox.webhooks.settled();
    expect(received).toEqual([]);
  });

  it('arrives as often as configured', async () => {
    const { sandbox, received } = await openBoth({ behaviour: { webhookCopies: 3 } });
    sandbox.contacts.update(ann.id, { plan: 'pro' });
    await sandbox.webhooks.settled();
    expect(new Set(received.map(({ text }) => text)).size).toBe(1);
    expect(received).toHaveLength(3);
  });
});

describe('a contact_identified', () => {
  it('holds the whole contact', async () => {
    const { sandbox, received } = await openBoth();
    sandbox.contacts.identify(ann.id);
    await sandbox.webhooks.settled();
    expect(received[0]?.text).toContain('"type":"contact_identified","data":{"id":9223372036854775807,');
    expect(JSON.parse(received[0]?.text ?? '').data.attributes).toEqual(ann.attributes);
  });

  it('can hold the id alone', async () => {
    const { sandbox, received } = await openBoth({ behaviour: { identifiedData: 'endUserId' } });
    sandbox.contacts.identify(ann.id);
    await sandbox.webhooks.settled();
    expect(received[0]?.text).toContain('"data":{"endUserId":9223372036854775807}');
  });

  it('comes with a contact_updated when the e-mail is a new one', async () => {
    const { sandbox, received } = await openBoth();
    expect(sandbox.contacts.identify(ann.id, 'anna@example.com').attributes['email']).toBe(
      'anna@example.com',
    );
    await sandbox.webhooks.settled();
    const types = received.map(({ text }) => JSON.parse(text).type);
    expect(types.toSorted()).toEqual(['contact_identified', 'contact_updated']);
  });
});

describe('a delivery', () => {
  it('is noted with what the receiver said, redirects not followed', async () => {
    const receiver = await openReceiver(307);
    const { sandbox } = await openSandbox({ contacts: [ann] });
    sandbox.webhooks.target(receiver.url);
    sandbox.webhooks.send('new_message', { id: 1 });
    await sandbox.webhooks.settled();
    expect(sandbox.webhooks.deliveries).toEqual([
      { type: 'new_message', url: receiver.url, body: receiver.received[0]?.text, outcome: 307 },
    ]);
    expect(receiver.received).toHaveLength(1);
  });

  it.each(['http://127.0.0.1:1/nobody-listens', 'not a url'])(
    'that cannot be made is noted and disturbs nobody: %s',
    async (target) => {
      const { sandbox, ask } = await openSandbox({ contacts: [ann] });
      sandbox.webhooks.target(target);
      expect((await ask(`PATCH /contacts/${ann.id}`, { body: { attributes: { plan: 'pro' } } })).status).toBe(
        200,
      );
      await sandbox.webhooks.settled();
      expect(sandbox.webhooks.deliveries.map(({ outcome }) => outcome)).toEqual(['unreachable']);
    },
  );

  it('that is not answered ends after ten seconds of the clock', async () => {
    const receiver = await openReceiver('never');
    const { sandbox, clock } = await openSandbox({ contacts: [ann] });
    sandbox.webhooks.target(receiver.url);
    sandbox.contacts.identify(ann.id);
    clock.advance(9_999);
    expect(sandbox.webhooks.deliveries).toEqual([]);
    clock.advance(1);
    await sandbox.webhooks.settled();
    expect(sandbox.webhooks.deliveries.map(({ outcome }) => outcome)).toEqual(['timeout']);
  });

  it('is not made without a target', async () => {
    const { sandbox } = await openBoth();
    sandbox.webhooks.target(undefined);
    sandbox.contacts.identify(ann.id);
    await sandbox.webhooks.settled();
    expect(sandbox.webhooks.deliveries).toEqual([]);
  });
});
