// What can the operator see and do? Metrics, status, health and forgetting one person, on a listener of their own.

import express, { type Express, type RequestHandler } from 'express';
import type { AdminConfig, ContactKind } from '../../config/config.ts';
import { ProxyError } from '../errors.ts';
import type { Lookup } from '../lookup/lookup.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { ContactRef } from '../policy/contact-ref.ts';
import { readForgetRequest } from './forget-request.ts';
import { createRequireHost, createRequireOperator } from './operator-only.ts';

type Parts = {
  readonly config: AdminConfig;
  /** What is common to all answers; the same as on the public listener, but for CORS. */
  readonly frame: (mount: (app: Express) => void) => Express;
  readonly nameRoute: (path: string) => RequestHandler;
  readonly metrics: Pick<Metrics, 'exposition' | 'contentType'>;
  /** Components and numbers, fit to be shown; no personal value and no secret. */
  readonly status: () => Readonly<Record<string, unknown>>;
  readonly lookup: Pick<Lookup, 'forget' | 'unreached'>;
  readonly contactRef: (kind: ContactKind, value: string) => ContactRef | undefined;
};

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is('application/json')) throw new ProxyError('unsupported_media');
  next();
};

const maxBody = 4_096;

/** By the length that is said, before a byte of it is read: the parser would wait for the end of what is too long. */
const requireSmall: RequestHandler = (request, _response, next) => {
  if (Number(request.headers['content-length'] ?? 0) > maxBody) throw new ProxyError('too_large');
  next();
};

const answerOtherMethods =
  (allowed: string): RequestHandler =>
  (request, response) => {
    response.set('Allow', allowed);
    if (request.method !== 'OPTIONS') throw new ProxyError('method_not_allowed');
    response.status(204).end();
  };

export const createAdminApp = ({
  config,
  frame,
  nameRoute,
  metrics,
  status,
  lookup,
  contactRef,
}: Parts): Express => {
  const requireOperator = createRequireOperator(config);

  const exposeMetrics: RequestHandler = async (_request, response) => {
    response.set('Content-Type', metrics.contentType).send(await metrics.exposition());
  };
  const forget: RequestHandler = async (request, response) => {
    const forgotten = await lookup.forget(readForgetRequest(request.body, contactRef));
    const unreached = lookup.unreached();
    response.json(unreached.length === 0 ? { forgotten } : { forgotten, unreached });
  };

  return frame((app) => {
    const reading = (path: string, ...steps: RequestHandler[]): void => {
      app
        .route(path)
        .all(nameRoute(path))
        .get(...steps)
        .all(answerOtherMethods('GET, HEAD, OPTIONS'));
    };
    app.use(createRequireHost(config));
    reading('/metrics', exposeMetrics);
    reading('/healthz', (_request, response) => response.json({ status: 'ok' }));
    reading('/status', requireOperator, (_request, response) => response.json(status()));
    app
      .route('/forget')
      .all(nameRoute('/forget'))
      .post(requireOperator, requireJson, requireSmall, express.json({ limit: maxBody }), forget)
      .all(answerOtherMethods('POST, OPTIONS'));
  });
};
