// What is a route, and which one is meant? A row of the table, found by path and method.

import type { Scope } from './access.ts';
import { ApiError } from './api-error.ts';
import type { ApiAnswer } from './envelope.ts';

export type ApiRequest = {
  /** The `:id` of the path as sent; empty for a path without one. */
  readonly id: string;
  readonly query: URLSearchParams;
  /** The body's text; empty without one. */
  readonly body: string;
};

export type Route = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Segments, of which `:id` stands for any one. A trailing slash is always accepted. */
  readonly path: string;
  /** The scope a bearer token needs; `open` routes need no bearer token and are not counted. */
  readonly access: Scope | 'open';
  /** Query parameters known here; any other is CONTACT-10. */
  readonly query: readonly string[];
  readonly answer: (request: ApiRequest) => ApiAnswer;
};

type Place = { readonly route: Route; readonly id: string };

export type FindRoute = (method: string, path: string) => Place | ApiError;

const patternOf = (path: string): RegExp => new RegExp(`^${path.replace(':id', '([^/]+)')}/?$`);

/**
 * Makes the finder for a table; of two rows for one method and path, the first is meant. It returns the refusal
 * (no_such_route, or method_not_allowed with `Allow`), because the token is looked at before that is said.
 */
export const createFindRoute = (table: readonly Route[]): FindRoute => {
  const rows = table.map((route) => ({ route, pattern: patternOf(route.path) }));
  return (method, path) => {
    const onPath = rows.filter(({ pattern }) => pattern.test(path));
    if (onPath.length === 0) return new ApiError('no_such_route');
    const found = onPath.find(({ route }) => route.method === method);
    if (!found) return new ApiError('method_not_allowed', { headers: { Allow: methodsOf(onPath) } });
    return { route: found.route, id: found.pattern.exec(path)?.[1] ?? '' };
  };
};

const methodsOf = (rows: readonly { readonly route: Route }[]): string =>
  [...new Set(rows.map(({ route }) => route.method))].join(', ');
