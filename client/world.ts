// What does the library need of its surroundings? Time, chance, network and page as arguments; the browser's own are named here alone.

/** Ends a timer that has not fired, or what was begun; calling it again does nothing. */
export type Cancel = () => void;

export type World = {
  readonly fetch: typeof globalThis.fetch;
  /** Calls `act` once, `milliseconds` from now. */
  after(milliseconds: number, act: () => void): Cancel;
  /** From 0 up to, but not, 1. */
  random(): number;
  /** Shows an error of the page's own listeners where such errors are shown, without throwing. */
  report(error: unknown): void;
  /** The address of the page; undefined where there is none (rendering on a server). */
  readonly page: string | undefined;
};

/** The longest time that timers of browsers can wait; more would fire at once. */
const longest = 2 ** 31 - 1;

/** Looks each of the browser's own up only when it is used, so that this may be called where there is no browser. */
export const browserWorld = (): World => ({
  fetch: (...request) => fetch(...request),
  after: (milliseconds, act) => {
    const timer = setTimeout(act, Math.min(milliseconds, longest));
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  report: (error) => (globalThis.reportError ?? console.error)(error),
  page: globalThis.location?.href,
});
