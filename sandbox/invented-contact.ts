// What does an ordinary contact carry? One invented person, with as many fields missing as real ones miss.

import type { Attributes, Contact } from './contact.ts';
import type { Json } from './json.ts';
import type { Random } from './random.ts';
import {
  classifications,
  companies,
  firstNames,
  jobTitles,
  lastNames,
  mailDomains,
  pages,
  places,
  plans,
  stages,
  tags,
} from './seed-words.ts';

type Person = { readonly index: number; readonly first: string; readonly last: string };

const day = 86_400_000;
const firstDay = Date.UTC(2021, 0, 4);
const lastDay = Date.UTC(2025, 8, 1);

/** Makes contact number `index`; the same generator state gives the same contact. */
export const inventContact = (random: Random, index: number): Contact => {
  const person = { index, first: random.pick(firstNames), last: random.pick(lastNames) };
  const createdAt = firstDay + random.below(1_400) * day + random.below(day);
  return {
    id: inventId(random, index),
    createdAt,
    attributes: {
      ...inventVersions(random),
      ...inventIdentity(random, person),
      ...inventNames(random, person),
      ...inventWork(random),
      ...inventVisits(random, createdAt),
      ...inventProfiles(random, person),
      ...inventCustom(random),
      events: {},
      start_date: createdAt,
    },
  };
};

const some = (random: Random, share: number, make: () => Attributes): Attributes =>
  random.chance(share) ? make() : {};

/** Old contacts have nine digits, all others are beyond 32 bits. */
const inventId = (random: Random, index: number): string => {
  const start = random.chance(0.1) ? 310_000_000 : 15_000_000_000;
  return String(start + index * 1_000 + random.below(1_000));
};

const inventVersions = (random: Random): Attributes => {
  const version = 3 + random.below(120);
  return { _END_USER_VERSION: version, _end_user_version: version, _calculated_version: version };
};

const externalIdForms: readonly [(index: number) => Json, ...((index: number) => Json)[]] = [
  (index) => `USER-${1_000 + index}`,
  (index) => `USER-${1_000 + index}`,
  (index) => `a12-${index}`,
  (index) => `crm:${index}/north west`,
  (index) => 700_000 + index,
  () => null,
];

const inventIdentity = (random: Random, { index, first, last }: Person): Attributes => {
  const externalId = random.pick(externalIdForms)(index);
  const plain = `${first}.${last}`.normalize('NFD').replace(/[^A-Za-z.]/g, '');
  const local = `${plain.length > 1 ? plain : 'visitor'}${index}`;
  const email = `${random.chance(0.2) ? local : local.toLowerCase()}@${random.pick(mailDomains)}`;
  return {
    ...some(random, 0.95, () => ({ email })),
    externalId,
    ...some(random, 0.5, () => ({ external_id: externalId })),
  };
};

const inventNames = (random: Random, { first, last }: Person): Attributes => ({
  ...some(random, 0.9, () => ({ first_name: first })),
  ...some(random, 0.75, () => ({ last_name: last })),
  ...some(random, 0.6, () => ({ name: `${first} ${last}` })),
  ...some(random, 0.3, () => ({ phone: `+1 555 01${String(random.below(100)).padStart(2, '0')}` })),
});

const inventWork = (random: Random): Attributes => ({
  ...some(random, 0.7, () => ({ employment_name: random.pick(companies) })),
  ...some(random, 0.4, () => ({ employment_title: random.pick(jobTitles) })),
  ...some(random, 0.8, () => ({ plan: random.pick(plans) })),
  ...some(random, 0.8, () => ({ lifecycle_stage: random.pick(stages) })),
  ...some(random, 0.5, () => ({ _classification: random.pick(classifications) })),
});

const inventAddress = (random: Random): string =>
  random.chance(0.2)
    ? `2001:db8::${random.below(65_536).toString(16)}`
    : `${random.pick(['192.0.2', '198.51.100', '203.0.113'])}.${1 + random.below(254)}`;

const inventAddresses = (random: Random): string =>
  Array.from({ length: 1 + random.below(3) }, () => inventAddress(random)).join(',');

const inventPage = (random: Random, prefix: string): Attributes => {
  const { title, path } = random.pick(pages);
  return { [`${prefix}_title`]: title, [`${prefix}_url`]: `https://www.example.com${path}` };
};

const inventLocation = (random: Random): string =>
  JSON.stringify({
    ...random.pick(places),
    postalCode: String(10_000 + random.below(90_000)),
    latitude: random.below(180) - 90,
    longitude: random.below(360) - 180,
  });

const inventVisits = (random: Random, createdAt: number): Attributes => ({
  ...some(random, 0.85, () => ({ ip: inventAddresses(random), original_ip: inventAddresses(random) })),
  ...some(random, 0.8, () => ({ last_active: createdAt + random.below(lastDay - createdAt) })),
  ...some(random, 0.4, () => ({ last_contacted: createdAt + random.below(lastDay - createdAt) })),
  ...some(random, 0.7, () => ({ last_context_location: inventLocation(random) })),
  ...some(random, 0.6, () => inventPage(random, 'recent_entrance_page')),
  ...some(random, 0.6, () => inventPage(random, 'original_entrance_page')),
  ...some(random, 0.2, () => ({ recent_medium: 'social', recent_source: 'Newsletter' })),
});

const inventProfiles = (random: Random, { index, first, last }: Person): Attributes => ({
  socialProfiles: {
    ...some(random, 0.4, () => ({
      twitter: { handle: `invented_${index}`, id: 1_000_000 + index, followers: random.below(5_000) },
    })),
    ...some(random, 0.3, () => ({ linkedin: { handle: `in/invented-${index}` } })),
    ...some(random, 0.4, () => ({
      employment: { name: random.pick(companies), title: random.pick(jobTitles) },
    })),
    ...some(random, 0.3, () => ({ name: { fullName: `${first} ${last}`, givenName: first } })),
    ...some(random, 0.3, () => ({ fuzzy: random.chance(0.5), emailProvider: random.chance(0.5) })),
  },
  ...some(random, 0.9, () => ({ tags: inventTags(random) })),
});

/** Sources disagree on the form of a tag, so both forms occur. */
const inventTags = (random: Random): Json => {
  const chosen = tags.filter(() => random.chance(0.3));
  return random.chance(0.5) ? chosen : chosen.map((tag) => tag.name);
};

const inventCustom = (random: Random): Attributes => ({
  ...some(random, 0.3, () => ({ 'Preferred Meeting Day': random.pick(['Monday', 'Thursday']) })),
  ...some(random, 0.3, () => ({ 'Seats (paid)': random.below(500) })),
  ...some(random, 0.3, () => ({ has_consent: random.chance(0.7) })),
  ...some(random, 0.2, () => ({ renewal_date: '2026-01-31' })),
});
