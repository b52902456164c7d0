// What does the browser library offer, in tables? Printed from its types, its comments and the catalogue of errors.

import { markdownTable } from '../config/markdown-table.ts';
import { errorCatalogue } from '../server/errors.ts';
import { type DescribedMember, membersOf } from './described-members.ts';

/** The sources that are read: their texts. */
export type LibrarySources = {
  /** client/api.ts */
  readonly api: string;
  /** client/dom/personalize.ts */
  readonly dom: string;
  /** client/server/fetch-attributes.ts */
  readonly server: string;
};

/** On one line, as a person would write it. */
const tidy = (type: string): string =>
  type
    .replace(/\( /g, '(')
    .replace(/, \)/g, ')')
    .replace(/^\((.*)\)$/, '$1');

const code = (text: string): string => `\`${text}\``;

const optionRow = ({ name, type, optional, usual, meaning }: DescribedMember): readonly string[] => [
  code(name),
  code(tidy(type)),
  optional ? (usual ?? '') : '**required**',
  meaning,
];
const optionsTable = (members: readonly DescribedMember[]): string =>
  markdownTable(['option', 'type', 'default', 'meaning'], members.map(optionRow));

const signature = ({ name, type }: DescribedMember): string =>
  code(/^[(<]/.test(type) ? `${name}${tidy(type)}` : `${name}: ${type}`);
const memberTable = (head: string, members: readonly DescribedMember[]): string =>
  markdownTable(
    [head, 'meaning'],
    members.map((member) => [signature(member), member.meaning]),
  );

const wordTable = (head: string, members: readonly DescribedMember[]): string =>
  markdownTable(
    [head, 'meaning, and what to do'],
    members.map(({ name, meaning }) => [code(name), meaning]),
  );

/** How the library takes an answer of this HTTP status. */
const takenAs = (status: number): string => {
  if (status === 401) return 'unauthenticated';
  return status === 429 || status >= 500 ? 'failed' : 'refused';
};

/** The codes of the catalogue, and how a page is told of each. */
export const codesTaken = (): readonly (readonly [code: string, status: string])[] =>
  Object.entries(errorCatalogue).map(([name, { status }]) => [name, takenAs(status)]);

const codesTable = (): string => {
  const codes = codesTaken();
  const rows = ['unauthenticated', 'refused', 'failed'].map((status) => [
    code(status),
    codes.flatMap(([name, taken]) => (taken === status ? [code(name)] : [])).join(', '),
  ]);
  return markdownTable(['`status`', '`reason`'], rows);
};

/** A list of a comment: what stands before the first colon, and after it. */
const bindingsTable = (source: string): string =>
  markdownTable(
    ['in the page', 'meaning'],
    [...source.matchAll(/^ \* - (`data-.*?): (.*)$/gm)].map(([, written = '', meaning = '']) => [
      written,
      meaning,
    ]),
  );

/** Each table under the name of its place in the page. */
export const libraryTables = ({ api, dom, server }: LibrarySources): Readonly<Record<string, string>> => ({
  options: optionsTable(membersOf(api, 'DriftAttributesOptions')),
  methods: memberTable('method or property', membersOf(api, 'DriftAttributes')),
  snapshot: memberTable('property', membersOf(api, 'Snapshot')),
  events: wordTable('event', membersOf(api, 'Events')).replace(', and what to do', ''),
  statuses: wordTable('`status`', membersOf(api, 'Status')),
  reasons: wordTable('`reason`', membersOf(api, 'Reason')),
  codes: codesTable(),
  bindings: bindingsTable(dom),
  'server-options': optionsTable(membersOf(server, 'FetchAttributesOptions')),
});
