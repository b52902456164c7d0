// What is the answer to one request? Route, token, budget, scope, query, act: the order in which Drift refuses.

import type { Access } from './access.ts';
import { ApiError } from './api-error.ts';
import type { RateHeaders } from './behaviour.ts';
import type { ApiAnswer, RenderError } from './envelope.ts';
import { type RateLimit, rateHeaders } from './rate-limit.ts';
import type { FindRoute, Route } from './route.ts';

type Parts = {
  readonly access: Access;
  readonly rateLimit: RateLimit;
  readonly findRoute: FindRoute;
  readonly renderError: RenderError;
  readonly sentRateHeaders: readonly RateHeaders[];
};

export type IncomingCall = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  /** @throws ApiError when the body cannot be taken */
  readonly readBody: () => Promise<string>;
};

export type AnswerCall = (call: IncomingCall) => Promise<ApiAnswer>;

/** Makes the answerer; it never throws: whatever goes wrong is rendered. */
export const createAnswerCall = (parts: Parts): AnswerCall => {
  const { access, rateLimit, findRoute, renderError, sentRateHeaders } = parts;

  const act = async (place: ReturnType<FindRoute>, call: IncomingCall): Promise<ApiAnswer> => {
    if (place instanceof ApiError) throw place;
    const { route, id } = place;
    if (route.access !== 'open') access.permit(route.access);
    refuseUnknownParameters(route, call.query);
    return route.answer({ id, query: call.query, body: await call.readBody() });
  };

  const answer: AnswerCall = async (call) => {
    const place = findRoute(call.method, call.path);
    if (isOpen(place)) return act(place, call);

    const verdict = rateLimit.take(access.authenticate(call.authorization));
    const told = rateHeaders(verdict, sentRateHeaders);
    if (!verdict.allowed) throw new ApiError('rate_limit', { headers: told });
    const { status, headers, body } = await act(place, call).catch(renderError);
    return { status, headers: { ...headers, ...told }, body };
  };
  return (call) => answer(call).catch(renderError);
};

const isOpen = (place: ReturnType<FindRoute>): boolean =>
  !(place instanceof ApiError) && place.route.access === 'open';

const refuseUnknownParameters = (route: Route, query: URLSearchParams): void => {
  const unknown = [...query.keys()].find((name) => !route.query.includes(name));
  if (unknown !== undefined) throw new ApiError('CONTACT-10');
};
