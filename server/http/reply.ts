// How is a good answer told? JSON with its caching headers; the same bytes for the same content.

import { createHash } from 'node:crypto';
import type { Response } from 'express';
import type { HttpConfig } from '../../config/config.ts';
import type { PublicContact } from '../sanitize/sanitize.ts';
import { sendsWhole } from './head-text.ts';
import { jsonText } from './json-text.ts';

/** RFC 9211. */
export const cacheStatuses: Readonly<Record<PublicContact['state'], string>> = {
  hit: 'drift-attribute-proxy; hit',
  stale: 'drift-attribute-proxy; hit; detail=stale',
  miss: 'drift-attribute-proxy; fwd=miss',
  none: 'drift-attribute-proxy; detail=no-contact',
};

/** Weak, because `asOf` may differ: it covers what a page would show. */
const etagOf = ({ known, attributes, stale }: PublicContact['body']): string =>
  `W/"${createHash('sha256')
    .update(jsonText([known, attributes, stale]))
    .digest('base64url')
    .slice(0, 27)}"`;

/** Sends the answer, and gives the text of its body. */
export type SendContact = (response: Response, contact: PublicContact) => string;

/** What a condition may make a 304 of is left to Express. */
const sendText = (response: Response, text: string): void => {
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  if (response.req.fresh || !sendsWhole(response, text)) response.send(text);
};

export const sendJson = (response: Response, body: unknown): void => sendText(response, jsonText(body));

/** With `revalidate`, Express answers 304 by itself when If-None-Match holds the tag. */
export const createSendContact =
  (httpCache: HttpConfig['httpCache']): SendContact =>
  (response, { body, state }) => {
    response.setHeader('Cache-Status', cacheStatuses[state]);
    if (httpCache === 'revalidate') {
      response.set({ 'Cache-Control': 'private, no-cache', ETag: etagOf(body) });
    }
    const text = jsonText(body);
    sendText(response, text);
    return text;
  };
