// What does the library need of its surroundings? Time, chance, network and page as arguments; the browser's own are named here alone.

/** Ends a timer that has not fired, or what was begun; calling it again does nothing. */
export type Cancel = () => void;

/** What asking needs. */
export type AskingWorld = {
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

/** What keeping up needs besides. */
export type PageWorld = {
  /** Calls `act` each time that the page is left, shown, seen or hidden, or connected again. */
  hear(event: PageEvent, act: () => void): Cancel;
  /** Whether somebody may be looking at the page. */
  visible(): boolean;
  /** False only when there is certainly no network. */
  online(): boolean;
  /** Locks and channels are not there in every browser, nor in every page. */
  readonly locks: Locks | undefined;
  readonly channel: ((name: string) => Channel) | undefined;
};

/** What keeping up needs is the browser's own unless it is given. */
export type World = AskingWorld & Partial<PageWorld>;

/** Of all tabs of the site, one holds the lock of a name, until what `act` gave has resolved. */
export type Locks = {
  request(
    name: string,
    options: { readonly signal: AbortSignal },
    act: () => Promise<void>,
  ): Promise<unknown>;
};

export type PageEvent = 'pagehide' | 'pageshow' | 'visibilitychange' | 'online';

/** What is said here is heard by every other tab of the site that listens by the same name. */
export type Channel = Pick<BroadcastChannel, 'postMessage' | 'onmessage' | 'close'>;

/** Milliseconds, eleven days: timers of browsers that should wait more than 24 days fire at once. */
const longest = 1e9;

/** Nothing is looked up before it is used, so that this may be called where there is no browser. */
export const askingWorld = (): AskingWorld => ({
  fetch: (...request) => fetch(...request),
  after: (milliseconds, act) => {
    const timer = setTimeout(act, Math.min(milliseconds, longest));
    return () => clearTimeout(timer);
  },
  random: () => Math.random(),
  report: (error) => (globalThis.reportError ?? console.error)(error),
  page: globalThis.location?.href,
});

export const browserPage = (): PageWorld => ({
  hear: (event, act) => {
    addEventListener(event, act);
    return () => removeEventListener(event, act);
  },
  visible: () => !globalThis.document?.hidden,
  online: () => navigator.onLine,
  locks: globalThis.navigator?.locks,
  channel: (name) => new BroadcastChannel(name),
});
