// What did a script say? Its reply, taken for nothing that it is not.

/** @throws Error when it is neither text nor bytes of text */
export const textIn = (reply: unknown): string => {
  if (typeof reply === 'string') return reply;
  if (Buffer.isBuffer(reply)) return reply.toString();
  throw new Error('not the text that the script says');
};

/** A whole number that is not negative, as decimal text: Redis's own integers end where Lua's begin to round. */
export const numberIn = (reply: unknown): number => {
  const text = textIn(reply);
  const number = Number(text);
  if (!/^\d{1,16}$/.test(text) || !Number.isSafeInteger(number))
    throw new Error('not the number that the script says');
  return number;
};

/** @throws Error when it is no list, or of another length where one is given */
export const listIn = (reply: unknown, length?: number): readonly unknown[] => {
  if (Array.isArray(reply) && (length === undefined || reply.length === length)) return reply;
  throw new Error('not the list that the script says');
};

/** @throws Error when it is none of these words */
export const wordIn = <Word extends string>(reply: unknown, words: readonly Word[]): Word => {
  const text = textIn(reply);
  const word = words.find((candidate) => candidate === text);
  if (word === undefined) throw new Error('none of the words that the script says');
  return word;
};
