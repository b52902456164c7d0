// Who asks Drift about this name? The node that comes first; it holds a lease, so that one that dies holds nobody up for long.

import type { Script } from '../script.ts';
import { lua } from './lua.ts';
import { wordIn } from './reply.ts';

const body = `
local lease, node, life = key('lease', ARGV[1]), ARGV[2], ARGV[3]
local holder = value(lease)
if holder and holder ~= node then return 'waits' end
redis.call('SET', lease, node, 'PX', life)
return 'asks'
`;

const outcomes = ['asks', 'waits'] as const;

/** Arguments: the name, the node, and the lease's life in milliseconds. */
export const boardScript: Script<(typeof outcomes)[number]> = {
  name: 'board',
  lua: lua('none', body),
  read: (reply) => wordIn(reply, outcomes),
};
