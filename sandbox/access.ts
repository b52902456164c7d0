// Is this token one of ours, and may it do that? The bearer check and the scopes.

import { ApiError } from './api-error.ts';

export type Scope = 'contact_read' | 'all_contact_read' | 'contact_write';

export type Access = {
  /** The token of an Authorization header, its scheme in any case. @throws ApiError bad_token */
  authenticate(authorization: string | undefined): string;
  /** @throws ApiError missing_scope */
  permit(scope: Scope): void;
  knows(token: string): boolean;
  readonly scopes: readonly Scope[];
  /** Replaces the accepted tokens, as when an operator regenerates one. */
  acceptTokens(...tokens: string[]): void;
};

/** What each scope lets a token do besides itself. */
const covers: Record<Scope, readonly Scope[]> = {
  contact_read: ['contact_read'],
  all_contact_read: ['all_contact_read', 'contact_read'],
  contact_write: ['contact_write'],
};

export const createAccess = (token: string, scopes: readonly Scope[]): Access => {
  let accepted = new Set([token]);
  const granted = new Set(scopes.flatMap((scope) => covers[scope]));

  return {
    authenticate: (authorization = '') => {
      const given = /^bearer +(\S+)$/i.exec(authorization)?.[1];
      if (given === undefined || !accepted.has(given)) throw new ApiError('bad_token');
      return given;
    },
    permit: (scope) => {
      if (!granted.has(scope)) throw new ApiError('missing_scope');
    },
    knows: (given) => accepted.has(given),
    scopes,
    acceptTokens: (...tokens) => {
      accepted = new Set(tokens);
    },
  };
};
