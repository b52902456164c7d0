// May requests go on, or must they wait? Closed by `hold`, opened by the release it returns; no timer.

export type Gate = {
  /** Makes every request wait until the returned release is called; several holds must all be released. */
  hold(): () => void;
  /** Resolves when nothing is held. */
  pass(): Promise<void>;
  /** Lets everything go. */
  open(): void;
};

export const createGate = (): Gate => {
  const holds = new Set<symbol>();
  let waiting: (() => void)[] = [];

  const letGo = (): void => {
    if (holds.size > 0) return;
    const released = waiting;
    waiting = [];
    for (const resume of released) resume();
  };

  return {
    hold: () => {
      const hold = Symbol('hold');
      holds.add(hold);
      return () => {
        holds.delete(hold);
        letGo();
      };
    },
    pass: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        letGo();
      }),
    open: () => {
      holds.clear();
      letGo();
    },
  };
};
