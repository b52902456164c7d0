// What follows from a value that may be replaced? It is made once, and anew when the value is.

import type { Reloading } from '../config/reloading.ts';

export const derived = <Source, Result>(
  source: Reloading<Source>,
  make: (source: Source) => Result,
): { readonly current: Result } => {
  let from = source.current;
  let made = make(from);
  return {
    get current() {
      if (source.current !== from) {
        from = source.current;
        made = make(from);
      }
      return made;
    },
  };
};
