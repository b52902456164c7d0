// What did the caller send? The body's text, bounded and well-formed.

import type { IncomingMessage } from 'node:http';
import { ApiError } from './api-error.ts';

/**
 * Reads a whole body; what is over the cap is read but not kept, so that the refusal can still be heard.
 * @throws ApiError body_too_large; CONTACT-4 for text that is not UTF-8
 */
export const readBody = async (request: IncomingMessage, maxBytes: number): Promise<string> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  if (size > maxBytes) throw new ApiError('body_too_large');
  return decode(Buffer.concat(chunks));
};

const decode = (bytes: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ApiError('CONTACT-4');
  }
};
