// Has the question come to nothing? The lease is given back by whoever holds it, and those who wait are told.

import type { Script } from '../script.ts';
import { channels } from './channels.ts';
import { lua } from './lua.ts';
import { wordIn } from './reply.ts';

const body = `
local lease, node, landed = key('lease', ARGV[1]), ARGV[2], ARGV[3]
if value(lease) ~= node then return 'not held' end
redis.call('DEL', lease)
redis.call('PUBLISH', '${channels.landed}', landed)
return 'released'
`;

const outcomes = ['released', 'not held'] as const;

/** Arguments: the name, the node, and what is told of the landing. */
export const releaseScript: Script<(typeof outcomes)[number]> = {
  name: 'release',
  lua: lua('allow-oom', body),
  read: (reply) => wordIn(reply, outcomes),
};
