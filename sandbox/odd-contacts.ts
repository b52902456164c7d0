// Which contacts are hard to bear? Made by hand, each for one way in which real ones surprise.

import type { Attributes, Contact } from './contact.ts';
import { hostileStrings } from './hostile-strings.ts';

const createdAt = Date.UTC(2024, 10, 5, 12);

const odd = (id: string, attributes: Attributes): Contact => ({ id, createdAt, attributes });

/** Ids that a double rounds: neighbours become one there, and the last two do not fit at all. */
const enormousIds: readonly Contact[] = [
  odd('9007199254740992', {
    email: 'neighbour-a@example.com',
    externalId: 'big-a',
    first_name: 'Neighbour A',
  }),
  odd('9007199254740995', {
    email: 'neighbour-b@example.com',
    externalId: 'big-b',
    first_name: 'Neighbour B',
  }),
  odd('1152921504606846977', { email: 'sixty@example.com', externalId: 'big-c', first_name: 'Sixty' }),
  odd('9223372036854775806', { email: 'next-to-last@example.com', externalId: 'big-d', first_name: 'Nexta' }),
  odd('9223372036854775807', { email: 'last@example.com', externalId: 'big-e', first_name: 'Lastine' }),
];

const sharedEmails: readonly Contact[] = [
  odd('34370000001', { email: 'shared@example.com', externalId: 'shared-one', first_name: 'Shared One' }),
  odd('34370000002', { email: 'shared@example.com', externalId: 'shared-two', first_name: 'Shared Two' }),
  odd('34370000003', { email: 'Team@Example.ORG', externalId: 'team-one', first_name: 'Team One' }),
  odd('34370000004', { email: 'team@example.org', externalId: 'team-two', first_name: 'Team Two' }),
];

const oddIdentities: readonly Contact[] = [
  odd('34370000011', { email: 'numeric@example.com', externalId: 143, external_id: '143', plan: 'free' }),
  odd('34370000012', { email: 'spaced@example.com', externalId: 'ÜSER 143/ä+b&c=d%20?#', plan: 'pro' }),
  odd('34370000013', { email: 'plus+tag/slash@example.com', externalId: null, plan: 'pro' }),
  odd('34370000014', { externalId: 'no-email', first_name: 'Mailless' }),
  odd('34370000015', { email: null, first_name: 'Nully', plan: null, last_active: null }),
  odd('34370000016', {}),
];

const oddForms: readonly Contact[] = [
  odd('34370000021', { email: 'types@example.com', first_name: 42, plan: ['pro'], last_active: 'yesterday' }),
  odd('34370000022', { email: 'deep@example.com', first_name: { first: 'Deep' }, plan: { name: 'pro' } }),
  odd('34370000023', { email: 'case@example.com', plan: 'PRO', First_Name: 'Upper', first_name: 'lower' }),
  odd('34370000024', { email: 'old@example.com', last_active: -1, start_date: 9.9e15, last_contacted: 1.5 }),
  odd('34370000025', { email: 'place@example.com', last_context_location: '["not","an","object"]' }),
  odd('34370000026', { email: 'nested@example.com', last_context_location: '{"city":{"name":"Inside"}}' }),
  odd('34370000027', {
    email: 'lists@example.com',
    tags: [{ name: 'Customer', color: '#20b2aa' }, 'Webinar', null, 7, { color: '#000000' }],
    ip: ' 192.0.2.1 ,, 2001:db8::1',
    socialProfiles: null,
  }),
  odd('34370000028', {
    email: 'keys@example.com',
    ['__proto__']: { polluted: 'yes' },
    constructor: { prototype: { polluted: 'yes' } },
    prototype: 'yes',
    hasOwnProperty: 'not a function',
    toString: 'not a function',
    'a.b': 'dotted',
    '': 'nameless',
    ' plan ': 'enterprise',
    '<b>bold</b>': 'markup in a name',
    'line\nbreak': 'a name of two lines',
    socialProfiles: { ['__proto__']: { handle: 'polluted' }, twitter: { handle: 'fine' } },
  }),
];

const hostileContacts: readonly Contact[] = hostileStrings.map((text, index) =>
  odd(String(34_371_000_000 + index), {
    email: `hostile-${index}@example.test`,
    externalId: `hostile-${index}`,
    first_name: text,
    employment_name: text,
    plan: text,
    recent_entrance_page_url: text,
    last_context_location: JSON.stringify({ city: text }),
    socialProfiles: { twitter: { handle: text } },
    tags: [text, { name: text, color: text }],
  }),
);

export const oddContacts: readonly Contact[] = [
  ...enormousIds,
  ...sharedEmails,
  ...oddIdentities,
  ...oddForms,
  ...hostileContacts,
];
