// How long does Drift ask us to wait? Retry-After in seconds or as a date (RFC 9110, 10.2.3).

/** When Drift does not say; its own header names are documented nowhere. */
const unsaid = 5;
const longest = 300;

type Headers = Readonly<Record<string, string>>;

/** `Date.parse` would read "1.5" and "-5" as dates, too. */
const httpDate = /^[A-Z][a-z]+, .+ GMT$/;

const millisecondsIn = (value: string, now: number): number => {
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  return httpDate.test(value) ? Date.parse(value) - now : Number.NaN;
};

/** Milliseconds from 0 to 300,000; undefined when Drift does not say. `now` is the wall clock in milliseconds. */
export const waitIn = (headers: Headers, now: number): number | undefined => {
  const milliseconds = millisecondsIn(headers['retry-after']?.trim() ?? '', now);
  return Number.isNaN(milliseconds) ? undefined : Math.min(longest * 1_000, Math.max(0, milliseconds));
};

/** Seconds from 1 to 300. `now` is the wall clock in milliseconds. */
export const retryAfterOf = (headers: Headers, now: number): number => {
  const wait = waitIn(headers, now);
  return wait === undefined ? unsaid : Math.max(1, Math.ceil(wait / 1_000));
};
