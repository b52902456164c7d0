// GET /v1/me/attributes/stream: what may this session see of its own contact, now and whenever that changes?

import type { Answer } from '../answer.ts';
import type { Live } from '../live/live.ts';
import { type ClientAddress, senderOf } from './client-address.ts';
import { createEventSink, setStreamHead } from './event-sink.ts';
import type { SessionRoute } from './routes.ts';
import type { TakenConnections } from './taken-connections.ts';

type Parts = {
  /** For HEAD, which is told how it would begin. */
  readonly answer: Answer;
  readonly live: Pick<Live, 'page'>;
  readonly clientAddress: ClientAddress;
  readonly connections: TakenConnections;
};

export const meAttributesStream = ({ answer, live, clientAddress, connections }: Parts): SessionRoute => ({
  path: '/v1/me/attributes/stream',
  access: 'session',
  async get(token, request, response) {
    const fields = request.query['fields'];
    if (request.method === 'HEAD') {
      await answer(token, fields);
      setStreamHead(response);
      response.end();
      return;
    }
    const { socket } = request;
    const address = clientAddress(senderOf(request));
    const page = live.page({ token, fields, address }, createEventSink(response, connections));
    socket.setMaxListeners(0); // several may have been asked for on one connection, as many as the caps allow
    socket.once('close', page.leave);
    try {
      await page.begin();
    } catch (error) {
      socket.off('close', page.leave); // the connection may go on to be used
      throw error;
    }
  },
});
