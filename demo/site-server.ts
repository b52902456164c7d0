// What answers on the demo's one origin? Files, the site's own actions, and the proxy behind it.

import type { IncomingMessage, RequestListener } from 'node:http';
import type { Actions } from './demo-actions.ts';
import { plain, type Reply, send, sendFailure } from './reply.ts';

type Parts = {
  readonly files: ReadonlyMap<string, Reply>;
  readonly actions: Actions;
  /** Answers everything below `/v1/` and `/sdk/`. */
  readonly forward: RequestListener;
};

const isForProxy = (path: string): boolean => path.startsWith('/v1/') || path.startsWith('/sdk/');

const notFound = plain(404, 'There is nothing here.');
const failed = plain(500, 'Something went wrong in the demo site.');
const notAllowed = (methods: readonly string[]): Reply =>
  plain(405, 'Not this way.', { Allow: methods.join(', ') });

export const createSiteServer = ({ files, actions, forward }: Parts): RequestListener => {
  const fileAt = (path: string, method: string): Reply | undefined => {
    const file = files.get(path);
    if (file === undefined) return undefined;
    return method === 'GET' || method === 'HEAD' ? file : notAllowed(['GET', 'HEAD']);
  };

  const actAt = (path: string, request: IncomingMessage): Reply | Promise<Reply> => {
    const methods = Object.hasOwn(actions, path) ? actions[path] : undefined;
    if (methods === undefined) return notFound;
    const action = methods[request.method ?? ''];
    return action === undefined ? notAllowed(Object.keys(methods)) : action(request);
  };

  return async (request, response) => {
    // The path is compared as it came: nothing in it is decoded or resolved.
    const path = (request.url ?? '/').split('?')[0] ?? '/';
    try {
      if (isForProxy(path)) forward(request, response);
      else send(response, fileAt(path, request.method ?? 'GET') ?? (await actAt(path, request)));
    } catch {
      sendFailure(response, failed);
    }
  };
};
