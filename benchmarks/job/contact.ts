// What does Drift hold of a contact, and what may be seen of it? Twelve attributes, five of them on the allow-list.

/** The order of policy.yaml. */
export const allowList = ['first_name', 'company', 'city', 'plan', 'lifecycle_stage'] as const;

/** Beyond 32 bits, as Drift's are. */
const firstId = 70_000_000_000;

export const idOf = (index: number): string => String(firstId + index);
export const externalIdOf = (index: number): string => `visitor-${index}`;
export const emailOf = (index: number): string => `visitor-${index}@example.com`;

export const indexOfId = (id: string): number => Number(id) - firstId;
export const indexOfExternalId = (externalId: string): number => Number(externalId.slice('visitor-'.length));

/** As Drift sends them. */
export const attributesOf = (index: number): Readonly<Record<string, unknown>> => ({
  externalId: externalIdOf(index),
  email: emailOf(index),
  first_name: `Ada ${index}`,
  last_name: 'Verne',
  phone: '+1 555 010 0199',
  company: `Example Industries ${index}`,
  city: 'Nantes',
  plan: 'pro',
  lifecycle_stage: 'customer',
  start_date: 1_740_000_000_000,
  last_active: 1_760_000_000_000,
  tags: [{ name: 'newsletter', color: '00ff00' }],
});

/** What a page may be told of contact number `index`, and nothing else. */
export const visibleOf = (index: number): Readonly<Record<string, unknown>> => {
  const attributes = attributesOf(index);
  return Object.fromEntries(allowList.map((name) => [name, attributes[name]]));
};
