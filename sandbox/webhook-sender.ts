// How does the receiver hear of an event? A POST with the verification token in header and body; failures are noted.

import type { Clock } from '../server/clock.ts';
import { type JsonObject, writeJson } from './json.ts';

export type Post = (
  url: string,
  request: {
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly signal: AbortSignal;
  },
) => Promise<number>;

/** One attempt, noted when it ended. */
export type Delivery = {
  readonly type: string;
  readonly url: string;
  readonly body: string;
  /** The receiver's status, or why there is none. */
  readonly outcome: number | 'unreachable' | 'timeout';
};

export type Webhooks = {
  /** Where to deliver; `undefined` (as at first) delivers nowhere. */
  target(url: string | undefined): void;
  /** Sends an event of any type; returns at once and never throws for the receiver's sake. */
  send(type: string, data: JsonObject): void;
  readonly deliveries: readonly Delivery[];
  /** Resolves when every delivery under way has ended. */
  settled(): Promise<void>;
};

type Settings = {
  readonly token: string;
  readonly orgId: number;
  readonly copies: number;
  readonly clock: Pick<Clock, 'after'>;
  readonly post: Post;
};

/** What Drift allows its receivers is undocumented. */
const patience = 10_000;
const mostKept = 10_000;

/** Makes the sender. Source of the form: Drift's page on webhook events. No retry: none is documented. */
export const createWebhookSender = (settings: Settings): Webhooks & { close(): void } => {
  const { token, orgId, copies, clock, post } = settings;
  const underWay = new Map<Promise<void>, AbortController>();
  const deliveries: Delivery[] = [];
  let target: string | undefined;

  const attempt = async (
    url: string,
    body: string,
    controller: AbortController,
  ): Promise<Delivery['outcome']> => {
    const cancel = clock.after(patience, () => controller.abort('timeout'));
    try {
      const headers = { 'Content-Type': 'application/json', 'X-Verification-Token': token };
      return await post(url, { headers, body, signal: controller.signal });
    } catch {
      return controller.signal.reason === 'timeout' ? 'timeout' : 'unreachable';
    } finally {
      cancel();
    }
  };

  const deliver = (type: string, url: string, body: string): void => {
    const controller = new AbortController();
    const delivery = attempt(url, body, controller).then((outcome) => {
      underWay.delete(delivery);
      deliveries.push({ type, url, body, outcome });
      if (deliveries.length > mostKept) deliveries.shift();
    });
    underWay.set(delivery, controller);
  };

  return {
    target: (url) => {
      target = url;
    },
    send: (type, data) => {
      if (target === undefined) return;
      const body = writeJson({ orgId, type, data, token });
      for (let copy = 0; copy < copies; copy += 1) deliver(type, target, body);
    },
    deliveries,
    settled: async () => {
      while (underWay.size > 0) await Promise.all(underWay.keys());
    },
    close: () => {
      for (const controller of underWay.values()) controller.abort('closed');
    },
  };
};

/** Posts over the network with fetch; a redirect is an answer like any other. */
export const postWithFetch: Post = async (url, { headers, body, signal }) => {
  const response = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' });
  await response.body?.cancel();
  return response.status;
};
