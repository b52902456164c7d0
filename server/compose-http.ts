// How do the parts of the http room go together? The public application, and the frame that the operator's shares with it.

import type { Server } from 'node:http';
import type { BrowserLibrary } from '../config/browser-library.ts';
import type { Config } from '../config/config.ts';
import type { Answer, DescribeGrant, FindAnswerAtHand } from './answer.ts';
import type { Clock } from './clock.ts';
import type { Deliveries } from './drift/deliveries.ts';
import { createRecordAccess } from './http/access.ts';
import { createApp, createFrame, type Frame } from './http/app.ts';
import { bornOf } from './http/born-of-express.ts';
import { createClientAddress } from './http/client-address.ts';
import { createReadCredential } from './http/credential.ts';
import { createCrossOrigin } from './http/cross-origin.ts';
import { driftWebhook } from './http/drift-webhook.ts';
import { createEdge, securityHeaders } from './http/edge.ts';
import type { CreateFastPath, FastPath } from './http/fast-path.ts';
import { createGlance } from './http/glance.ts';
import { livenessRoute, type Readiness, readinessRoute } from './http/health.ts';
import { createHttpDate } from './http/http-date.ts';
import { createLatestAnswers } from './http/latest-answers.ts';
import { createListener } from './http/listener.ts';
import { meAttributes, meAttributesPath } from './http/me-attributes.ts';
import { meAttributesStream } from './http/me-attributes-stream.ts';
import { createOpenAnswers } from './http/open-answers.ts';
import { createIsListed } from './http/origins.ts';
import { createRecordings } from './http/recordings.ts';
import { createSendContact } from './http/reply.ts';
import { createRequestId } from './http/request-id.ts';
import type { Route } from './http/routes.ts';
import { sdkFiles } from './http/sdk-files.ts';
import { createAddressLimit, createBrowserRule, createTokenOf } from './http/session-steps.ts';
import { createTakenConnections } from './http/taken-connections.ts';
import { createIsTrusted } from './http/trusted-proxies.ts';
import { visibleAttributes } from './http/visible-attributes.ts';
import { createWindow, type Window } from './limits/window.ts';
import type { Live } from './live/live.ts';
import type { Log } from './observe/log.ts';
import type { Metrics } from './observe/metrics.ts';
import { createSeldom } from './observe/seldom.ts';

type Parts = {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Requests by client address. */
  readonly addresses: Window;
  readonly answer: Answer;
  readonly findAnswerAtHand: FindAnswerAtHand;
  /** Undefined: Express serves everything. */
  readonly createFastPath: CreateFastPath | undefined;
  readonly describeGrant: DescribeGrant;
  /** Undefined: there is no stream. */
  readonly live: Live | undefined;
  /** Undefined: there is no webhook route. */
  readonly deliveries: Deliveries | undefined;
  /** Every delivery, and what came of it. */
  readonly delivered: (type: string, outcome: string) => void;
  readonly readiness: () => Readiness;
  readonly library: BrowserLibrary;
};

export type HttpSide = {
  /** Serves the public routes; it does not listen yet. */
  readonly publicServer: Server;
  /** For the operator's application: the same in all, but for CORS. */
  readonly frame: Frame;
  /** The same for another application. */
  serverFor(app: ReturnType<Frame>): Server;
  /** From now on connections end with their answers. */
  endConnections(): void;
};

/** Beyond so many the one that was quiet for longest is forgotten. */
const maxKeys = 100_000;
/** Guesses of the webhook's token, per address. */
const wrongTokensPerMinute = 10;

/** Express serves everything. */
const noFastPath: FastPath = { serve: () => false, learn: () => {} };

export const composeHttp = (parts: Parts): HttpSide => {
  const { config, clock, log, metrics, addresses, answer, findAnswerAtHand, describeGrant } = parts;
  const { live, deliveries, delivered, readiness, library } = parts;
  const { allowedOrigins, trustedProxies, sessionCookie, httpCache, keepAlive } = config.http;
  const once = createSeldom(clock, Number.POSITIVE_INFINITY);

  const isListed = createIsListed(allowedOrigins);
  const isTrusted = createIsTrusted(trustedProxies);
  const readCredential = createReadCredential(sessionCookie);
  const record = createRecordAccess({ log, metrics, clock });
  const openAnswers = createOpenAnswers();
  const requestId = createRequestId(isTrusted);
  const edge = createEdge({ clock, requestId, record, openAnswers });
  const clientAddress = createClientAddress({
    isTrusted,
    hasProxies: trustedProxies.length > 0,
    proxySuspected: () =>
      once('proxy', () =>
        log.warn(
          { source: 'TRUST_PROXY' },
          'A proxy forwards for clients: name its network in TRUST_PROXY, or they cannot be told apart.',
        ),
      ),
  });

  const httpDate = createHttpDate(clock);
  const latestAnswers = createLatestAnswers();
  const connections = createTakenConnections({ httpDate, latestAnswers });

  const { createFastPath = () => noFastPath } = parts;
  const fastPath = createFastPath({
    path: meAttributesPath,
    glance: createGlance(meAttributesPath),
    readCredential,
    isListed,
    findAnswerAtHand,
    recordings: createRecordings(),
    addresses,
    clientAddress,
    requestId,
    httpDate,
    record,
    clock,
    isEnding: openAnswers.isEnding,
  });

  const addressLimit = createAddressLimit(addresses, clientAddress);

  const webhook = (deliveries: Deliveries): Route =>
    driftWebhook({
      deliveries,
      wrongTokens: createWindow({ perMinute: wrongTokensPerMinute, maxKeys, clock }),
      clientAddress,
      counted: delivered,
    });

  const { streams } = config.limits;
  const createServer = (app: ReturnType<Frame>, serveAtOnce: FastPath['serve']): Server =>
    createListener({
      app,
      messages: bornOf(app),
      streams: streams === 'off' ? 0 : streams,
      connections,
      latestAnswers,
      serveAtOnce,
      keepAlive,
      wall: clock.wall,
      refused: (failure, id) =>
        record({ id, begun: clock.now(), route: 'none', failure }, 'none', failure.status),
    });

  const app = createApp({
    frame: createFrame([edge, securityHeaders(), createCrossOrigin({ allowedOrigins, isListed })]),
    sessionSteps: [addressLimit, createBrowserRule(readCredential, isListed)],
    tokenOf: createTokenOf(readCredential),
    routes: [
      // Tried in this order: what is asked most comes first.
      meAttributes({ answer, sendContact: createSendContact(httpCache), learn: fastPath.learn }),
      ...sdkFiles({ library, steps: [addressLimit] }),
      visibleAttributes(describeGrant),
      ...(live === undefined ? [] : [meAttributesStream({ answer, live, clientAddress, connections })]),
      livenessRoute,
      readinessRoute(readiness),
      ...(deliveries === undefined ? [] : [webhook(deliveries)]),
    ],
  });

  return {
    publicServer: createServer(app, fastPath.serve),
    frame: createFrame([edge, securityHeaders()]),
    serverFor: (other) => createServer(other, noFastPath.serve),
    endConnections: openAnswers.endConnections,
  };
};
