// What do other nodes say of themselves? Messages of the channels and of the list of strikes, opened.

import type { SharedNews, Strike } from '../shared-store.ts';
import type { Codec } from './codec.ts';
import type { Link } from './link.ts';
import { channels } from './scripts/channels.ts';

type Opening = Pick<Codec, 'openNames' | 'openStrike'>;

/** `<number before> <number> <note> <names of each contact that was struck>…`; undefined for what is unreadable. */
export const readStrikeMessage = (message: string, codec: Opening): Strike | undefined => {
  const [before = '', number = '', note = '', ...names] = message.split(' ');
  if (![before, number].every((text) => /^\d{1,16}$/.test(text))) return undefined;
  const opened = codec.openStrike(note);
  const carried = names.map(codec.openNames);
  if (opened === undefined || !carried.every((list) => list !== undefined)) return undefined;
  return {
    number: Number(number),
    kind: opened.kind,
    node: opened.node,
    given: opened.names,
    names: [...new Set([...opened.names, ...carried.flat()])],
  };
};

/** From now on `news` hears what any node does, this one included; to be called before the link starts. */
export const hearNews = (listen: Link['listen'], codec: Opening, news: SharedNews): void => {
  listen(channels.struck, (message) => {
    const strike = readStrikeMessage(message, codec);
    if (strike === undefined) news.unreadable();
    else news.struck(strike);
  });
  listen(channels.landed, (message) => {
    for (const name of codec.openNames(message) ?? []) news.landed(name);
  });
};
