// What does a webhook of Drift say? Which contact has changed, by which names and where; every recorded shape.

import { ProxyError } from '../errors.ts';
import type { ContactChanged } from '../lookup/ports.ts';
import { driftIdIn } from './contact-wire.ts';
import { parseDriftJson } from './json.ts';

/** The documented events; any other type is counted under one name. */
const eventTypes = [
  'contact_identified',
  'contact_updated',
  'new_message',
  'new_command_message',
  'new_conversation',
  'conversation_inactive',
  'conversation_push',
  'conversation_participant_added',
  'conversation_participant_removed',
  'conversation_status_updated',
  'button_clicked',
  'button_action',
  'phone_captured',
  'playbook_goal_met',
  'new_meeting',
  'meeting_updated',
  'user_availability_updated',
  'user_unsubscribed',
] as const;
export type EventType = (typeof eventTypes)[number] | 'other';

/** A delivery, read as far as we care. */
export type DriftEvent = {
  readonly type: EventType;
  /** Every organisation that it names, in the envelope or in `data`. */
  readonly organisations: readonly string[];
  /** Undefined for events that are not about a contact's attributes. */
  readonly changed: ContactChanged | undefined;
};

const typeOf = (text: string): EventType => eventTypes.find((known) => known === text) ?? 'other';

const own = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Readonly<Record<string, unknown>>)[key]
    : undefined;

const isName = (value: unknown): value is string | number | bigint =>
  typeof value === 'number' || typeof value === 'bigint' || (typeof value === 'string' && value !== '');

const textsAmong = (values: readonly unknown[]): readonly string[] => values.filter(isName).map(String);

/** One element of a `diff`; `place` is undefined when it cannot be told where the change was. */
type Difference = {
  readonly place: string | undefined;
  /** `attributes.<key>` or `<map>.<key>`, and nothing else. */
  readonly documented: boolean;
  readonly values: readonly unknown[];
};

/** `attributes.plan` and `plan` are the same place; nested ones keep their dots. */
const readDifference = (value: unknown): Difference => {
  const name = own(value, 'name');
  return {
    place: typeof name === 'string' ? name.replace(/^attributes\./, '') : undefined,
    documented: typeof name === 'string' && /^[^.]+\../.test(name),
    values: [own(value, 'previous'), own(value, 'updated')],
  };
};

const differencesIn = (diff: unknown): readonly Difference[] =>
  Array.isArray(diff) ? diff.map(readDifference) : [];

/** Undefined when there is no diff, or one with anything in it that is not understood. */
const pathsOf = (diff: readonly Difference[]): ContactChanged['paths'] =>
  diff.length > 0 && diff.every(({ documented }) => documented)
    ? diff.map(({ place = '' }) => place.split('.'))
    : undefined;

const valuesAt = (diff: readonly Difference[], names: readonly string[]): readonly unknown[] =>
  diff.filter(({ place }) => place !== undefined && names.includes(place)).flatMap(({ values }) => values);

const externalIdNames = ['externalId', 'external_id'];
const emailNames = ['email'];

/** `data` is a contact, or `{ endUserId, diff }`, or only an id; who was identified may have changed anywhere. */
const changeIn = (type: EventType, data: unknown): ContactChanged => {
  const attributes = own(data, 'attributes');
  const diff = differencesIn(own(data, 'diff'));
  const textsNamed = (names: readonly string[]): readonly string[] =>
    textsAmong([...names.map((name) => own(attributes, name)), ...valuesAt(diff, names)]);
  return {
    id: driftIdIn(own(data, 'endUserId')) ?? driftIdIn(own(data, 'id')),
    externalIds: textsNamed(externalIdNames),
    emails: textsNamed(emailNames),
    paths: type === 'contact_updated' ? pathsOf(diff) : undefined,
  };
};

/**
 * `token` of the body, or undefined. By the platform's parser, which is ten times quicker than the one that keeps ids
 * exact: who has proved nothing yet must not make us work.
 */
export const tokenIn = (bytes: Uint8Array): unknown => {
  try {
    return own(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)), 'token');
  } catch {
    return undefined;
  }
};

const parseBody = (bytes: Uint8Array): unknown => {
  try {
    return parseDriftJson(bytes);
  } catch (cause) {
    throw new ProxyError('request_invalid', { reason: 'webhook_json', cause });
  }
};

/**
 * Drift: Webhook Events. Ids beyond 2^53 keep their digits.
 * @throws ProxyError `request_invalid`
 */
export const readEvent = (bytes: Uint8Array): DriftEvent => {
  const body = parseBody(bytes);
  const [named, data] = [own(body, 'type'), own(body, 'data')];
  if (typeof named !== 'string') throw new ProxyError('request_invalid', { reason: 'webhook_shape' });
  const type = typeOf(named);
  return {
    type,
    organisations: textsAmong([own(body, 'orgId'), own(data, 'orgId')]),
    changed: type === 'contact_identified' || type === 'contact_updated' ? changeIn(type, data) : undefined,
  };
};
