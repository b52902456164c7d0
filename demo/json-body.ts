// What does the page send? A small JSON object of texts, or nothing that we take.

import type { IncomingMessage } from 'node:http';

export type Fields = Readonly<Record<string, string>>;

const maxBytes = 1024;

/** Undefined when the body is too large or anything but a JSON object of texts. */
export const readFields = async (request: IncomingMessage): Promise<Fields | undefined> => {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return undefined;
  const text = await readText(request);
  return text === undefined ? undefined : fieldsIn(text);
};

/** Reads on to the end even when it is too much, so that the answer finds its way. */
const readText = async (request: IncomingMessage): Promise<string | undefined> => {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= maxBytes) chunks.push(chunk);
  }
  return size > maxBytes ? undefined : Buffer.concat(chunks).toString('utf8');
};

const fieldsIn = (text: string): Fields | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return isFields(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  Object.values(value).every((field) => typeof field === 'string');
