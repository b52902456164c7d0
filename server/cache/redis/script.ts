// What is done in Redis in one step? A Lua script by name, its arguments, and what its reply means.

export type Argument = string | number | Buffer;

/**
 * Runs inside Redis as a whole, so that no other node sees half of it. Needs Redis 7 (or Valkey): the first line may be
 * `#!lua flags=allow-oom` for what must be written even when memory is full.
 */
export type Script<Result> = {
  /** For logs and metrics. */
  readonly name: string;
  readonly lua: string;
  /** The reply's texts come as Buffers: where they are not text, or must not be taken for it. */
  readonly bytes?: true;
  /** Makes sense of the reply. @throws Error when it is not what the script says; that counts as no reply */
  readonly read: (reply: unknown) => Result;
};

/** Every key has this tag: in a Redis Cluster they share a slot, because one script touches several of them. */
export const tag = '{drift-attribute-proxy}';
