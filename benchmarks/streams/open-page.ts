// What does an open page cost its browser? Here as little as can be: one bare socket that counts the events on it.

import { connect, type Socket } from 'node:net';
import type { Clock } from '../../server/clock.ts';

export type OpenPage = {
  /** Events of any kind that have come to their last byte. */
  readonly events: number;
  /** When the last byte of the latest event came; monotonic, milliseconds. */
  readonly heardAt: number;
  close(): void;
};

export type Asking = { readonly port: number; readonly token: string; readonly address: string };

const textOf = ({ port, token, address }: Asking): string =>
  [
    'GET /v1/me/attributes/stream HTTP/1.1',
    `Host: 127.0.0.1:${port}`,
    `Authorization: Bearer ${token}`,
    `X-Forwarded-For: ${address}`,
    'Accept: text/event-stream',
    'Accept-Encoding: gzip, deflate, br',
    'Accept-Language: en-GB,en;q=0.9',
    'Origin: https://www.example.com',
    'Referer: https://www.example.com/',
    'Sec-Fetch-Dest: empty',
    'Sec-Fetch-Mode: cors',
    'Sec-Fetch-Site: same-site',
    'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
    '',
    '',
  ].join('\r\n');

/** A data line, whole, and the empty line that ends its event; events here are far smaller than a packet. */
const eventsIn = (text: string): number => text.split(/^data: .*\n\n/m).length - 1;

/** Resolves when its first event is there. @throws Error when it is refused or ends before */
export const openPage = (asking: Asking, clock: Pick<Clock, 'now'>): Promise<OpenPage> =>
  new Promise((resolve, reject) => {
    const socket: Socket = connect(asking.port, '127.0.0.1');
    let [events, heardAt] = [0, Number.NaN];
    const page: OpenPage = {
      get events() {
        return events;
      },
      get heardAt() {
        return heardAt;
      },
      close: () => void socket.destroy(),
    };
    let head = '';
    socket.setEncoding('latin1').on('data', (more) => {
      const came = eventsIn(String(more));
      if (came > 0) [events, heardAt] = [events + came, clock.now()];
      if (events > 0) resolve(page);
      else head += more;
    });
    socket.once('error', reject);
    socket.once('close', () => reject(new Error(`a page was not served: ${head.slice(0, 300)}`)));
    socket.write(textOf(asking));
  });
