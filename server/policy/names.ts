// Which names may a policy use? One pattern for attributes and audiences, and three names that nothing may have.

/** Names that mean the prototype of an object to JavaScript, and a field to nobody. */
export const reservedNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Attributes and audiences: fit for JSON, for a comma-separated list, for a log line and for a TypeScript type. */
export const namePattern = /^[A-Za-z_][A-Za-z0-9_.-]{0,63}$/;
