// May scripts be run here? One that does nothing: what keeps all others from running keeps it from running, too.

import { UnexpectedReply } from './faults.ts';
import { type Script, tag } from './script.ts';

/**
 * Not a PING: without the flag `no-writes`, a replica refuses it (READONLY), and with a key of ours, so do a cluster's other
 * masters (MOVED) and a user who may not touch our keys (NOPERM). The key is never written.
 */
export const probe: Script<true> = {
  name: 'probe',
  lua: '#!lua flags=allow-oom\nreturn 1',
  read(reply) {
    if (reply !== 1) throw new UnexpectedReply('the probe gives 1');
    return true;
  },
};

export const probedKeys: readonly string[] = [`${tag}:probe`];
