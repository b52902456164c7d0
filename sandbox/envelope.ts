// What does an answer look like? Success under `data`, failure under `error`, in the shape this Drift prefers.

import { ApiError, apiErrors } from './api-error.ts';
import type { Behaviour } from './behaviour.ts';
import type { Json, JsonObject } from './json.ts';

export type ApiAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json;
};

export const ok = (body: Json, status = 200): ApiAnswer => ({ status, headers: {}, body });

export const data = (value: Json): ApiAnswer => ok({ data: value });

export type RenderError = (thrown: unknown) => ApiAnswer;

type ErrorWords = { readonly type: string; readonly message: string; readonly code: string | undefined };

const shapes: Record<Behaviour['errorShape'], (words: JsonObject) => JsonObject> = {
  object: (words) => ({ error: words }),
  text: ({ message }) => ({ error: message ?? '' }),
  list: (words) => ({ errors: [words] }),
};

const places: Record<Behaviour['codePlace'], (words: ErrorWords) => JsonObject> = {
  message: ({ type, message, code }) => ({ type, message: code ? `${code}: ${message}` : message }),
  field: ({ type, message, code }) => (code ? { type, message, code } : { type, message }),
  nowhere: ({ type, message }) => ({ type, message }),
};

/** Makes the renderer of errors; anything but an ApiError is the "unexpected problem" CONTACT-5. */
export const createRenderError = (behaviour: Behaviour): RenderError => {
  const shape = shapes[behaviour.errorShape];
  const place = places[behaviour.codePlace];
  return (thrown) => {
    const error = thrown instanceof ApiError ? thrown : new ApiError('CONTACT-5');
    const { status, type } = apiErrors[error.code];
    const code = error.code.startsWith('CONTACT-') ? error.code : undefined;
    return {
      status: error.code === 'bad_token' ? behaviour.badToken : status,
      headers: error.headers,
      body: shape(place({ type, message: error.message, code })),
    };
  };
};
