// What does a delivery of Drift lead to? Proof, bytes, shape, meaning: each is looked at only after the one before it.

import type { WebhooksConfig } from '../../config/config.ts';
import { ProxyError } from '../errors.ts';
import type { ChangeOutcome, Changes } from '../lookup/changes.ts';
import { createIsProven, type Proof } from './event-proof.ts';
import { type EventType, readEvent, tokenIn } from './event-wire.ts';

/** One request to the webhook's route. */
export type Delivery = {
  /** X-Verification-Token. */
  readonly token: string | undefined;
  readonly body: Uint8Array;
};

export type Delivered = {
  readonly type: EventType;
  /** `unrelated`: an event that is not about a contact's attributes. */
  readonly outcome: ChangeOutcome | 'unrelated';
};

export type Deliveries = {
  /** The header's token, before the body is read. @throws ProxyError `token_invalid` */
  admit(token: string): void;
  /** @throws ProxyError `token_invalid`, `not_allowed` (another organisation) or `request_invalid` */
  take(delivery: Delivery): Promise<Delivered>;
};

type Parts = {
  readonly tokens: NonNullable<WebhooksConfig['tokens']>;
  readonly organisation: WebhooksConfig['organisation'];
  readonly changes: Changes;
};

export const createDeliveries = ({ tokens, organisation, changes }: Parts): Deliveries => {
  const isProven = createIsProven(tokens);
  const requireProof = (proof: Proof): void => {
    if (!isProven(proof)) throw new ProxyError('token_invalid', { reason: 'webhook' });
  };
  const isOurs = (organisations: readonly string[]): boolean =>
    organisation === undefined ||
    (organisations.length > 0 && organisations.every((other) => other === organisation));

  return {
    admit(token) {
      requireProof({ header: token, body: undefined });
    },
    async take({ token, body }) {
      requireProof({ header: token, body: tokenIn(body) });
      const { type, organisations, changed } = readEvent(body);
      if (!isOurs(organisations)) throw new ProxyError('not_allowed', { reason: 'webhook_organisation' });
      return { type, outcome: changed === undefined ? 'unrelated' : await changes.note(changed) };
    },
  };
};
