// What happens to a request from its arrival to its last byte? Noted, held, perhaps answered by a test, answered.

import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../server/clock.ts';
import type { AnswerCall } from './answer-call.ts';
import type { Call, createCallLog } from './call-log.ts';
import type { ApiAnswer } from './envelope.ts';
import type { Gate } from './gate.ts';
import { writeJson } from './json.ts';
import { readBody } from './read-body.ts';

/**
 * Answers a request instead of the sandbox. True means that it has, or never will; false lets the sandbox answer.
 * It may send anything, or nothing.
 */
export type Stand = (
  call: Call,
  response: ServerResponse,
  request: IncomingMessage,
) => boolean | Promise<boolean>;

type Parts = {
  readonly clock: Pick<Clock, 'now'>;
  readonly calls: Pick<ReturnType<typeof createCallLog>, 'note'>;
  readonly gate: Gate;
  readonly standIn: () => Stand | undefined;
  readonly answerCall: AnswerCall;
  readonly maxBodyBytes: number;
};

export const createArrival = (parts: Parts): RequestListener => {
  const { clock, calls, gate, standIn, answerCall, maxBodyBytes } = parts;

  const callOf = (request: IncomingMessage): Call => {
    const { method = '', url = '', headers } = request;
    const mark = url.indexOf('?');
    const [path, query] = mark < 0 ? [url, ''] : [url.slice(0, mark), url.slice(mark)];
    return { method, path, query, headers, at: clock.now() };
  };

  const answer = async (call: Call, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    await gate.pass();
    if (await standIn()?.(call, response, request)) return;
    const apiAnswer = await answerCall({
      method: call.method,
      path: call.path,
      query: new URLSearchParams(call.query),
      authorization: call.headers.authorization,
      readBody: () => readBody(request, maxBodyBytes),
    });
    write(response, apiAnswer);
  };

  return (request, response) => {
    const call = callOf(request);
    calls.note(call);
    // A stand-in that throws, or a caller that left: the connection is all that can be ended.
    answer(call, request, response).catch(() => response.destroy());
  };
};

const write = (response: ServerResponse, { status, headers, body }: ApiAnswer): void => {
  const text = writeJson(body);
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
};
