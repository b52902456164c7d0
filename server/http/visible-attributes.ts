// GET /v1/attributes: which attributes could this session see?

import type { DescribeGrant } from '../answer.ts';
import type { VisibleAttributesBody } from './contract.ts';
import { sendJson } from './reply.ts';
import type { SessionRoute } from './routes.ts';

export const visibleAttributes = (describe: DescribeGrant): SessionRoute => ({
  path: '/v1/attributes',
  access: 'session',
  get: async (token, _request, response) => {
    const { attributes } = await describe(token);
    sendJson(response, {
      attributes: attributes.map(({ name, type, description }) => ({
        name,
        type,
        ...(description === undefined ? {} : { description }),
      })),
    } satisfies VisibleAttributesBody);
  },
});
