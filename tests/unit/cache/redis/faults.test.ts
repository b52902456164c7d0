import { describe, expect, it } from '@jest/globals';
import { faultOf, reasonOf } from '../../../../server/cache/redis/faults.ts';

/** An error reply, as ioredis rejects with it. */
const reply = (message: string): Error => Object.assign(new Error(message), { name: 'ReplyError' });

describe('a failure of Redis', () => {
  it.each([
    ['NOAUTH Authentication required.', 'auth'],
    ['WRONGPASS invalid username-password pair or user is disabled.', 'auth'],
    ["NOPERM this user has no permissions to run the 'eval' command", 'auth'],
    ["READONLY You can't write against a read only replica.", 'readonly'],
    ['NOREPLICAS Not enough good replicas to write.', 'readonly'],
    ['MISCONF Redis is configured to save RDB snapshots, but it is unable to.', 'readonly'],
    ['LOADING Redis is loading the dataset in memory', 'loading'],
    ['BUSY Redis is busy running a script.', 'loading'],
    ['MASTERDOWN Link with MASTER is down', 'loading'],
    ['MOVED 3999 127.0.0.1:6381', 'cluster'],
    ['ASK 3999 127.0.0.1:6381', 'cluster'],
    ['TRYAGAIN Multiple keys request during rehashing of slot', 'cluster'],
    ['CLUSTERDOWN Hash slot not served', 'cluster'],
  ])('that says %j means that it is down', (message, reason) => {
    expect(faultOf(reply(message))).toEqual({ down: reason });
  });

  it.each([
    ["OOM command not allowed when used memory > 'maxmemory'.", 'full'],
    ['ERR Error compiling script', 'script'],
    ['WRONGTYPE Operation against a key holding the wrong kind of value', 'script'],
    ['constructor', 'script'],
  ])('that says %j is about the script alone', (message, refusal) => {
    expect(faultOf(reply(message))).toEqual({ refused: refusal });
  });

  it('without a reply is one of the connection, whatever its text says', () => {
    expect(faultOf(new Error('READONLY'))).toEqual({ down: 'connection' });
    expect(faultOf('READONLY')).toEqual({ down: 'connection' });
  });

  it('where only a good reply will do is one more reason', () => {
    expect(reasonOf(reply('ERR DB index is out of range'))).toBe('reply');
    expect(reasonOf(reply('LOADING'))).toBe('loading');
  });
});
