// Where does a Redis with a sentinel come from? A master, its replica, and one sentinel that gives up on the master soon.

export { type RedisWithSentinel, startSentinel } from '../../scripts/nodes/redis-sentinel.ts';
