// Which keys are at hand? The last good set, for as long as it may be believed.

import type { KeyObject } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { NamedKey } from './sort-keys.ts';

export type HeldKeys = {
  /** Takes the place of all keys held so far; the same keys once more are only believed for longer. */
  replace(keys: readonly NamedKey[]): void;
  /** All of them; another object once they have been replaced by others or have grown too old. */
  current(): readonly NamedKey[];
  /** False before the first set, and when the last one has grown too old. */
  any(): boolean;
  /** The keys of exactly this name; without a name, all. */
  named(kid: string | undefined): readonly KeyObject[];
};

/** Milliseconds for which an identity provider may be down before its last word is no longer believed. */
const lifetime = 24 * 60 * 60 * 1000;
/** Bounds what one token may cost when many keys share its name, or it gives none. */
const maxCandidates = 16;
const none: readonly NamedKey[] = [];

const areSame = (ones: readonly NamedKey[], others: readonly NamedKey[]): boolean =>
  ones.length === others.length &&
  ones.every(({ kid, key }, at) => {
    const other = others[at];
    return other !== undefined && other.kid === kid && other.key.equals(key);
  });

export const createHeldKeys = ({ clock }: { readonly clock: Pick<Clock, 'now'> }): HeldKeys => {
  let held = none;
  let since = 0;

  const current = (): readonly NamedKey[] => (clock.now() - since < lifetime ? held : none);

  return {
    replace: (keys) => {
      if (!areSame(held, keys)) held = keys; // whoever invents a name has the set fetched again; nothing follows from that
      since = clock.now();
    },
    current,
    any: () => current().length > 0,
    named: (kid) =>
      current()
        .filter((one) => kid === undefined || one.kid === kid)
        .slice(0, maxCandidates)
        .map(({ key }) => key),
  };
};
