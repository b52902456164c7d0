// Where does a printed part stand in a page that is written by hand? Between two marks, which name it.

/** The page with `text` between the marks of this part. @throws Error when it lacks them */
export const withPart = (page: string, part: string, text: string): string => {
  const [begin, end] = [`<!-- ${part}:begin (printed by npm run generate) -->`, `<!-- ${part}:end -->`];
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`The page has no place for ${part}.`);
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
};

/** What stands there now. @throws Error when the page lacks the marks */
export const partOf = (page: string, part: string): string => {
  const [, found] =
    new RegExp(`<!-- ${part}:begin[^\\n]*-->\\n\\n([\\s\\S]*?)\\n\\n<!-- ${part}:end -->`).exec(page) ?? [];
  if (found === undefined) throw new Error(`The page has no place for ${part}.`);
  return found;
};
