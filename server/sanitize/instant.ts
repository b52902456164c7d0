// Which moment is this? Epoch milliseconds or ISO 8601 text; real calendar dates of the years 1 to 9999 only.

const firstMoment = Date.parse('0001-01-01T00:00:00.000Z');
const lastMoment = Date.parse('9999-12-31T23:59:59.999Z');

const day = String.raw`(?<day>\d{4}-\d\d-\d\d)`;
const time = String.raw`(?<minute>\d\d:\d\d)(?::(?<second>\d\d)(?:[.,](?<fraction>\d{1,9}))?)?`;
const zone = String.raw`[Zz]|(?<sign>[+-])(?<hours>[01]\d|2[0-3])(?::?(?<minutes>[0-5]\d))?`;
const isoText = new RegExp(`^${day}(?:[Tt ]${time}(?:${zone})?)?$`);

const instantOfText = (text: string): number | undefined => {
  const parts = isoText.exec(text)?.groups;
  if (parts === undefined) return undefined;
  const { minute = '00:00', second = '00', fraction = '', sign = '+', hours = '0', minutes = '0' } = parts;
  const written = `${parts['day']}T${minute}:${second}.${fraction.padEnd(3, '0').slice(0, 3)}Z`;
  const instant = Date.parse(written);
  // 30 February and 24:00 would become another day: only what reads back as it was written is a date.
  if (Number.isNaN(instant) || new Date(instant).toISOString() !== written) return undefined;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === '-' ? instant + offset : instant - offset;
};

/**
 * Milliseconds since 1970, or undefined when `value` is no moment of the calendar.
 * A text without an offset is UTC; a text without a time is midnight.
 */
export const instantOf = (value: string | number): number | undefined => {
  const instant = typeof value === 'string' ? instantOfText(value) : value;
  if (instant === undefined || !Number.isSafeInteger(instant)) return undefined;
  return instant >= firstMoment && instant <= lastMoment ? instant : undefined;
};
