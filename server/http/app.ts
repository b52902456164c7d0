// Which requests are answered, in which order of steps? The table of routes on top of what all of them share.

import express, { type Express, type RequestHandler } from 'express';
import { ProxyError } from '../errors.ts';
import { exchangeOf } from './exchange.ts';
import { renderFailure } from './failures.ts';
import { inOrder } from './in-order.ts';
import type { Route } from './routes.ts';
import type { createTokenOf } from './session-steps.ts';
import { requireShape } from './shape.ts';

type Parts = {
  readonly frame: Frame;
  /** Before every session route, in this order. */
  readonly sessionSteps: readonly RequestHandler[];
  readonly tokenOf: ReturnType<typeof createTokenOf>;
  readonly routes: readonly Route[];
};

const allowedTo = ({ access }: Route): string =>
  access === 'webhook' ? 'POST, OPTIONS' : 'GET, HEAD, OPTIONS';

export const named =
  (path: string): RequestHandler =>
  (_request, response, next) => {
    exchangeOf(response).route = path;
    next();
  };

/** CORS headers are there by now if the origin is listed; whether or not, a preflight is no error. */
const answerOptions =
  (allowed: string): RequestHandler =>
  (_request, response) => {
    response.set('Allow', allowed).status(204).end();
  };

const refuseMethod =
  (allowed: string): RequestHandler =>
  (_request, response) => {
    response.set('Allow', allowed);
    throw new ProxyError('method_not_allowed');
  };

/** Makes an application: what is common to all requests, then what `mount` adds, then the one renderer of failures. */
export type Frame = (mount: (app: Express) => void) => Express;

/**
 * Strict paths, no framework fingerprint, no tag that we did not make; should the renderer of failures itself fail,
 * the framework says in production no more than a status.
 */
export const createFrame =
  (common: readonly RequestHandler[]): Frame =>
  (mount) => {
    const app = express();
    app.enable('case sensitive routing').enable('strict routing').disable('x-powered-by').disable('etag');
    app.enable('json escape').set('query parser', 'simple').set('env', 'production');
    app.use(inOrder([...common, requireShape]));
    mount(app);
    app.use(() => {
      throw new ProxyError('not_found');
    });
    app.use(renderFailure);
    return app;
  };

export const createApp = ({ frame, sessionSteps, tokenOf, routes }: Parts): Express => {
  const mount = (app: Express, route: Route): void => {
    const at = app.route(route.path).all(named(route.access === 'file' ? route.template : route.path));
    if (route.access === 'webhook') at.post(...route.post);
    else if (route.access === 'file') at.get(...route.get);
    else if (route.access === 'public') at.get(route.get);
    else at.get(inOrder(sessionSteps), (request, response) => route.get(tokenOf(request), request, response));
    at.options(answerOptions(allowedTo(route))).all(refuseMethod(allowedTo(route)));
  };

  return frame((app) => {
    for (const route of routes) mount(app, route);
  });
};
