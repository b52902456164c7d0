// How does one part of the server do? A word, since when, and its last failure: what the operator's status tells of it.

import type { Clock } from '../clock.ts';

export type ComponentReport = {
  readonly state: string;
  /** ISO 8601. */
  readonly since: string;
  /** The reason is a word or sentence from our own code, never one from outside. */
  readonly lastFailure: { readonly reason: string; readonly at: string } | undefined;
};

export type Component<State extends string> = {
  /** How it does now; `since` moves only when that is news. */
  is(state: State): void;
  failed(reason: string): void;
  report(): ComponentReport;
};

export const createComponent = <State extends string>(first: State, clock: Clock): Component<State> => {
  const now = (): string => new Date(clock.wall()).toISOString();
  let state = first;
  let since = now();
  let lastFailure: ComponentReport['lastFailure'];

  return {
    is(next) {
      if (next === state) return;
      state = next;
      since = now();
    },
    failed(reason) {
      lastFailure = { reason, at: now() };
    },
    report: () => ({ state, since, lastFailure }),
  };
};
