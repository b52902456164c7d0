// What is a route? A path, who may ask, and what it does; a session route is handed a token or is never called.

import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';

/** Anybody may ask. The whole list of these is in app.ts, and a test knows it by heart. */
export type PublicRoute = {
  readonly path: string;
  readonly access: 'public';
  readonly get: (request: Request, response: Response) => void;
};

export type SessionRoute = {
  readonly path: string;
  readonly access: 'session';
  readonly get: (token: string, request: Request, response: Response) => Promise<void>;
};

/** Anybody may ask, and gets the same bytes as everybody else. */
export type FileRoute = {
  readonly path: string;
  /** What log and metrics call it: paths that name a content are too many for them. */
  readonly template: string;
  readonly access: 'file';
  readonly get: readonly RequestHandler[];
};

/** Whoever proves in the request itself that it comes from Drift; no session, no browser, no CORS. */
export type WebhookRoute = {
  readonly path: string;
  readonly access: 'webhook';
  readonly post: readonly (RequestHandler | ErrorRequestHandler)[];
};

export type Route = PublicRoute | SessionRoute | FileRoute | WebhookRoute;
