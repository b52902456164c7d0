// GET /rendered: a page that a back end makes personal, with the session of whoever asks for it.

import type { IncomingMessage } from 'node:http';
import { fetchAttributes, serializeBootstrap } from 'drift-attribute-proxy/client/server';
import type { Action } from './demo-actions.ts';
import { renderedPage } from './rendered-page.ts';
import { sessionCookie, tokenIn } from './session-cookie.ts';

type Parts = {
  /** Where the back end reaches the proxy. */
  readonly proxyUrl: string;
};

export const createRenderedAction =
  ({ proxyUrl }: Parts): Action =>
  async (request: IncomingMessage) => {
    const answer = await fetchAttributes(request, { baseUrl: proxyUrl, cookie: sessionCookie });
    const isSignedIn = tokenIn(request.headers.cookie) !== undefined;
    const body = renderedPage({ answer, bootstrap: serializeBootstrap(answer), isSignedIn });
    return { status: 200, type: 'text/html; charset=utf-8', body };
  };
