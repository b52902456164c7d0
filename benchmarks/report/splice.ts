// Where in a page does what was measured stand? Between two markers that carry the name of its place.

export const marker = (name: string, end: 'begin' | 'end'): string => `<!-- bench:${name}:${end} -->`;

/** The names of all places of a page. */
export const placesOf = (page: string): readonly string[] =>
  [...page.matchAll(/<!-- bench:([a-z-]+):begin -->/g)].map(([, name = '']) => name);

/** The page with `text` at the place of that name. @throws Error when the page lacks the place */
export const spliced = (page: string, name: string, text: string): string => {
  const [begin, end] = [marker(name, 'begin'), marker(name, 'end')];
  const [before, rest] = page.split(begin);
  const after = rest?.split(end)[1];
  if (before === undefined || after === undefined) throw new Error(`the page has no place for ${name}`);
  return `${before}${begin}\n\n${text}\n\n${end}${after}`;
};
