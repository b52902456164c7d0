// Is this text a policy? YAML, then its schema, then who extends whom: the policy, or every problem at once.

import { inheritanceProblems, inheritedAttributes } from './inheritance.ts';
import { createPlace } from './place.ts';
import type { AttributeRule, Audience, Place, Policy } from './policy.ts';
import { type FileProblem, inWords, problemsOf, sentenceOf } from './policy-problems.ts';
import { type AttributeInFile, type AudienceInFile, type PolicyFile, policySchema } from './policy-schema.ts';
import { readYaml, type YamlText } from './policy-yaml.ts';

export type PolicyOutcome = { readonly policy: Policy } | { readonly problems: readonly string[] };

const defaultMaxLength = 1024;
const defaultContactsPerHour = 500;

const placeOf = (name: string, attribute: AttributeInFile): Place => {
  const path = attribute.from ?? name;
  return createPlace({
    from: typeof path === 'string' ? path.split('.') : path,
    json: attribute.json,
    each: attribute.type === 'list' ? attribute.each : undefined,
  });
};

const ruleOf = (name: string, attribute: AttributeInFile): AttributeRule => {
  const limits = attribute.type === 'string' || attribute.type === 'list' ? attribute : undefined;
  return {
    name,
    type: attribute.type,
    place: placeOf(name, attribute),
    maxLength: limits?.maxLength ?? defaultMaxLength,
    enum: limits?.enum,
    description: attribute.description,
  };
};

const contactLimitOf = ({ contacts, contactsPerHour }: AudienceInFile): number | undefined =>
  contacts === 'any' ? (contactsPerHour ?? defaultContactsPerHour) : undefined;

const requirementsOf = ({ requires = {} }: AudienceInFile): Audience['requires'] =>
  Object.fromEntries(
    Object.entries(requires).flatMap(([name, wanted]) => (wanted === undefined ? [] : [[name, wanted]])),
  );

const policyOf = ({ audiences: inFile }: PolicyFile): Policy => {
  const audiences = Object.entries(inFile).map(([name, audience]) => ({
    name,
    requires: requirementsOf(audience),
    contacts: audience.contacts,
    contactsPerHour: contactLimitOf(audience),
    attributes: [...inheritedAttributes(inFile, name)].map(([attribute, settings]) =>
      ruleOf(attribute, settings),
    ),
  }));
  const places = audiences.flatMap(({ attributes }) => attributes.map(({ place }) => place));
  return { audiences, places: [...new Map(places.map((place) => [place.key, place])).values()] };
};

const inOrderOfLines = (problems: readonly FileProblem[], { lineOf }: YamlText): readonly string[] =>
  problems
    .map((problem) => ({ problem, line: lineOf(problem.path) }))
    .sort((one, other) => one.line - other.line)
    .map(({ problem, line }) => sentenceOf(problem, line));

/**
 * Reads the text of a policy file. It never throws; each problem names the line and the path in the file,
 * such as `line 7: audiences.browser.attributes.plan.type: is required`, and never a value.
 */
export const readPolicy = (text: string): PolicyOutcome => {
  const yaml = readYaml(text);
  if ('problems' in yaml) return yaml;
  const checked = policySchema.safeParse(yaml.value, { error: inWords });
  const problems = [...(checked.error?.issues.flatMap(problemsOf) ?? []), ...inheritanceProblems(yaml.value)];
  if (checked.success && problems.length === 0) return { policy: policyOf(checked.data) };
  return { problems: inOrderOfLines(problems, yaml) };
};
