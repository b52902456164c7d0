// What is a JSON value here, and how is it written? Like JSON.stringify, but a bigint becomes a bare number.

export type JsonObject = { readonly [name: string]: Json };

/** A JSON value; a `bigint` stands for a whole number that a double would round, such as a contact's id. */
export type Json = null | boolean | number | bigint | string | readonly Json[] | JsonObject;

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);

/** The JSON text of a value: whole numbers of any size unrounded, lone surrogates as escapes, any own key kept. */
export const writeJson = (value: Json): string => {
  if (typeof value === 'bigint') return value.toString();
  if (isList(value)) return `[${value.map(writeJson).join(',')}]`;
  if (isJsonObject(value)) return `{${Object.entries(value).map(writeMember).join(',')}}`;
  return JSON.stringify(value);
};

const writeMember = ([name, value]: [string, Json]): string => `${JSON.stringify(name)}:${writeJson(value)}`;
