// What is known about a token? The one answer that is not wrapped in `data`.

import type { Access } from './access.ts';
import { ApiError } from './api-error.ts';
import { ok } from './envelope.ts';
import type { Route } from './route.ts';
import { readObject } from './written-attributes.ts';

type Parts = {
  readonly access: Access;
  readonly orgId: number;
  /** Epoch milliseconds. */
  readonly createdAt: number;
};

/** `POST /app/token_info`. Source: Drift's page on token information; `expires_in` 0 means never. */
export const createTokenRoutes = ({ access, orgId, createdAt }: Parts): readonly Route[] => [
  {
    method: 'POST',
    path: '/app/token_info',
    access: 'open',
    query: [],
    answer: ({ body }) => {
      const token = readObject(body, 'bad_request')['access_token'];
      if (typeof token !== 'string') {
        throw new ApiError('bad_request', { message: 'The body needs an access_token' });
      }
      if (!access.knows(token)) throw new ApiError('bad_token');
      return ok({
        access_token: token,
        authenticated_userid: `orgId:${orgId}`,
        credential_id: 'sandbox-app',
        token_type: 'bearer',
        expires_in: 0,
        created_at: createdAt,
        scope: access.scopes.join(' '),
        id: 'sandbox-token',
      });
    },
  },
];
