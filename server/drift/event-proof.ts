// Is this webhook from Drift? The verification token, in header or body, compared without telling how close a guess was.

import { createHash, timingSafeEqual } from 'node:crypto';
import type { WebhooksConfig } from '../../config/config.ts';

const digest = (text: string | Buffer): Buffer => createHash('sha256').update(text).digest();

/** Digests have one length, and each is compared with every token: neither length nor order shows in the time. */
const isOneOf = (given: string, tokens: readonly Buffer[]): boolean =>
  tokens.map((token) => timingSafeEqual(digest(given), digest(token))).includes(true);

export type Proof = {
  /** X-Verification-Token. */
  readonly header: string | undefined;
  /** `token` of the body, if it has one. */
  readonly body: unknown;
};

/** Whether at least one token came, and each that came is right. Drift: Webhook Events. */
export type IsProven = (proof: Proof) => boolean;

export const createIsProven =
  (tokens: NonNullable<WebhooksConfig['tokens']>): IsProven =>
  ({ header, body }) => {
    const given = [header, body].filter((token) => token !== undefined);
    return (
      given.length > 0 && given.every((token) => typeof token === 'string' && isOneOf(token, tokens.current))
    );
  };
