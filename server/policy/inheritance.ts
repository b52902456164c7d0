// Which attributes does an audience have in the end? Its own, and those of the audience it extends.

import type { FileProblem } from './policy-problems.ts';

const isMapping = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Who extends whom, from a file that may hold other mistakes: those are somebody else's to report. */
const parentsOf = (file: unknown): ReadonlyMap<string, unknown> => {
  const audiences = isMapping(file) && isMapping(file['audiences']) ? file['audiences'] : {};
  return new Map(
    Object.entries(audiences).map(([name, audience]) => [
      name,
      isMapping(audience) ? audience['extends'] : undefined,
    ]),
  );
};

const reachesItself = (parents: ReadonlyMap<string, unknown>, name: string): boolean => {
  const seen = new Set<unknown>();
  let ancestor = parents.get(name);
  while (typeof ancestor === 'string' && !seen.has(ancestor)) {
    if (ancestor === name) return true;
    seen.add(ancestor);
    ancestor = parents.get(ancestor);
  }
  return false;
};

/** What is wrong with the `extends` of a file: an audience that is not there, or a circle. */
export const inheritanceProblems = (file: unknown): readonly FileProblem[] => {
  const parents = parentsOf(file);
  return [...parents].flatMap(([name, parent]) => {
    const path = ['audiences', name, 'extends'];
    if (typeof parent !== 'string') return [];
    if (!parents.has(parent)) return [{ path, text: 'names an audience that is not in the file' }];
    return reachesItself(parents, name) ? [{ path, text: 'leads back to this audience' }] : [];
  });
};

type Heir<T> = {
  readonly extends?: string | undefined;
  readonly attributes?: Readonly<Record<string, T>> | undefined;
};

/**
 * The attributes of an audience, inherited ones first; an own one takes the place of an inherited one of the same name.
 * The file has passed `inheritanceProblems`, so the chain ends.
 */
export const inheritedAttributes = <T>(
  audiences: Readonly<Record<string, Heir<T>>>,
  name: string,
): ReadonlyMap<string, T> => {
  const heir = audiences[name];
  const inherited = heir?.extends === undefined ? [] : inheritedAttributes(audiences, heir.extends);
  return new Map([...inherited, ...Object.entries(heir?.attributes ?? {})]);
};
