// What does a page hold of its visitor, and how may it ask? The types of the browser library; everything else implements them.

import type { AttributesBody, Problem } from '../server/http/contract.ts';

/** A value as the policy types it: text (dates too, as ISO 8601), number, yes or no, list of texts. */
export type AttributeValue = AttributesBody['attributes'][string];

/** Any audience's attributes, by name. `drift-attribute-proxy types` prints a narrower one from the policy. */
export type AnyAttributes = Readonly<Record<string, AttributeValue>>;

/** How asking went so far. */
export type Status =
  /** Nothing has been asked yet, or the answer is awaited. Show the page's own words; `ready()` begins to ask. */
  | 'pending'
  /** An answer is there. Whether Drift knows the visitor is in `known`. */
  | 'ready'
  /** No answer within `timeout`. Show the page's own words; the answer may still come, as `change`. */
  | 'timeout'
  /** The visitor has no session, or it has ended. Show what everybody sees; `refresh()` after a log-in. */
  | 'unauthenticated'
  /** The proxy does not serve this page or this visitor, or there is no consent. Asking again changes nothing: see `reason`. */
  | 'refused'
  /** The network, the proxy or Drift failed, or too much was asked. What was known before is kept; `refresh()` tries again. */
  | 'failed';

/** Why it is not `ready`: a code of the proxy's catalogue, or one of the library's own. */
export type Reason =
  | Problem['code']
  /** The network failed, or the answer was none of the proxy's. Look at `baseUrl`, ALLOWED_ORIGINS and the page's `connect-src`. */
  | 'unreachable'
  /** `getToken` gave nothing, or `hasSession` said no. Nothing was asked, and nothing is to be done. */
  | 'no_session'
  /** `getToken`, `hasSession` or `consent` threw or rejected. Mend it: nothing was asked. */
  | 'callback_failed'
  /** `consent` said no. Call `refresh()` once there is consent. */
  | 'no_consent'
  /** Ended by `close()`. Make another one if it is needed. */
  | 'closed';

/** One moment of what is known. A new object for each change, the same one until then, and frozen through and through. */
export type Snapshot<Attributes = AnyAttributes> = {
  /** How asking went so far. */
  readonly status: Status;
  /** Unset while `status` is `ready`, `pending` or `timeout`. */
  readonly reason: Reason | undefined;
  /** Whether Drift knows this visitor. */
  readonly known: boolean;
  /** Empty until an answer is there; kept when asking again fails, gone when the visitor has no session any more or is refused. */
  readonly attributes: Readonly<Partial<Attributes>>;
  /** ISO 8601: when Drift's answer arrived; undefined until an answer is there. */
  readonly asOf: string | undefined;
  /** Whether what is known may be out of date. */
  readonly stale: boolean;
};

/** What `ready()` resolves to: never `pending`. */
export type Ready<Attributes = AnyAttributes> = Snapshot<Attributes> & {
  readonly status: Exclude<Status, 'pending'>;
};

/** What listeners are told. */
export type Events<Attributes = AnyAttributes> = {
  /** What is known has changed: another value, another `known`, a log-out. Not for `asOf` alone. */
  readonly change: Snapshot<Attributes>;
  /** The first answer is there, in time or late; at once for who listens afterwards. */
  readonly ready: Snapshot<Attributes>;
  /** Asking has ended with `refused` or `failed`. Nothing is thrown when nobody listens. */
  readonly error: Snapshot<Attributes>;
};

export type DriftAttributesOptions<Attributes = AnyAttributes> = {
  /**
   * Where the proxy answers, without `/v1`: `https://attributes.example.com`, or a path of the page's own origin (`/drift`), or ''
   * for its root. A `<base>` of the page changes nothing.
   */
  readonly baseUrl: string;
  /**
   * The session token, sent as Bearer. Null, undefined or '': the visitor has no session, and nothing is asked. Called before each
   * request, and once more after a 401.
   * @default cookies alone carry the session
   */
  readonly getToken?: (() => Awaitable<string | null | undefined>) | undefined;
  /**
   * For cookie sessions: whether there may be one. False: nothing is asked.
   * @default there may be one
   */
  readonly hasSession?: (() => Awaitable<boolean>) | undefined;
  /**
   * Whether cookies are sent. `include`: to a proxy on another origin, too. Two different credentials are refused, hence none beside a token.
   * @default `omit` with `getToken`, `same-origin` without
   */
  readonly credentials?: RequestCredentials | undefined;
  /**
   * Only these of the attributes that the visitor may see.
   * @default all of them
   */
  readonly fields?: readonly (keyof Attributes & string)[] | undefined;
  /**
   * Milliseconds after which `ready()` resolves without an answer.
   * @default 1500
   */
  readonly timeout?: number | undefined;
  /**
   * Whether changes in Drift reach this page while it is open. One tab of the browser listens; where there are no streams, each
   * that is seen asks about once a minute.
   * @default false
   */
  readonly live?: boolean | undefined;
  /**
   * An answer that came with the page: nothing is asked until `refresh()`; with `live`, the page listens all the same.
   * @default none
   */
  readonly bootstrap?: AttributesBody | null | undefined;
  /**
   * Nothing is asked before it resolves, and nothing if it resolves to false or rejects. A function is called before each asking;
   * nothing is asked unless it says yes: what it gives, or resolves to, must be true or as good as true. It is not asked of what is open already: to withdraw consent,
   * call `clear()`.
   * @default not asked for
   */
  readonly consent?: PromiseLike<unknown> | (() => Awaitable<unknown>) | undefined;
  /**
   * Instead of the browser's own.
   * @default the browser's
   */
  readonly fetch?: typeof globalThis.fetch | undefined;
};

type Awaitable<T> = T | PromiseLike<T>;

/** What is known of the visitor of this page. Nothing is asked before `ready()`, `refresh()` or `subscribe()`. */
export type DriftAttributes<Attributes = AnyAttributes> = {
  /** Always resolves, at the latest after `timeout`; one request per page, however often it is called. */
  ready(): Promise<Ready<Attributes>>;
  /** The attribute's value, or `fallback` when it is not there (yet). */
  get<Name extends keyof Attributes, Fallback>(
    name: Name,
    fallback: Fallback,
  ): NonNullable<Attributes[Name]> | Fallback;
  /** Frozen; the same object until something changes. */
  all(): Readonly<Partial<Attributes>>;
  /** As in the snapshot. */
  readonly known: boolean;
  /** As in the snapshot. */
  readonly asOf: string | undefined;
  /** As in the snapshot. */
  readonly stale: boolean;
  /** Calls `listener` at each such event. Gives what ends it. */
  on<Event extends keyof Events>(
    event: Event,
    listener: (snapshot: Events<Attributes>[Event]) => void,
  ): () => void;
  /** For frameworks: told without arguments whenever the snapshot is another; begins to ask. Gives what ends it. */
  subscribe(listener: () => void): () => void;
  /** All of it at once; the same object until something changes. */
  getSnapshot(): Snapshot<Attributes>;
  /** What it was made with: the bootstrap, else nothing; nothing after `clear()`. What a server renders, and what hydration begins with. */
  getServerSnapshot(): Snapshot<Attributes>;
  /** Asks again. Resolves, never rejects, when the answer is there or asking has failed; calls while one is under way share it. */
  refresh(): Promise<Ready<Attributes>>;
  /**
   * Log-out: what is known is gone at once, and what is under way is dropped; who waits for it hears `unauthenticated`. Nothing is
   * asked again before `ready()`, `refresh()` or `subscribe()`.
   */
  clear(): void;
  /** Ends everything for good, and tells nobody; what is known stays readable. `ready()` before an answer: `refused`, `closed`. */
  close(): void;
};
