// How does the page reach the proxy on its own origin? On your site the web server does this; here these few lines do.

import { request as httpRequest } from 'node:http';
import type { RequestHandler } from 'express';

/** Hands requests to `target`, whatever host they name, and answers back as they come: an event stream never ends. */
export const forwardTo =
  (target: string): RequestHandler =>
  (request, response) => {
    const { method, headers, originalUrl: path } = request;
    const upstream = httpRequest(target, { method, headers, path }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on('error', () => {
      if (response.headersSent) response.destroy();
      else response.sendStatus(502);
    });
    response.on('close', () => upstream.destroy());
    request.pipe(upstream);
  };
