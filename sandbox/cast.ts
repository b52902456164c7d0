// Who are the visitors of the demo? Five invented people, each with a reason to be there.

import type { Attributes, Contact } from './contact.ts';

export type CastMember = {
  /** The `sub` of a session that reads this contact. */
  readonly externalId: string;
  readonly name: string;
  /** One line that says what makes this one worth trying. */
  readonly about: string;
  readonly contact: Contact;
};

type Sketch = Omit<CastMember, 'contact'> & {
  readonly id: string;
  readonly email: string;
  readonly attributes: Attributes;
};

const createdAt = Date.UTC(2025, 2, 3, 9, 30);

const member = ({ externalId, name, about, id, email, attributes }: Sketch): CastMember => ({
  externalId,
  name,
  about,
  contact: {
    id,
    createdAt,
    attributes: {
      _END_USER_VERSION: 87,
      _end_user_version: 87,
      _calculated_version: 87,
      externalId,
      external_id: externalId,
      email,
      events: {},
      start_date: createdAt,
      ...attributes,
    },
  },
});

const locationText = (city: string, region: string, country: string, countryName: string): string =>
  JSON.stringify({ city, region, country, countryName, postalCode: '00000', latitude: 0, longitude: 0 });

export const cast: readonly CastMember[] = [
  member({
    externalId: 'user-ada',
    name: 'Ada Verne',
    about: 'Lumen Freight, plan enterprise, every field there',
    id: '34360000101',
    email: 'ada.verne@example.com',
    attributes: {
      first_name: 'Ada',
      last_name: 'Verne',
      name: 'Ada Verne',
      employment_name: 'Lumen Freight',
      employment_title: 'Head of Operations',
      plan: 'enterprise',
      lifecycle_stage: 'customer',
      phone: '+1 555 0101',
      ip: '192.0.2.17,198.51.100.4',
      original_ip: '192.0.2.17,198.51.100.4',
      last_active: Date.UTC(2025, 8, 1, 14, 5, 9),
      last_contacted: Date.UTC(2025, 7, 28, 8, 0),
      last_context_location: locationText('Port Alder', 'AL', 'NL', 'Netherlands'),
      recent_entrance_page_title: 'Pricing',
      recent_entrance_page_url: 'https://www.example.com/pricing?utm_source=newsletter',
      socialProfiles: {
        twitter: { handle: 'ada_of_lumen', followers: 412, location: 'Port Alder' },
        employment: { domain: 'example.com', name: 'Lumen Freight', title: 'Head of Operations' },
        name: { fullName: 'Ada Verne', givenName: 'Ada', familyName: 'Verne' },
        fuzzy: false,
      },
      tags: [
        { name: 'Customer', color: '#20b2aa' },
        { name: 'Webinar', color: '#ffb347' },
      ],
    },
  }),
  member({
    externalId: 'user-bo',
    name: 'Bo Tamsin',
    about: 'Quillmoor Tools, plan pro, an e-mail in mixed case',
    id: '34360000202',
    email: 'Bo.Tamsin@Example.org',
    attributes: {
      first_name: 'Bo',
      last_name: 'Tamsin',
      name: 'Bo Tamsin',
      employment_name: 'Quillmoor Tools',
      employment_title: 'Buyer',
      plan: 'pro',
      lifecycle_stage: 'opportunity',
      ip: '203.0.113.80',
      last_active: Date.UTC(2025, 7, 30, 7, 41),
      last_context_location: locationText('Grauhafen', 'GH', 'DE', 'Germany'),
      socialProfiles: { linkedin: { handle: 'bo-tamsin-invented' } },
      tags: ['Webinar'],
    },
  }),
  member({
    externalId: 'user-cleo',
    name: 'Cleo Marsh',
    about: 'plan free, few fields, an id beyond 2^53',
    id: '9007199254740993',
    email: 'cleo@example.net',
    attributes: { first_name: 'Cleo', plan: 'free', socialProfiles: {}, tags: [] },
  }),
  member({
    externalId: 'user-dee',
    name: 'Dee Holloway',
    about: 'no company, no plan, a place that is not JSON',
    id: '34360000404',
    email: 'dee.holloway@example.test',
    attributes: {
      first_name: 'Dee',
      last_name: null,
      lifecycle_stage: 'lead',
      last_context_location: '{"city":"Port Al',
      socialProfiles: {},
      tags: [],
    },
  }),
  member({
    externalId: 'user-eve',
    name: 'Eve Sharp',
    about: 'plan pro, and markup in her name and company',
    id: '34360000505',
    email: 'eve@example.com',
    attributes: {
      first_name: 'Eve<script>alert(1)</script>',
      last_name: '"><img src=x onerror=alert(2)>',
      employment_name: '</script><b onmouseover="alert(3)">Sharp</b> \u202e& Sons\u0000',
      employment_title: "'; DROP TABLE contacts; --",
      plan: 'pro',
      lifecycle_stage: 'customer',
      last_active: Date.UTC(2025, 8, 1, 3, 33),
      last_context_location: locationText('<i>Nowhere</i>', 'NW', 'XX', 'Nowhere'),
      recent_entrance_page_url: 'javascript:alert(4)',
      socialProfiles: { twitter: { handle: '<svg onload=alert(5)>', site: 'javascript:alert(6)' } },
      tags: [],
    },
  }),
];
