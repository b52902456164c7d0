// How many came in the worst stretch of time?

/** The most of these moments that lie in any stretch of `length`, which holds its end and not its beginning. */
export const mostIn = (length: number, times: readonly number[]): number =>
  Math.max(0, ...times.map((last) => times.filter((time) => time > last - length && time <= last).length));
