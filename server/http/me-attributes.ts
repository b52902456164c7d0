// GET /v1/me/attributes: what may this session see of its own contact?

import type { Answer } from '../answer.ts';
import type { Learn } from './fast-path.ts';
import type { SendContact } from './reply.ts';
import type { SessionRoute } from './routes.ts';

export const meAttributesPath = '/v1/me/attributes';

type Parts = { readonly answer: Answer; readonly sendContact: SendContact; readonly learn: Learn };

export const meAttributes = ({ answer, sendContact, learn }: Parts): SessionRoute => ({
  path: meAttributesPath,
  access: 'session',
  async get(token, request, response) {
    const contact = await answer(token, request.query['fields']);
    learn(request, response, contact, sendContact(response, contact));
  },
});
