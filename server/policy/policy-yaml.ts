// Is this text one plain YAML document? Its value, and the line on which each part of it stands.

import {
  type Document,
  type ErrorCode,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  Parser,
  parseDocument,
  visit,
} from 'yaml';
import { reservedNames } from './names.ts';

/** Keys from the top of the file downwards. */
export type FilePath = readonly PropertyKey[];

export type YamlText = {
  readonly value: unknown;
  /** The line of the deepest part of `path` that is there. */
  lineOf(path: FilePath): number;
};

type Outcome = YamlText | { readonly problems: readonly string[] };

const maxBytes = 256 * 1024;
const maxAliases = 100;
/** Lists and maps in each other; many times what any policy needs. */
const maxDepth = 64;
/** After so many, further syntax errors are mostly echoes of the first. */
const maxSyntaxProblems = 20;

/** One schema whatever a %YAML directive says, no custom tags, no merge keys, nothing said on stderr. */
const options = {
  schema: 'core',
  resolveKnownTags: false,
  merge: false,
  strict: true,
  stringKeys: true,
  // The library compares every key with every other; keyProblems looks each up once.
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'error',
} as const;

type Told = (offset: number | undefined, text: string) => string;

/** Our words for what is likely; never the library's, which quote the text (and that may be a secret, given by mistake). */
const words: Partial<Readonly<Record<ErrorCode, string>>> = {
  BAD_INDENT: 'is indented wrongly here, or a bracket or brace is not closed',
  MISSING_CHAR: 'a closing quote, bracket, brace, comma or colon is missing',
  MULTIPLE_DOCS: 'a second document begins here; there must be one',
  NON_STRING_KEY: 'keys must be plain text',
  TAB_AS_INDENT: 'is indented with a tab',
  TAG_RESOLVE_FAILED: 'tags are not supported',
};

const syntaxProblems = (document: Document, told: Told): readonly string[] => {
  const problems = [...document.errors, ...document.warnings].map(({ pos, code }) =>
    told(pos[0], words[code] ?? 'is not YAML'),
  );
  return [...new Set(problems)].slice(0, maxSyntaxProblems);
};

const keyProblems = (document: Document, told: Told): readonly string[] => {
  const problems: string[] = [];
  const check = (key: unknown, seen: Set<string>): void => {
    if (!isScalar(key)) return;
    const name = String(key.value);
    if (seen.has(name)) problems.push(told(key.range?.[0], `${name} is there twice`));
    if (reservedNames.has(name)) problems.push(told(key.range?.[0], `${name} cannot be a name`));
    seen.add(name);
  };
  visit(document, {
    Map: (_, { items }) => {
      const seen = new Set<string>();
      for (const { key } of items) check(key, seen);
    },
  });
  return problems;
};

type Step = { readonly node: unknown; readonly offset: number | undefined };

const stepInto = (node: unknown, key: PropertyKey): Step | undefined => {
  if (isSeq(node)) {
    const item = node.items[Number(key)];
    return isScalar(item) ? { node: item, offset: item.range?.[0] } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find((item) => isScalar(item.key) && item.key.value === key);
  if (pair === undefined) return undefined;
  return { node: pair.value, offset: isScalar(pair.key) ? pair.key.range?.[0] : undefined };
};

const offsetOf = (document: Document, path: FilePath): number => {
  let deepest: Step = { node: document.contents, offset: 0 };
  for (const key of path) {
    const next = stepInto(deepest.node, key);
    if (next === undefined) break;
    deepest = next;
  }
  return deepest.offset ?? 0;
};

const isCollection = ({ type }: { readonly type: string }): boolean =>
  type === 'block-map' || type === 'block-seq' || type === 'flow-collection';

/**
 * Looked at piece by piece, before the library puts the pieces together: it does so by recursion, and V8 ends the whole process, beyond
 * any catch, when a regular expression is compiled where the stack ends.
 */
const depthProblems = (text: string): readonly string[] => {
  const parser = new Parser();
  for (const lexeme of new Lexer().lex(text)) {
    // What comes out is read a second time, with its errors, when nothing is too deep.
    Array.from(parser.next(lexeme));
    if (parser.stack.length > maxDepth && parser.stack.filter(isCollection).length > maxDepth) {
      return [`line ${text.slice(0, parser.offset).split('\n').length}: is nested too deeply`];
    }
  }
  return [];
};

const read = (text: string): Outcome => {
  const depth = depthProblems(text);
  if (depth.length > 0) return { problems: depth };
  const lines = new LineCounter();
  const document = parseDocument(text, { ...options, lineCounter: lines });
  const told: Told = (offset = 0, problem) => `line ${lines.linePos(offset).line}: ${problem}`;
  const syntax = syntaxProblems(document, told);
  if (syntax.length > 0) return { problems: syntax };
  const keys = keyProblems(document, told);
  if (keys.length > 0) return { problems: keys };
  const value: unknown = document.toJS({ maxAliasCount: maxAliases });
  return { value, lineOf: (path) => lines.linePos(offsetOf(document, path)).line };
};

/**
 * Reads one YAML document of at most 256 KiB. Refused with all problems at once: repeated keys, keys that
 * are not plain text, custom tags, several documents, more than 100 aliases, names of the prototype; nesting deeper than 64.
 */
export const readYaml = (text: string): Outcome => {
  if (Buffer.byteLength(text) > maxBytes) return { problems: ['is larger than 256 KiB'] };
  try {
    return read(text);
  } catch {
    // Nothing is thrown but by the library's way of following aliases.
    return { problems: ['has an alias without an anchor, or too many aliases'] };
  }
};
