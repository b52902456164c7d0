// GET /v1/me/attributes/stream: what may this session see of its own contact, now and whenever that changes?

import type { Answer } from '../answer.ts';
import type { Live } from '../live/live.ts';
import type { RecordAccess } from './access.ts';
import { type ClientAddress, senderOf } from './client-address.ts';
import { createEventSink, sendStreamHead } from './event-sink.ts';
import type { SessionRoute } from './routes.ts';

type Parts = {
  /** For HEAD, which is told how it would begin. */
  readonly answer: Answer;
  readonly live: Pick<Live, 'page'>;
  readonly clientAddress: ClientAddress;
  readonly record: RecordAccess;
};

export const meAttributesStream = ({ answer, live, clientAddress, record }: Parts): SessionRoute => ({
  path: '/v1/me/attributes/stream',
  access: 'session',
  async get(token, request, response) {
    const fields = request.query['fields'];
    if (request.method === 'HEAD') {
      await answer(token, fields);
      sendStreamHead(response);
      response.end();
      return;
    }
    const address = clientAddress(senderOf(request));
    const page = live.page({ token, fields, address }, createEventSink(response, record));
    response.once('close', page.leave);
    await page.begin();
  },
});
