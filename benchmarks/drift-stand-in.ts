// What does Drift say in the benchmark? A contact for every name, at once: a Drift that costs as little as it can.
// Started with its port and token; it also holds the flags that Unleash Proxy asks its own server for.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { allowList, attributesOf, idOf, indexOfExternalId, indexOfId } from './job/contact.ts';

const [port, token] = process.argv.slice(2);

const contact = (index: number) => ({
  id: Number(idOf(index)),
  createdAt: 1_740_000_000_000,
  attributes: attributesOf(index),
});

const flags = {
  version: 2,
  features: allowList.map((name) => ({
    name,
    type: 'release',
    enabled: true,
    strategies: [
      { name: 'flexibleRollout', parameters: { rollout: '100', stickiness: 'userId', groupId: name } },
    ],
    variants: [],
  })),
};

type Answer = (match: RegExpExecArray, query: URLSearchParams) => unknown;

const routes: readonly (readonly [RegExp, Answer])[] = [
  [/^\/contacts\/(\d+)$/, ([, id = '']) => ({ data: contact(indexOfId(id)) })],
  [
    /^\/contacts$/,
    (_match, query) => ({ data: query.getAll('id').map((id) => contact(indexOfExternalId(id))) }),
  ],
  [/^\/app\/token_info$/, () => ({ scope: 'contact_read all_contact_read' })],
  [/^\/unleash\/client\/features$/, () => flags],
  [/^\/unleash\/client\/(?:register|metrics)$/, () => ({})],
];

const isOurs = ({ url = '', headers }: IncomingMessage): boolean =>
  headers.authorization === (url.startsWith('/unleash/') ? token : `Bearer ${token}`);

const say = (response: ServerResponse, status: number, body: unknown): void => {
  const text = JSON.stringify(body);
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) })
    .end(text);
};

createServer((request, response) => {
  const [path = '', query] = (request.url ?? '').split('?');
  if (!isOurs(request)) return say(response, 401, {});
  for (const [pattern, answer] of routes) {
    const match = pattern.exec(path);
    if (match !== null) return say(response, 200, answer(match, new URLSearchParams(query)));
  }
  return say(response, 404, {});
}).listen(Number(port), '127.0.0.1');
