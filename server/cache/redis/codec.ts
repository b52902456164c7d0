// How do nodes write to each other so that nobody else can read it? Sealed JSON, strictly read; what is unreadable is told and left.

import type { Entry, Name } from '../../lookup/entry.ts';
import type { Strike } from '../shared-store.ts';
import { entryText, type KeptEntry, readEntry } from './entry-text.ts';
import { isName, namingOf } from './names.ts';
import { tag } from './script.ts';
import { createSeal } from './seal.ts';

/** What one node says of its strike; the number is given by Redis. */
export type StrikeNote = Omit<Strike, 'number' | 'given'>;

/** Whatever is unreadable is undefined, and counted. */
export type Codec = {
  /** `key` is the Redis key that it rests under: under another one it does not open. */
  sealEntry(key: string, entry: Entry): string;
  openEntry(key: string, sealed: string): KeptEntry | undefined;
  sealNames(names: readonly Name[]): string;
  openNames(sealed: string): readonly Name[] | undefined;
  sealStrike(note: StrikeNote): string;
  openStrike(sealed: string): StrikeNote | undefined;
};

type Parts = {
  /** 32 bytes each: the first encrypts, all decrypt, and by the last all names are made. */
  readonly keys: readonly [Buffer, ...Buffer[]];
  /** Something could not be read: made by another version, with another key, or by somebody else. */
  readonly unreadable: () => void;
};

const namesPlace = `${tag}:names`;
/** Names are told in strikes as one key makes them: who names by another must not take them for nobody's. */
const strikePlaceOf = (namingKey: Buffer): string => `${tag}:strike:${namingOf(namingKey)}`;

const isNames = (value: unknown): value is readonly Name[] => Array.isArray(value) && value.every(isName);
const readNames = (value: unknown): readonly Name[] | undefined => (isNames(value) ? value : undefined);

const kinds: readonly unknown[] = ['expire', 'forget', 'flush'] satisfies Strike['kind'][];
const isKind = (value: unknown): value is Strike['kind'] => kinds.includes(value);

const readStrike = (value: unknown): StrikeNote | undefined => {
  if (!Array.isArray(value) || value.length !== 3) return undefined;
  const [kind, node, names]: unknown[] = value;
  return isKind(kind) && typeof node === 'string' && isNames(names) ? { kind, node, names } : undefined;
};

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

export const createCodec = ({ keys, unreadable }: Parts): Codec => {
  const { seal, open } = createSeal(keys);
  const strikePlace = strikePlaceOf(keys.at(-1) ?? keys[0]);

  const opened = <Content>(
    place: string,
    sealed: string,
    read: (value: unknown) => Content | undefined,
  ): Content | undefined => {
    const text = open(place, sealed);
    const content = text === undefined ? undefined : read(parse(text));
    if (content === undefined) unreadable();
    return content;
  };

  return {
    sealEntry: (key, entry) => seal(key, entryText(entry)),
    openEntry: (key, sealed) => opened(key, sealed, readEntry),
    sealNames: (names) => seal(namesPlace, JSON.stringify(names)),
    openNames: (sealed) => opened(namesPlace, sealed, readNames),
    sealStrike: ({ kind, node, names }) => seal(strikePlace, JSON.stringify([kind, node, names])),
    openStrike: (sealed) => opened(strikePlace, sealed, readStrike),
  };
};
