// What does this object itself hold there? Own properties only, at every step; lists are not walked by name.

/** A null-prototype or plain object; null, lists and primitives are none. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Drift says null where nothing is. */
export const isAbsent = (value: unknown): value is null | undefined => value === null || value === undefined;

/** The own property of a record; undefined for everything else. */
export const own = (value: unknown, key: string): unknown =>
  isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined;
