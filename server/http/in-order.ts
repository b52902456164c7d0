// How do several steps follow one another without a stop between them? As one handler: Express takes its time for each.

import type { NextFunction, RequestHandler } from 'express';

/** Each is called when the one before it says so, and none of them is waited for; an error goes to whoever comes after all of them. */
export const inOrder =
  (steps: readonly RequestHandler[]): RequestHandler =>
  (request, response, next) => {
    let taken = 0;
    const go: NextFunction = (error?: unknown) => {
      const step = error ? undefined : steps[taken];
      taken += 1;
      if (step === undefined) next(error);
      else step(request, response, go);
    };
    go();
  };
