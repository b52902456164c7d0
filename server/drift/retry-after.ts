// How long does Drift ask us to wait? Retry-After in seconds or as a date (RFC 9110, 10.2.3), by Drift's own clock.

/** When Drift does not say; its own header names are documented nowhere. */
const unsaid = 5;
const longest = 300;

type Headers = Readonly<Record<string, string>>;

/** `Date.parse` would read "1.5" and "-5" as dates, too. */
const httpDate = /^[A-Z][a-z]+, .+ GMT$/;

/** When the answer was given, in milliseconds since 1970; NaN when it does not say. Our own clock may be wrong. */
export const dateOf = (headers: Headers): number => {
  const value = headers['date']?.trim() ?? '';
  return httpDate.test(value) ? Date.parse(value) : Number.NaN;
};

const millisecondsIn = (value: string, headers: Headers): number => {
  if (/^\d+$/.test(value)) return Number(value) * 1_000;
  return httpDate.test(value) ? Date.parse(value) - dateOf(headers) : Number.NaN;
};

/** Milliseconds from 0 to 300,000; undefined when Drift does not say, or gives a date without the one of its answer. */
export const waitIn = (headers: Headers): number | undefined => {
  const milliseconds = millisecondsIn(headers['retry-after']?.trim() ?? '', headers);
  return Number.isNaN(milliseconds) ? undefined : Math.min(longest * 1_000, Math.max(0, milliseconds));
};

/** Seconds from 1 to 300. */
export const retryAfterOf = (headers: Headers): number => {
  const wait = waitIn(headers);
  return wait === undefined ? unsaid : Math.max(1, Math.ceil(wait / 1_000));
};
