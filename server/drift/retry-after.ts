// How long does Drift ask us to wait? Retry-After in seconds or as a date (RFC 9110, 10.2.3).

/** When Drift does not say; its own header names are documented nowhere. */
const unsaid = 5;
const longest = 300;

/** `Date.parse` would read "1.5" and "-5" as dates, too. */
const httpDate = /^[A-Z][a-z]+, .+ GMT$/;

const secondsIn = (value: string, now: number): number => {
  if (/^\d+$/.test(value)) return Number(value);
  const date = httpDate.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? unsaid : Math.ceil((date - now) / 1000);
};

/** Seconds from 1 to 300. `now` is the wall clock in milliseconds. */
export const retryAfterOf = (headers: Readonly<Record<string, string>>, now: number): number => {
  const value = headers['retry-after']?.trim();
  const seconds = value === undefined ? unsaid : secondsIn(value, now);
  return Math.min(longest, Math.max(1, seconds));
};
