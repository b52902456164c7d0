// What is told of Redis? Its coming and going once each, what it refuses once a minute; all of it is counted.

import type { Components } from './components.ts';
import type { Log } from './log.ts';
import type { Metrics } from './metrics.ts';
import type { Seldom } from './seldom.ts';

export type RedisReport = {
  /** It is gone, or was not there at the start; `reason` is a word of our own. */
  down(reason: string): void;
  back(): void;
  /** It is there and did not do something; what came of it is as if it were not there. */
  refused(script: string, why: 'full' | 'script'): void;
  /** Something in it was written by nobody this node knows, or moved. */
  unreadable(): void;
  /** An entry was looked for. */
  looked(result: 'hit' | 'miss'): void;
};

type Parts = {
  readonly log: Log;
  readonly seldom: Seldom;
  readonly metrics: Pick<Metrics, 'cacheRequest' | 'redisFailure'>;
  readonly components: Pick<Components, 'redisDown' | 'redisBack'>;
};

const needed = 'It must be Redis 7 or Valkey, and its user may run scripts.';

const refusals = {
  full: 'Redis is full: what is new rests in this process alone.',
  script: `Redis did not do as it was told. ${needed}`,
} as const;

const gone = 'Redis is not there: this process goes on with what it has itself.';

/** What to look at, where the reason says so. */
const advice: ReadonlyMap<string, string> = new Map([
  ['auth', 'It refuses the user or password of REDIS_URL, or what the user is to do.'],
  ['reply', `What was reached does not do as it is told. ${needed}`],
  ['readonly', 'What was reached takes no writes: a replica, or a server that cannot save.'],
]);

const unreadable =
  'Something in Redis cannot be read and counts as not there: CACHE_KEY is not the same everywhere, or it was changed by somebody else.';

export const createRedisReport = ({ log, seldom, metrics, components }: Parts): RedisReport => ({
  down(reason) {
    metrics.redisFailure(reason);
    components.redisDown(reason);
    log.warn({ reason }, [gone, advice.get(reason)].filter(Boolean).join(' '));
  },
  back() {
    components.redisBack();
    log.info({}, 'Redis is there.');
  },
  refused(script, why) {
    metrics.redisFailure(why);
    seldom(`redis ${why}`, () => log.warn({ source: script, reason: why }, refusals[why]));
  },
  unreadable() {
    metrics.redisFailure('unreadable');
    seldom('redis unreadable', () => log.warn({ source: 'CACHE_KEY' }, unreadable));
  },
  looked: (result) => metrics.cacheRequest('redis', result),
});
