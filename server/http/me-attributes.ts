// GET /v1/me/attributes: what may this session see of its own contact?

import type { Answer } from '../answer.ts';
import type { SendContact } from './reply.ts';
import type { SessionRoute } from './routes.ts';

export const meAttributes = (answer: Answer, sendContact: SendContact): SessionRoute => ({
  path: '/v1/me/attributes',
  access: 'session',
  get: async (token, request, response) =>
    sendContact(response, await answer(token, request.query['fields'])),
});
