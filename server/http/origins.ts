// Is this origin listed? Exact strings, and patterns that the configuration built and anchored.

export type IsListed = (origin: string | undefined) => boolean;

export const createIsListed = (allowed: readonly (string | RegExp)[]): IsListed => {
  const exact = new Set(allowed.filter((entry) => typeof entry === 'string'));
  const patterns = allowed.filter((entry) => entry instanceof RegExp);
  return (origin) =>
    origin !== undefined && (exact.has(origin) || patterns.some((pattern) => pattern.test(origin)));
};
