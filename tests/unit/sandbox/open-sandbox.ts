// How does a test get a sandbox of its own? On a free loopback port, its clock in the test's hands.

import type { Contact } from '../../../sandbox/contact.ts';
import type { Json } from '../../../sandbox/json.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox/sandbox.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';

export const token = 'token-of-these-tests';
export const webhookToken = 'webhook-token-of-these-tests';

export type WireContact = {
  readonly id: number;
  readonly createdAt: number;
  readonly attributes: Readonly<Record<string, unknown>>;
};

/** One answer. `found`, `list`, `properties` and `error` are what the body holds when it is of that kind. */
export type Reply = {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: unknown;
  readonly found: WireContact;
  readonly list: readonly WireContact[];
  readonly properties: readonly {
    readonly type: string;
    readonly displayName: string;
    readonly name: string;
  }[];
  readonly error: { readonly type: string; readonly message: string };
};

type Asked = { readonly body?: Json | string; readonly headers?: Readonly<Record<string, string>> };

export type Opened = {
  readonly sandbox: Sandbox;
  readonly clock: ManualClock;
  readonly url: string;
  /** Sends one request, `GET /path` for instance, with the right token unless told otherwise. */
  ask(line: string, asked?: Asked): Promise<Reply>;
};

const opened: Sandbox[] = [];

export const openSandbox = async (options: Partial<SandboxOptions> = {}): Promise<Opened> => {
  const clock = createManualClock();
  const sandbox = createSandbox({ token, webhookToken, clock, ...options });
  opened.push(sandbox);
  const { url } = await sandbox.listen(0);

  const ask: Opened['ask'] = async (line, { body, headers = {} } = {}) => {
    const [method = 'GET', path = '/'] = line.split(' ');
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(url + path, {
      method,
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', ...headers },
      ...(text === undefined ? {} : { body: text }),
    });
    return readReply(response);
  };
  return { sandbox, clock, url, ask };
};

const readReply = async (response: Response): Promise<Reply> => {
  const { status, headers } = response;
  const text = await response.text();
  const body = JSON.parse(text);
  const { data, error } = body;
  return { status, headers, text, body, found: data, list: data, properties: data?.properties, error };
};

/** For `afterEach`. */
export const closeSandboxes = async (): Promise<void> => {
  await Promise.all(opened.splice(0).map((sandbox) => sandbox.close()));
};

export const contact = (id: string, attributes: Contact['attributes']): Contact => ({
  id,
  createdAt: 1_700_000_000_000,
  attributes,
});
