// How do nodes share entries, strikes and leases by Redis? Each act is one script; who cannot reach it is told nothing.

import type { Clock } from '../../clock.ts';
import type { Entry, Name } from '../../lookup/entry.ts';
import type { SharedStore, Strike } from '../shared-store.ts';
import type { Codec } from './codec.ts';
import type { Run } from './link.ts';
import { readStrikeMessage } from './messages.ts';
import type { Names } from './names.ts';
import { boardScript } from './scripts/board.ts';
import { anchor } from './scripts/lua.ts';
import { type Found, readScript } from './scripts/read.ts';
import { releaseScript } from './scripts/release.ts';
import { strikeScript } from './scripts/strike.ts';
import { strikesSinceScript } from './scripts/strikes-since.ts';
import { sweepEnd, sweepScript } from './scripts/sweep.ts';
import { writeScript } from './scripts/write.ts';

type Parts = {
  readonly run: Run;
  readonly codec: Codec;
  readonly names: Names;
  /** This node's own word, unlike that of any other. */
  readonly node: string;
  readonly clock: Pick<Clock, 'now'>;
  /** The age in milliseconds up to which an entry may stand in when Drift fails. */
  readonly stale: number;
  /** Milliseconds; longer than a question to Drift can take. */
  readonly lease: number;
  /** Redis turned out to have lost its counter, or to have been flushed, since a question began: `strikesSince` tells more. */
  readonly lost: () => void;
};

export const createRedisStore = (parts: Parts): SharedStore => {
  const { run, codec, names, node, clock, stale, lease, lost } = parts;
  const { token, entryKey, absenceKey } = names;

  /** It opens under its own key only; what else was put where it does not belong is not about this name. */
  const opened = (name: Name, { key, sealed }: Found): ReturnType<Codec['openEntry']> => {
    const entry = codec.openEntry(key, sealed);
    const isAboutIt =
      entry?.kind === 'contact' ? entry.names.includes(name) : key === absenceKey(token(name));
    return isAboutIt ? entry : undefined;
  };

  const landing = (name: Name): string => codec.sealNames([name]);
  const release = async (name: Name): Promise<void> => {
    await run(releaseScript, anchor, [token(name), node, landing(name)]);
  };

  const sealedFor = (asked: Name, entry: Entry): string =>
    codec.sealEntry(
      entry.kind === 'contact' ? entryKey(token(entry.names[0])) : absenceKey(token(asked)),
      entry,
    );

  const namesOf = (entry: Entry): readonly string[] =>
    entry.kind === 'contact' ? [codec.sealNames(entry.names), ...entry.names.map(token)] : [''];

  const keep = (asked: Name, entry: Entry, begun: number, age: number, life: number) =>
    run(writeScript, anchor, [
      ...[token(asked), begun, node, landing(asked)],
      ...[entry.kind, sealedFor(asked, entry), age, life],
      ...namesOf(entry),
    ]);

  const sweep = async (): Promise<void> => {
    let cursor = await run(sweepScript, anchor, [sweepEnd]);
    while (cursor !== undefined && cursor !== sweepEnd) cursor = await run(sweepScript, anchor, [cursor]);
  };

  return {
    async read(name) {
      const sent = clock.now();
      const found = await run(readScript, anchor, [token(name)]);
      if (found === undefined || found === null) return undefined;
      const entry = opened(name, found);
      return entry && { ...entry, storedAt: sent - found.age, expired: found.expired };
    },

    async write(asked, entry, begun) {
      const age = Math.max(0, Math.round(clock.now() - entry.storedAt));
      const life = Math.floor(stale * entry.jitter - age);
      const outcome = life > 0 ? await keep(asked, entry, begun, age, life) : 'too old';
      // The script did not end the lease, for instance because memory is full: nobody need wait for this answer.
      if (outcome === undefined || outcome === 'too old') await release(asked);
      if (outcome === 'reborn') lost();
      return outcome === undefined ? undefined : outcome === 'kept';
    },

    async strike(kind, given) {
      const note = codec.sealStrike({ kind, node, names: given });
      const tokens = [...new Set(given)].map(token);
      const struck = await run(strikeScript, anchor, [kind, note, ...tokens]);
      if (kind === 'flush' && struck !== undefined) void sweep();
      return struck;
    },

    async strikesSince(number) {
      const since = await run(strikesSinceScript, anchor, [number]);
      if (since === undefined) return undefined;
      const strikes = since.messages.map((message) => readStrikeMessage(message, codec));
      const opened = strikes.filter((strike): strike is Strike => strike !== undefined);
      const readable = opened.length === strikes.length;
      return { number: since.number, strikes: opened, whole: since.whole && readable, readable };
    },

    board: (name) => run(boardScript, anchor, [token(name), node, lease]),
    release,
  };
};
