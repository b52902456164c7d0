// Can this be answered without Express? Only by repeating what Express said, to whom it would say so again.

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AnswerAtHand, FindAnswerAtHand } from '../answer.ts';
import type { Clock } from '../clock.ts';
import type { Window } from '../limits/window.ts';
import type { PublicContact } from '../sanitize/sanitize.ts';
import type { RecordAccess } from './access.ts';
import { browserRule } from './browser-rule.ts';
import type { ClientAddress } from './client-address.ts';
import type { CredentialLines, ReadCredential } from './credential.ts';
import type { Glance } from './glance.ts';
import { giveWholeAnswer, takesWholeAnswer } from './head-text.ts';
import type { HttpDate } from './http-date.ts';
import { closeUnread } from './no-body.ts';
import type { IsListed } from './origins.ts';
import { type Asker, answerFrom, type Recording, type Recordings } from './recordings.ts';
import type { RequestId } from './request-id.ts';

/** Answers a request at once and gives true; or has done nothing at all, and gives false. */
export type Serve = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Hears what Express has answered to a session; `text` is the body. */
export type Learn = (
  request: IncomingMessage,
  response: ServerResponse,
  contact: PublicContact,
  text: string,
) => void;

export type FastPath = { readonly serve: Serve; readonly learn: Learn };

export type FastPathParts = {
  /** The route that it serves. */
  readonly path: string;
  readonly glance: (request: IncomingMessage) => Glance | undefined;
  readonly readCredential: ReadCredential;
  readonly isListed: IsListed;
  readonly findAnswerAtHand: FindAnswerAtHand;
  readonly recordings: Recordings;
  readonly addresses: Window;
  readonly clientAddress: ClientAddress;
  readonly requestId: RequestId;
  readonly httpDate: HttpDate;
  readonly record: RecordAccess;
  readonly clock: Clock;
  /** Whether connections are to end with their answers. */
  readonly isEnding: () => boolean;
};

const linesOf = ({ authorization, cookie }: Glance): CredentialLines => ({
  authorizations: authorization === undefined ? [] : [authorization],
  cookies: cookie === undefined ? [] : [cookie],
});

/** One HTTP/1.1 request whose connection stays open, and whose answer is the next that is due on it. */
const isDirect = (response: ServerResponse): boolean =>
  response.socket !== null && response.shouldKeepAlive && takesWholeAnswer(response);

type Asking = { readonly asker: Asker; readonly token: string };
type Repeatable = { readonly seen: Glance; readonly answer: AnswerAtHand; readonly recording: Recording };

export type CreateFastPath = (parts: FastPathParts) => FastPath;

export const createFastPath: CreateFastPath = (parts) => {
  const { path, glance, readCredential, isListed, findAnswerAtHand, recordings, addresses } = parts;
  const { clientAddress, requestId, httpDate, record, clock, isEnding } = parts;

  const isRefusedToBrowsers = (seen: Glance, listed: boolean): boolean =>
    browserRule({
      origin: seen.origin,
      listed,
      fetchSite: seen.fetchSite,
      fetchMode: seen.fetchMode,
      fetchDest: seen.fetchDest,
      marker: seen.marker,
    }) !== 'allowed';

  /** One credential, from nowhere or from a listed origin, and no browser that should not have sent it. */
  const askingIn = (seen: Glance): Asking | undefined => {
    const { origin } = seen;
    const listed = isListed(origin);
    if (origin !== undefined && !listed) return undefined;
    const credential = readCredential(linesOf(seen));
    if (credential.kind !== 'bearer' && credential.kind !== 'cookie') return undefined;
    if (credential.kind === 'cookie' && isRefusedToBrowsers(seen, listed)) return undefined;
    return { asker: { kind: credential.kind, origin }, token: credential.token };
  };

  const repeatableFor = (request: IncomingMessage): Repeatable | undefined => {
    const seen = glance(request);
    const asking = seen && askingIn(seen);
    const answer = asking && findAnswerAtHand(asking.token);
    const recording = answer && recordings.find(asking.asker, answer.contact.body);
    return recording && { seen, answer, recording };
  };

  /** Whatever is thrown while nothing is counted yet, Express will meet as well, and tell of it. */
  const repeatableOrNot: typeof repeatableFor = (request) => {
    try {
      return repeatableFor(request);
    } catch {
      return undefined;
    }
  };

  const isRefusedAddress = (peer: string | undefined, { forwardedFor }: Glance): boolean => {
    const address = clientAddress({ peer, forwardedFor });
    return address !== undefined && addresses.take(address) > 0; // which then has counted nothing
  };

  return {
    serve(request, response) {
      const begun = clock.now();
      if (isEnding() || !isDirect(response)) return false;
      const repeatable = repeatableOrNot(request);
      if (repeatable === undefined) return false;
      const { seen, answer, recording } = repeatable;
      const peer = request.socket.remoteAddress;
      if (isRefusedAddress(peer, seen)) return false;

      answer.count();
      const id = requestId(seen.requestId, peer);
      closeUnread(request);
      giveWholeAnswer(response, answerFrom(recording, id, httpDate()), recording.body.encoding);
      record({ id, begun, route: path, failure: undefined }, 'GET', 200);
      return true;
    },

    learn(request, response, { body, state }, text) {
      if (state !== 'hit' && state !== 'miss') return;
      const seen = glance(request);
      const asking = seen && askingIn(seen);
      if (asking !== undefined) recordings.record(asking.asker, response, body, text);
    },
  };
};
