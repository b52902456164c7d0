// Which server is called? URLs that are https, unless the call never leaves this machine.

import { andThen, type Parsed, type Parser } from '../parser.ts';
import { isLoopback } from './hosts.ts';
import { parseUrl } from './parse-url.ts';

/** Spaces, control characters and backslashes are refused, because URL parsers repair them, each in its own way. */
const clean = /^https?:\/\/[^\s\p{Cc}\\]+$/iu;

const secure = (text: string, example: string): Parsed<URL> => {
  const url = clean.test(text) ? parseUrl(text) : undefined;
  if (url === undefined) return { problem: `must be a URL, for example ${example}` };
  if (url.username !== '' || url.password !== '') return { problem: 'may not hold a user name or password' };
  if (text.includes('#')) return { problem: 'may not hold a fragment; leave out the # and what follows' };
  if (url.protocol !== 'https:' && !isLoopback(url.hostname)) {
    return { problem: 'must be https; plain http is for loopback hosts only' };
  }
  return { value: url };
};

/** A scheme and a host, perhaps a port; the value has no trailing slash. */
export const secureOrigin =
  (example: string): Parser<string> =>
  (text) =>
    andThen(secure(text, example), (url) =>
      url.pathname === '/' && !text.includes('?')
        ? { value: url.origin }
        : { problem: `must end after the host (and port), for example ${example}` },
    );

/** A whole URL, path and query included. */
export const secureUrl =
  (example: string): Parser<string> =>
  (text) =>
    andThen(secure(text, example), (url) => ({ value: url.href }));
