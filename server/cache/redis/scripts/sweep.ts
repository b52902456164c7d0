// What is still there of what was flushed? It is removed in small steps, because Redis serves nobody during one.

import type { Script } from '../script.ts';
import { lua } from './lua.ts';
import { listIn, textIn } from './reply.ts';

// Pointers hold no data, lead nowhere without their entries, and end by themselves: carriers of newer entries must stay.
const body = `
local function holdsData(at)
  return string.find(at, tag .. 'entry:', 1, true) == 1 or string.find(at, tag .. 'absence:', 1, true) == 1
end
local scanned = redis.call('SCAN', ARGV[1], 'MATCH', tag .. '*', 'COUNT', 500)
for _, at in ipairs(scanned[2]) do
  if holdsData(at) and not lives(fields(at, 'number')[1]) then redis.call('UNLINK', at) end
end
return { scanned[1] }
`;

/** The cursor of the first step, and of the reply after the last one. */
export const sweepEnd = '0';

/** Arguments: the cursor that the step before gave. */
export const sweepScript: Script<string> = {
  name: 'sweep',
  lua: lua('allow-oom', body),
  read: (reply) => textIn(listIn(reply, 1)[0]),
};
