// When may a worker that has ended be replaced? Soon the first time, later each time it happens again soon.

/** Milliseconds. */
const first = 1_000;
const longest = 30_000;
/** Who lived for so long has not ended because it was started. */
const longLife = 60_000;

/** Takes how long the worker has lived and gives how long its place stays empty, both in milliseconds. */
export type Backoff = (lived: number) => number;

/** `random` takes up to a quarter off, so that workers that ended together do not start together again and again. */
export const createBackoff = (random: () => number): Backoff => {
  let next = first;
  return (lived) => {
    const delay = lived < longLife ? next : first;
    next = Math.min(delay * 2, longest);
    return delay * (1 - random() / 4);
  };
};
