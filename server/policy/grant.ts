// What may this session see, and of whom? The audience it belongs to and the contact its claims name.

import type { PolicyConfig } from '../../config/config.ts';
import { ProxyError } from '../errors.ts';
import type { Admitted } from '../limits/admission.ts';
import type { AudienceOf } from './audience.ts';
import { createNameContact } from './contact-claim.ts';
import type { ContactRef } from './contact-ref.ts';
import type { AttributeRule } from './policy.ts';

declare const decided: unique symbol;

/** What a session may see. */
export type Grant = {
  readonly audience: string;
  /** Undefined when the session names no contact at all: nothing is known and nothing is asked. */
  readonly contact: ContactRef | undefined;
  /** In the order of the policy file. */
  readonly attributes: readonly AttributeRule[];
  readonly [decided]: true;
};

/** @throws ProxyError `not_allowed`: `no_audience`, `contact_malformed` or `email_unverified` */
export type Decide = (session: Admitted) => Grant;

/**
 * Narrows a grant to the names in `fields`, the raw query value: comma-separated; names that the grant lacks are ignored.
 * @throws ProxyError `request_invalid` when it is not one text of at most 2,048 characters
 */
export type Narrow = (grant: Grant, fields: unknown) => Grant;

type Options = Pick<PolicyConfig, 'contactClaims' | 'verifiedEmail'> & {
  /** By the policy that is in force; replaced when that is. */
  readonly audienceOf: { readonly current: AudienceOf };
};

/** Decides by the policy that is in force when the session comes. */
export const createDecide = ({ audienceOf, contactClaims, verifiedEmail }: Options): Decide => {
  const nameContact = createNameContact({ contactClaims, verifiedEmail });
  return ({ claims }) => {
    const { name, attributes } = audienceOf.current(claims);
    return { audience: name, contact: nameContact(claims), attributes } as Grant;
  };
};

const maxFieldsLength = 2048;

export const narrow: Narrow = (grant, fields) => {
  if (fields === undefined) return grant;
  if (typeof fields !== 'string') throw new ProxyError('request_invalid', { reason: 'fields_malformed' });
  if (fields.length > maxFieldsLength) throw new ProxyError('request_invalid', { reason: 'fields_too_long' });
  const names = new Set(fields.split(',').map((name) => name.trim()));
  return { ...grant, attributes: grant.attributes.filter(({ name }) => names.has(name)) };
};
