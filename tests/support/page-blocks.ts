// Which code does a page of the documentation show? Its fenced blocks, each under the heading that it stands below.

/** One block. */
export type Block = {
  /** `React` for what stands below `### React`. */
  readonly heading: string;
  /** `html`, `ts`, … */
  readonly language: string;
  readonly text: string;
};

const fence = /^```(\w+)\n([\s\S]*?)\n```$|^#+ (.+)$/gm;

/** In the order of the page. */
export const blocksOf = (markdown: string): readonly Block[] => {
  let heading = '';
  return [...markdown.matchAll(fence)].flatMap(([, language, text = '', title]) => {
    if (title !== undefined) heading = title;
    return language === undefined ? [] : [{ heading, language, text }];
  });
};

/** The scripts that stand inside a block of HTML: their texts, and whether each is a module. */
export const scriptsIn = (html: string): readonly { readonly text: string; readonly isModule: boolean }[] =>
  [...html.matchAll(/<script([^>]*)>([\s\S]*?)<\/script>/g)]
    .map(([, attributes = '', text = '']) => ({ text, isModule: attributes.includes('module') }))
    .filter(({ text }) => text.trim() !== '');
