// What does a cached contact weigh? Fills a store with entries as a look-up makes them, and the answers that are kept beside them,
// and weighs the heap before and after.

import { randomBytes } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Clock } from '../../server/clock.ts';
import { jsonText } from '../../server/http/json-text.ts';
import { createRecordings } from '../../server/http/recordings.ts';
import { createAliases } from '../../server/lookup/aliases.ts';
import type { ContactEntry } from '../../server/lookup/entry.ts';
import type { Store } from '../../server/lookup/ports.ts';
import type { Policy } from '../../server/policy/policy.ts';
import { createEntrySieve } from '../../server/sanitize/entry-sieve.ts';
import { createSanitizer } from '../../server/sanitize/sanitize.ts';
import { attributesOf, emailOf, externalIdOf, idOf } from '../job/contact.ts';

/** Bytes of heap and own bytes (the JSON text of the values, the names, the text of the answer) per contact. */
export type Filled = { readonly heapPerContact: number; readonly ownPerContact: number };

type Parts = {
  readonly store: Store;
  /** Its first audience has asked for everybody. */
  readonly policy: Policy;
  readonly clock: Clock;
  readonly contacts: number;
};

const heapAfterCollection = (): number => {
  if (globalThis.gc === undefined) throw new Error('the heap is weighed under --expose-gc');
  globalThis.gc();
  return process.memoryUsage().heapUsed;
};

const silent = { dropped: () => {} };

/** Remembers contacts 0, 1, 2 …, each as if Drift had just been asked for it by id. */
const createRemember = ({ store, policy, clock }: Parts) => {
  const aliases = createAliases(randomBytes(32));
  const { places, pick } = createEntrySieve(policy.places, silent);
  /** As it comes off the wire. */
  const contactOf = (index: number) => ({
    kind: 'contact' as const,
    id: idOf(index),
    externalId: externalIdOf(index),
    email: emailOf(index),
    attributes: JSON.parse(JSON.stringify(attributesOf(index))),
  });
  const entryOf = (contact: ReturnType<typeof contactOf>): ContactEntry => ({
    kind: 'contact',
    asOf: clock.wall(),
    storedAt: clock.now(),
    jitter: 0.9 + 0.2 * Math.random(),
    expired: false,
    names: aliases.namesOf(contact),
    values: pick(contact.attributes),
    places,
  });
  return (index: number): ContactEntry => {
    const entry = entryOf(contactOf(index));
    store.write(entry.names[0], entry, 0);
    return entry;
  };
};

const createAnswers = ({ policy }: Parts) => {
  const sanitizer = createSanitizer(silent);
  const recordings = createRecordings();
  const asker = { kind: 'bearer', origin: undefined } as const;
  const rules = policy.audiences[0]?.attributes ?? [];
  const request = Object.assign(new IncomingMessage(new Socket()), {
    httpVersionMajor: 1,
    httpVersionMinor: 1,
  });
  const answer = (entry: ContactEntry) =>
    sanitizer.sanitize({ entry, state: 'miss', asOf: entry.asOf }, rules).body;
  return {
    /** Answers a session of the contact for the first time, and remembers the answer; gives its text. */
    give(entry: ContactEntry): string {
      const body = answer(entry);
      const text = jsonText(body);
      const response = new ServerResponse(request);
      response.setHeader('Content-Length', Buffer.byteLength(text)).writeHead(200);
      recordings.record(asker, response, body, text);
      return text;
    },
    has: (entry: ContactEntry): boolean => recordings.find(asker, answer(entry)) !== undefined,
  };
};

const ownBytes = ({ names, values }: ContactEntry, text: string): number =>
  [...names, JSON.stringify(values), text].reduce((sum, own) => sum + Buffer.byteLength(own), 0);

export const fill = (parts: Parts): Filled => {
  const { contacts } = parts;
  const remember = createRemember(parts);
  const answers = createAnswers(parts);
  const before = heapAfterCollection();
  let own = 0;
  let latest: ContactEntry | undefined;
  for (let index = 0; index < contacts; index += 1) {
    latest = remember(index);
    own += ownBytes(latest, answers.give(latest));
  }
  const after = heapAfterCollection();
  if (latest !== undefined && !answers.has(latest))
    throw new Error('the answers are gone, and were not weighed');
  return { heapPerContact: (after - before) / contacts, ownPerContact: own / contacts };
};
