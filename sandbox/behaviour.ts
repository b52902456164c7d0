// How does this Drift behave where its documentation is silent or its users disagree?

export type RateHeaders = 'Retry-After' | 'X-RateLimit' | 'RateLimit';

/** One row for each thing that nobody documents, or that sources tell differently. */
export type Behaviour = {
  /** Status of a missing or wrong token: the documented table says 403, clients have seen 401. */
  readonly badToken: 401 | 403;
  /** What `data` holds for an e-mail: every client reads a list, the documentation's sample shows one object. */
  readonly emailAnswer: 'list' | 'single';
  /** What `data` holds when one external id is asked for; several always make a list. */
  readonly externalAnswer: 'list' | 'single';
  /** The answer to an e-mail or external id that nobody has: `{"data":[]}`, or the error of an absent contact. */
  readonly noMatch: 'empty list' | 'absent contact';
  /** The error of a contact that is absent or may not be seen: CONTACT-1 is a 404, CONTACT-2 a 401. */
  readonly absentContact: 'CONTACT-1' | 'CONTACT-2';
  /** The error body: `{"error":{type,message}}` as documented, `{"error":"text"}`, or `{"errors":[{type,message}]}`. */
  readonly errorShape: 'object' | 'text' | 'list';
  /** Where a code such as CONTACT-1 stands: before the message, in a field `code`, or nowhere. */
  readonly codePlace: 'message' | 'field' | 'nowhere';
  /** Which families of rate headers are sent: `Retry-After` on a 429, the others on every counted answer. */
  readonly rateHeaders: readonly RateHeaders[];
  /** Contacts in a list when `limit` is not given, and the most that `limit` can ask for. */
  readonly defaultLimit: number;
  readonly maxLimit: number;
  /** What `data` of a contact_identified holds. */
  readonly identifiedData: 'contact' | 'endUserId';
  /** How often each webhook is delivered: several connected apps cause duplicates. */
  readonly webhookCopies: number;
};

export const defaultBehaviour: Behaviour = {
  badToken: 401,
  emailAnswer: 'list',
  externalAnswer: 'list',
  noMatch: 'empty list',
  absentContact: 'CONTACT-1',
  errorShape: 'object',
  codePlace: 'message',
  rateHeaders: [],
  defaultLimit: 50,
  maxLimit: 100,
  identifiedData: 'contact',
  webhookCopies: 1,
};
