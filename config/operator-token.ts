// Is the operator listener guarded well enough? Where others can reach it, its token must not be one that can be guessed.

import { named, type Parsed } from './parser.ts';
import { isLoopback } from './parsers/hosts.ts';
import type { Draft, Settings } from './read-settings.ts';
import { refined } from './reloading-file.ts';
import { weakness } from './weak-secrets.ts';

/** In characters; where only this machine can reach the listener, a shorter one is warned of. */
export const leastTokenLength = 16;

const makeOne = 'make one with: openssl rand -base64 24';

/** True when others than this machine can reach the operator listener; what could not be read is told elsewhere. */
export const isOperatorExposed = ({ values: { ADMIN_HOST, ADMIN_PORT } }: Draft): boolean =>
  ADMIN_HOST !== undefined && !isLoopback(ADMIN_HOST) && ADMIN_PORT !== 'off';

const strong = (token: string): Parsed<string> => {
  const why = weakness(Buffer.from(token));
  if (why !== undefined) return { problem: `${why}; ${makeOne}` };
  if (token.length >= leastTokenLength) return { value: token };
  return {
    problem: `is shorter than ${leastTokenLength} characters, too few where ADMIN_HOST is not loopback; ${makeOne}`,
  };
};

/** The token, held to its strength at each reload too; undefined when none was given or it could not be read. */
export const operatorToken = (draft: Draft): Parsed<Settings['ADMIN_TOKEN']> => {
  const token = draft.values.ADMIN_TOKEN;
  if (token === undefined || !isOperatorExposed(draft)) return { value: token };
  return named(token.name, refined(token, strong));
};
