// What is a Drift that is not Drift? A stand-in of its contact API on loopback: for the demo, tests and benchmarks.

import type { Clock } from '../server/clock.ts';
import { createAccess, type Scope } from './access.ts';
import { createAnswerCall } from './answer-call.ts';
import { createArrival, type Stand } from './arrival.ts';
import { createAttributeRegistry } from './attribute-registry.ts';
import { type Behaviour, defaultBehaviour } from './behaviour.ts';
import { type CallLog, createCallLog } from './call-log.ts';
import type { Contact } from './contact.ts';
import { type ContactStore, createContactStore } from './contact-store.ts';
import { createRenderError } from './envelope.ts';
import { createGate } from './gate.ts';
import { createListener, type Listener } from './listener.ts';
import { createRandom } from './random.ts';
import { createRateLimit } from './rate-limit.ts';
import { createReadRoutes } from './read-routes.ts';
import { createFindRoute } from './route.ts';
import { seedContacts } from './seed.ts';
import { createTokenRoutes } from './token-routes.ts';
import { identifiedData, updatedData } from './webhook-payload.ts';
import { createWebhookSender, type Post, postWithFetch, type Webhooks } from './webhook-sender.ts';
import { createWriteRoutes } from './write-routes.ts';

export type SandboxOptions = {
  /** The bearer token that is accepted. */
  readonly token: string;
  /** Sent with every webhook, in header and body. */
  readonly webhookToken: string;
  readonly clock: Clock;
  /** Calls per token in any 60 seconds; `Infinity` for none. */
  readonly requestsPerMinute?: number;
  /** Whole number from which the crowd of contacts is made. */
  readonly seed?: number;
  /** The first contacts, in place of the seeded ones. */
  readonly contacts?: readonly Contact[];
  readonly orgId?: number;
  readonly scopes?: readonly Scope[];
  readonly maxBodyBytes?: number;
  /** Choices where Drift is undocumented; those left out keep their default. */
  readonly behaviour?: Partial<Behaviour>;
  /** How webhooks travel. */
  readonly post?: Post;
};

export type SandboxContacts = ContactStore & {
  /**
   * What a visitor giving an e-mail in chat does: sets it, when one is given, and sends contact_identified.
   * @throws ApiError CONTACT-1 when there is no such contact
   */
  identify(id: string, email?: string): Contact;
};

export type Sandbox = Listener & {
  readonly calls: CallLog;
  /** The contacts, for tests and the demo: `update` sends contact_updated, `identify` contact_identified. */
  readonly contacts: SandboxContacts;
  readonly webhooks: Webhooks;
  /** Lets a function answer requests instead of the sandbox; `undefined` ends that. */
  answerInstead(stand: Stand | undefined): void;
  /** Makes requests wait, already counted in `calls`, until the returned release is called. */
  hold(): () => void;
  /** Replaces the accepted tokens, as when an operator regenerates one. */
  acceptTokens(...tokens: string[]): void;
};

/** Makes a sandbox; nothing listens and nothing is sent until it is told to. */
export const createSandbox = (options: SandboxOptions): Sandbox => {
  const { token, webhookToken, clock, requestsPerMinute = 600, seed = 1, orgId = 424_242 } = options;
  const { scopes = ['contact_read', 'all_contact_read', 'contact_write'], maxBodyBytes = 1_048_576 } =
    options;
  const { contacts = seedContacts(createRandom(seed)), post = postWithFetch } = options;
  const behaviour = { ...defaultBehaviour, ...options.behaviour };

  const access = createAccess(token, scopes);
  const registry = createAttributeRegistry();
  const webhooks = createWebhookSender({
    token: webhookToken,
    orgId,
    copies: behaviour.webhookCopies,
    clock,
    post,
  });
  const store = createContactStore({
    clock,
    registry,
    contacts,
    updated: (previous, next) => {
      const data = updatedData({ previous, next, timestamp: clock.wall(), orgId });
      if (data) webhooks.send('contact_updated', data);
    },
  });
  const identify = (id: string, email?: string): Contact => {
    const contact = store.update(id, email === undefined ? {} : { email });
    webhooks.send('contact_identified', identifiedData[behaviour.identifiedData](contact));
    return contact;
  };

  const answerCall = createAnswerCall({
    access,
    rateLimit: createRateLimit({ clock, requestsPerMinute }),
    findRoute: createFindRoute([
      ...createReadRoutes({ contacts: store, registry, behaviour }),
      ...createWriteRoutes({ contacts: store, behaviour }),
      ...createTokenRoutes({ access, orgId, createdAt: clock.wall() }),
    ]),
    renderError: createRenderError(behaviour),
    sentRateHeaders: behaviour.rateHeaders,
  });

  const calls = createCallLog();
  const gate = createGate();
  let stand: Stand | undefined;
  const listener = createListener(
    createArrival({ clock, calls, gate, standIn: () => stand, answerCall, maxBodyBytes }),
  );

  return {
    listen: listener.listen,
    close: async () => {
      webhooks.close();
      await listener.close();
      gate.open();
      await webhooks.settled();
    },
    calls,
    contacts: { ...store, identify },
    webhooks,
    answerInstead: (next) => {
      stand = next;
    },
    hold: gate.hold,
    acceptTokens: access.acceptTokens,
  };
};
