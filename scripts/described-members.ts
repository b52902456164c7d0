// What does a type say of each of its members? Read from its source, as the formatter leaves it: their texts and their comments.

/** One member of an object type, or of a union. */
export type DescribedMember = {
  /** `timeout`, `ready`, or the word itself: `pending`. */
  readonly name: string;
  /** As it stands in the source, on one line: `number`, `Promise<Ready<Attributes>>`; empty for a word. */
  readonly type: string;
  readonly optional: boolean;
  readonly meaning: string;
  /** What `@default` says. */
  readonly usual: string | undefined;
};

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** Its sentences without stars, and what it says after `@default`. */
const readComment = (comment: string): Pick<DescribedMember, 'meaning' | 'usual'> => {
  const text = comment.replace(/^\/\*\*|\*\/$/g, '').replace(/^\s*\* ?/gm, '');
  const [meaning = '', usual] = text.split('@default');
  return { meaning: oneLine(meaning), usual: usual === undefined ? undefined : oneLine(usual) };
};

/** The text of one type of the source, without its name. */
const bodyOf = (source: string, name: string): string => {
  const [, body] =
    new RegExp(`^export type ${name}\\b[^\\n]*? =((?: \\{)?\\n[\\s\\S]*?);\\n(?=\\n|$)`, 'm').exec(source) ??
    [];
  if (body === undefined) throw new Error(`No type ${name} is exported.`);
  return body;
};

const comment = '(?<comment>/\\*\\*(?:(?!\\*/)[\\s\\S])*\\*/)?';
const ofObjects = new RegExp(
  `^ {2}${comment}\\s*(?:readonly )?(?<name>\\w+)(?<optional>\\??)(?<type>[^;]*);$`,
  'gm',
);
const ofUnions = new RegExp(`^ {2}${comment}\\s*\\| '(?<name>\\w+)'`, 'gm');

/** @throws Error when the type is not there, or one of its members is not explained */
export const membersOf = (source: string, typeName: string): readonly DescribedMember[] => {
  const body = bodyOf(source, typeName);
  const found = [...body.matchAll(body.startsWith(' {') ? ofObjects : ofUnions)];
  return found.map(({ groups = {} }) => {
    const { comment: said = '', name = '', optional, type = '' } = groups;
    const { meaning, usual } = readComment(said);
    const written = oneLine(type.replace(/^:/, ''));
    if (meaning === '') throw new Error(`${typeName}.${name} is not explained.`);
    return {
      name,
      type: optional === '?' ? written.replace(/ \| undefined$/, '') : written,
      optional: optional === '?',
      meaning,
      usual,
    };
  });
};
