// What does a server say to one request? Its status and its body, over a connection that ends with it.

import { request } from 'node:http';
import type { Ask } from '../contenders/contender.ts';

export type Answer = { readonly status: number; readonly body: string };

/** Rejects when nobody answers. */
export const askOnce = (port: number, { path, headers }: Ask): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.once('error', reject);
    });
    sent.once('error', reject).end();
  });
