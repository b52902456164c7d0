// What was struck while a node was away, and is that all?

import type { Script } from '../script.ts';
import { lua } from './lua.ts';
import { listIn, numberIn, textIn } from './reply.ts';

export type StrikesSince = {
  /** The highest there is. */
  readonly number: number;
  readonly whole: boolean;
  /** As they were told to all, oldest first. */
  readonly messages: readonly string[];
};

// Each strike says which number came before it: a known number that is no link of this chain means that strikes are missing,
// whether the list was cut or Redis has lost what was struck last.
const body = `
begin()
local known = tonumber(ARGV[1])
local whole, since = known == number, {}
local list = redis.pcall('LRANGE', tag .. 'strikes', 0, -1)
for _, message in ipairs(list.err and {} or list) do
  local previous, own = string.match(message, '^(%d+) (%d+) ')
  previous, own = tonumber(previous), tonumber(own)
  if previous == known or own == known then whole = true end
  if own and own > known then since[#since + 1] = message end
end
return { text(number), whole and '1' or '0', since }
`;

/** Arguments: the highest number that the node knows. Makes the counter when there is none. */
export const strikesSinceScript: Script<StrikesSince> = {
  name: 'strikes-since',
  lua: lua('allow-oom', body),
  read(reply) {
    const [number, whole, messages] = listIn(reply, 3);
    return {
      number: numberIn(number),
      whole: textIn(whole) === '1',
      messages: listIn(messages).map(textIn),
    };
  },
};
