// What may change while the process runs? A value with a name that can be looked at again.

/** What a second look found: nothing new, a new value in force, or a bad one that was not taken. */
export type Reload = 'same' | 'replaced' | { readonly kept: string };

/** A value read from outside; readers ask for `current` at each use and never keep it. */
export type Reloading<T> = {
  /** The variable or file it comes from; fit for a log. */
  readonly name: string;
  readonly current: T;
  /** Looks again; a bad new value leaves `current` as it was and says why (never with the value). */
  reload(): Reload;
};

/** A value that cannot change: same shape, nothing to look at. */
export const constant = <T>(name: string, value: T): Reloading<T> => ({
  name,
  current: value,
  reload: () => 'same',
});
