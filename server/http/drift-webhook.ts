// POST /webhooks/drift: Drift says that a contact has changed. It is told 200 quickly, or why it is not believed.

import express, { type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import { ProxyError } from '../errors.ts';
import type { Window } from '../limits/window.ts';
import { type ClientAddress, senderOf } from './client-address.ts';
import { sendJson } from './reply.ts';
import type { WebhookRoute } from './routes.ts';

const maxBody = '256kb';

type Delivery = { readonly token: string | undefined; readonly body: Uint8Array };

type Parts = {
  /** What a delivery leads to; both throw a ProxyError when it is not believed or not understood. */
  readonly deliveries: {
    admit(token: string): void;
    take(delivery: Delivery): Promise<{ readonly type: string; readonly outcome: string }>;
  };
  /** Counts deliveries with a wrong token alone; who has the right one in the header is never limited. */
  readonly wrongTokens: Window;
  readonly clientAddress: ClientAddress;
  /** Told of every delivery; of one that was refused the type is `none`. */
  readonly counted: (type: string, outcome: string) => void;
};

/** Undefined when absent; one that is repeated becomes a text that is no token. */
const tokenIn = ({ headersDistinct }: Request): string | undefined =>
  headersDistinct['x-verification-token']?.join(', ');

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is('application/json')) throw new ProxyError('unsupported_media', { reason: 'webhook' });
  next();
};

const outcomeOf = (error: unknown): string => (error instanceof ProxyError ? error.code : 'unreadable');

const tooMany = (retryAfter: number): ProxyError =>
  new ProxyError('too_many_requests', { reason: 'webhook', retryAfter });

export const driftWebhook = ({ deliveries, wrongTokens, clientAddress, counted }: Parts): WebhookRoute => {
  const addressOf = (request: Request): string => clientAddress(senderOf(request)) ?? 'unknown';

  /** Beyond the limit nobody's body is read for the sake of a token that may be in it. */
  const requireRoom = (address: string): void => {
    if (!wrongTokens.hasRoom(address)) throw tooMany(wrongTokens.take(address));
  };

  /** Who sends a wrong token is not waited for: its body stays unread. */
  const admit: RequestHandler = (request, _response, next) => {
    const token = tokenIn(request);
    if (token === undefined) requireRoom(addressOf(request));
    else deliveries.admit(token);
    next();
  };

  const take: RequestHandler = async (request, response) => {
    const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
    const { type, outcome } = await deliveries.take({ token: tokenIn(request), body });
    counted(type, outcome);
    sendJson(response, { status: 'ok' });
  };

  /** Express knows it by its four parameters. */
  const refuse: ErrorRequestHandler = (error, request, _response, next) => {
    counted('none', outcomeOf(error));
    const isGuess = error instanceof ProxyError && error.code === 'token_invalid';
    const wait = isGuess ? wrongTokens.take(addressOf(request)) : 0;
    next(wait > 0 ? tooMany(wait) : error);
  };

  return {
    path: '/webhooks/drift',
    access: 'webhook',
    post: [
      admit,
      requireJson,
      express.raw({ type: 'application/json', limit: maxBody, inflate: false }),
      take,
      refuse,
    ],
  };
};
