// Does this request come from our own page? Another site's form could otherwise sign a visitor in or out.

import type { IncomingHttpHeaders } from 'node:http';

/** Browsers say it in `Sec-Fetch-Site`, or at least in the `Origin` of every POST; whoever says neither is refused. */
export const isSameOrigin = (headers: IncomingHttpHeaders): boolean => {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  return headers.host !== undefined && headers.origin === `http://${headers.host}`;
};
