// Whom does Drift know by this name? Asks, and accepts an answer only if it is about whom we asked.

import type { Clock } from '../clock.ts';
import { ProxyError } from '../errors.ts';
import type { ContactAnswer, FetchContact } from '../lookup/ports.ts';
import type { ContactRef } from '../policy/contact-ref.ts';
import { isAbout, pathOf } from './contact-question.ts';
import { readContacts } from './contact-wire.ts';
import { parseDriftJson } from './json.ts';
import type { Call, DriftResponse } from './transport.ts';
import { verdictOn } from './verdict.ts';

const invalid = (reason: string): ProxyError => new ProxyError('upstream_invalid', { reason });

const isJson = ({ headers }: DriftResponse): boolean =>
  /^application\/([a-z0-9.-]+\+)?json\s*(;|$)/i.test(headers['content-type'] ?? '');

const isEncoded = ({ headers }: DriftResponse): boolean =>
  !['', 'identity'].includes((headers['content-encoding'] ?? '').toLowerCase());

const readAnswer = (response: DriftResponse, ref: ContactRef): ContactAnswer => {
  if (isEncoded(response)) throw invalid('encoded');
  if (!isJson(response)) throw invalid('not_json');
  const contacts = readContacts(parseDriftJson(response.body));
  if (contacts === undefined) throw invalid('not_a_contact');
  if (!contacts.every((contact) => isAbout(contact, ref))) throw invalid('another_contact');
  const [contact] = contacts;
  if (contact === undefined) return { kind: 'unknown' };
  return contacts.every(({ id }) => id === contact.id) ? contact : { kind: 'ambiguous' };
};

/** What came of a call, for the metrics: `contact`, `unknown`, `ambiguous` or the code of the error. */
export type Outcome = ContactAnswer['kind'] | ProxyError['code'];

type Parts = {
  readonly call: Call;
  readonly clock: Clock;
  /** Every call to Drift, once it is over; `duration` in milliseconds. */
  readonly asked: (outcome: Outcome, duration: number) => void;
};

export const createFetchContact = ({ call, clock, asked }: Parts): FetchContact => {
  const ask = async (ref: ContactRef): Promise<ContactAnswer> => {
    const response = await call({ method: 'GET', path: pathOf(ref) });
    return verdictOn(response, clock.wall()) === 'unknown' ? { kind: 'unknown' } : readAnswer(response, ref);
  };

  return async (ref) => {
    const begun = clock.now();
    try {
      const answer = await ask(ref);
      asked(answer.kind, clock.now() - begun);
      return answer;
    } catch (error) {
      asked(error instanceof ProxyError ? error.code : 'internal', clock.now() - begun);
      throw error;
    }
  };
};
