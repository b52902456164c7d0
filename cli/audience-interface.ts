// What does a page's TypeScript know of its visitor? The interface of an audience, as the policy types it.

import type { AttributeRule, Audience, Policy } from '../server/policy/policy.ts';

/** JSON knows how to write any text; only the quotes are others. */
const literal = (text: string): string => {
  const escaped = JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${escaped.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
};

const union = (choices: readonly string[]): string => choices.map(literal).join(' | ');

const typeNames: Readonly<Record<AttributeRule['type'], (rule: AttributeRule) => string>> = {
  string: ({ enum: choices }) => (choices === undefined ? 'string' : union(choices)),
  number: () => 'number',
  boolean: () => 'boolean',
  datetime: () => 'string',
  date: () => 'string',
  list: ({ enum: choices }) => `readonly ${choices === undefined ? 'string' : `(${union(choices)})`}[]`,
};

/** What a type alone does not say. */
const forms: Partial<Record<AttributeRule['type'], string>> = {
  datetime: 'ISO 8601, in UTC.',
  date: 'YYYY-MM-DD.',
};

/** One line: whatever the author of the policy wrote, it cannot end the comment. */
const comment = (text: string): string =>
  `/** ${text.replaceAll(/\s+/gu, ' ').replaceAll('*/', '*\\/').trim()} */`;

const asSentence = (text: string): string => (/[.!?…。！？]$/u.test(text) ? text : `${text}.`);

const commentOf = ({ description = '', type }: AttributeRule): readonly string[] => {
  const words = [description.trim(), forms[type] ?? ''].filter((text) => text !== '').map(asSentence);
  return words.length === 0 ? [] : [`  ${comment(words.join(' '))}`];
};

const isIdentifier = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name);

const property = (rule: AttributeRule): readonly string[] => [
  ...commentOf(rule),
  `  readonly ${isIdentifier(rule.name) ? rule.name : literal(rule.name)}?: ${typeNames[rule.type](rule)};`,
];

/** `sales-team` becomes `SalesTeamAttributes`. */
const interfaceName = (audience: string): string =>
  audience
    .split(/[._-]+/)
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join('')
    .concat('Attributes')
    .replace(/^(?=\d)/, '_');

/** Every attribute may be missing: what Drift lacks, or what does not fit, is left out of an answer. */
export const audienceInterface = ({ name, attributes }: Audience): string =>
  [
    comment(`What the audience ${name} may see of a visitor. Printed by: drift-attribute-proxy types`),
    `export interface ${interfaceName(name)} {`,
    ...attributes.flatMap(property),
    '}',
  ].join('\n');

/** The audience of a session that carries no special claim: of those that ask for none, the one that is tried first. */
export const everybodysAudience = ({ audiences }: Policy): Audience | undefined =>
  audiences.findLast(({ requires }) => Object.keys(requires).length === 0);
