// What would Drift have said? Its whole answer to a request, to be passed on or bent.

import {
  type Agent,
  request as ask,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';

export type WholeAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
};

/** Those speak of the connection and the form of the answer, which are the proxy's own. */
const notPassedOn = ['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'date'];

const headersToPass = (headers: IncomingHttpHeaders): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers)
      .filter(([name]) => !notPassedOn.includes(name))
      .map(([name, value]) => [name, String(value)]),
  );

/** Rejects when `driftUrl` cannot be asked. */
export const askDrift = (driftUrl: string, asked: IncomingMessage, agent: Agent): Promise<WholeAnswer> =>
  new Promise((resolve, reject) => {
    const { method, url = '/', headers } = asked;
    const onward = ask(new URL(url, driftUrl), { method, headers, agent }, (answer) => {
      answer.toArray().then((chunks: Buffer[]) => {
        const { statusCode = 0, headers: told } = answer;
        resolve({ status: statusCode, headers: headersToPass(told), body: Buffer.concat(chunks) });
      }, reject);
    });
    onward.once('error', reject);
    asked.pipe(onward);
  });

/** `declared`: the Content-Length, when it is to be another than the body's. */
export const sendHead = (
  response: ServerResponse,
  { status, headers, body }: WholeAnswer,
  declared = body.length,
): ServerResponse => response.writeHead(status, { ...headers, 'content-length': declared });

export const sendWhole = (response: ServerResponse, answer: WholeAnswer): void => {
  sendHead(response, answer).end(answer.body);
};
