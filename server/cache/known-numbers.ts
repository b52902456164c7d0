// Which shared number was known here at that moment? Moments are this process's own numbers, as its flights note them.

export type KnownNumbers = {
  /** The highest shared number that is known now. */
  readonly latest: number;
  /** This is known from now on, at the own number `own`, which has just been raised. */
  note(own: number, shared: number): void;
  /** The shared counter was lost and made anew: what was known before means nothing any more. */
  restart(own: number, shared: number): void;
  /** What was known when the own number was `own`; 0, with which Redis keeps nothing, when that is no longer remembered. */
  at(own: number): number;
};

/** Beyond so many the oldest are given up; a flight lasts two minutes at most, and few strikes come in that time. */
const maxMoments = 10_000;

export const createKnownNumbers = (): KnownNumbers => {
  const known = new Map<number, number>();
  let latest = 0;

  /** What was known at a moment stays so: who noted it then knew no more. */
  const set = (own: number): void => {
    if (known.has(own)) return;
    known.set(own, latest);
    const oldest = known.keys().next().value;
    if (known.size > maxMoments && oldest !== undefined) known.delete(oldest);
  };

  return {
    get latest() {
      return latest;
    },
    note(own, shared) {
      latest = Math.max(latest, shared);
      set(own);
    },
    restart(own, shared) {
      known.clear();
      latest = shared;
      set(own);
    },
    at: (own) => known.get(own) ?? 0,
  };
};
