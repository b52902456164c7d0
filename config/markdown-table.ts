// What does a table look like in Markdown?

/** Text that would be taken for the edge of a cell or for HTML is escaped; inside backticks nothing is taken for HTML. */
const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replace(/`[^`]*`|</g, (found) => (found === '<' ? '&lt;' : found));

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** Lines without a line break at the end. */
export const markdownTable = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(head), row(head.map(() => '---')), ...rows.map((cells) => row(cells.map(cell)))].join('\n');
