// Who is to be forgotten? The body of POST /forget as one contact's name.

import type { ContactKind } from '../../config/config.ts';
import { ProxyError } from '../errors.ts';
import type { ContactRef } from '../policy/contact-ref.ts';

const kinds: Readonly<Record<string, ContactKind>> = { id: 'id', externalId: 'external', email: 'email' };

/** `{ "id" | "externalId" | "email": text }`, exactly one. @throws ProxyError `request_invalid` */
export const readForgetRequest = (
  body: unknown,
  contactRef: (kind: ContactKind, value: string) => ContactRef | undefined,
): ContactRef => {
  const entries = typeof body === 'object' && body !== null ? Object.entries(body) : [];
  const [name, value] = entries[0] ?? [];
  const kind = name !== undefined && Object.hasOwn(kinds, name) ? kinds[name] : undefined;
  const ref = kind !== undefined && typeof value === 'string' ? contactRef(kind, value) : undefined;
  if (entries.length !== 1 || ref === undefined)
    throw new ProxyError('request_invalid', { reason: 'forget' });
  return ref;
};
