// What does a whole answer of Drift say? Contacts, one contact, or nobody; anything else cannot be used.

import { ProxyError } from '../errors.ts';
import type { ContactAnswer } from '../lookup/ports.ts';
import type { ContactRef } from '../policy/contact-ref.ts';
import type { Read } from './asking.ts';
import { isAbout } from './contact-question.ts';
import { type Contact, readContacts } from './contact-wire.ts';
import { parseDriftJson } from './json.ts';
import type { DriftResponse } from './transport.ts';
import { verdictOn } from './verdict.ts';

const invalid = (reason: string): ProxyError => new ProxyError('upstream_invalid', { reason });

const isJson = ({ headers }: DriftResponse): boolean =>
  /^application\/([a-z0-9.-]+\+)?json\s*(;|$)/i.test(headers['content-type'] ?? '');

const isEncoded = ({ headers }: DriftResponse): boolean =>
  !['', 'identity'].includes((headers['content-encoding'] ?? '').toLowerCase());

const contactsIn = (response: DriftResponse): readonly Contact[] => {
  if (isEncoded(response)) throw invalid('encoded');
  if (!isJson(response)) throw invalid('not_json');
  const contacts = readContacts(parseDriftJson(response.body));
  if (contacts === undefined) throw invalid('not_a_contact');
  return contacts;
};

/** All contacts of an answer, whoever they are: for questions about several. */
export const readMany: Read<readonly Contact[]> = (response) =>
  verdictOn(response) === 'unknown' ? [] : contactsIn(response);

/** The one contact that was asked for; an answer about anybody else is none. */
export const readOne =
  (ref: ContactRef): Read<ContactAnswer> =>
  (response) => {
    if (verdictOn(response) === 'unknown') return { kind: 'unknown' };
    const contacts = contactsIn(response);
    if (!contacts.every((contact) => isAbout(contact, ref))) throw invalid('another_contact');
    const [contact] = contacts;
    if (contact === undefined) return { kind: 'unknown' };
    return contacts.every(({ id }) => id === contact.id) ? contact : { kind: 'ambiguous' };
  };
