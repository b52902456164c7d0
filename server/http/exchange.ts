// What is known of a request before anything is decided? Its id, its route and when it began.

import type { Response } from 'express';
import type { ProxyError } from '../errors.ts';

/** One request and its answer, as log and metrics see it. */
export type Exchange = {
  readonly id: string;
  /** Monotonic, milliseconds. */
  readonly begun: number;
  /** The template; `none` until a path has matched. */
  route: string;
  /** Why it was refused or failed, if it was. */
  failure: ProxyError | undefined;
};

export const beginExchange = (response: Response, exchange: Exchange): void => {
  response.locals['exchange'] = exchange;
};

export const exchangeOf = (response: Response): Exchange => response.locals['exchange'] as Exchange;
