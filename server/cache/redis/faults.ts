// What does a failure of Redis mean for us? Either it cannot be used for now, and why, or one script was refused.

/** Why Redis cannot be used; these words alone reach logs and metrics, never a text from outside. */
export type Reason = 'timeout' | 'connection' | 'auth' | 'readonly' | 'loading' | 'cluster' | 'reply';

/** Redis is there, but did not do this: its memory is full, or the script or its reply is wrong. */
export type Refusal = 'full' | 'script';

/** What was said in reply makes no sense to us. */
export class UnexpectedReply extends Error {}

/** An error reply begins with its code in capitals (Redis, "Simple errors"); these speak of the server, not of the script. */
const ofTheServer: ReadonlyMap<string, Reason> = new Map([
  ['NOAUTH', 'auth'],
  ['WRONGPASS', 'auth'],
  ['NOPERM', 'auth'],
  ['READONLY', 'readonly'],
  ['NOREPLICAS', 'readonly'],
  ['MISCONF', 'readonly'],
  ['LOADING', 'loading'],
  ['MASTERDOWN', 'loading'],
  ['BUSY', 'loading'],
  ['MOVED', 'cluster'],
  ['ASK', 'cluster'],
  ['TRYAGAIN', 'cluster'],
  ['CROSSSLOT', 'cluster'],
  ['CLUSTERDOWN', 'cluster'],
]);

/** The code of an error reply; undefined when there was none, because the connection failed. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && error.name === 'ReplyError' ? error.message.split(' ', 1)[0] : undefined;

/** What an error that came in place of a reply means. */
export const faultOf = (error: unknown): { readonly down: Reason } | { readonly refused: Refusal } => {
  const code = codeOf(error);
  if (error instanceof UnexpectedReply) return { refused: 'script' };
  if (code === undefined) return { down: 'connection' };
  const down = ofTheServer.get(code);
  return down === undefined ? { refused: code === 'OOM' ? 'full' : 'script' } : { down };
};

/** The same where nothing goes on without a good reply. */
export const reasonOf = (error: unknown): Reason => {
  const fault = faultOf(error);
  return 'down' in fault ? fault.down : 'reply';
};
