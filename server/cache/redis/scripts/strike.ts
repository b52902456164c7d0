// How is something forgotten by all? It is numbered, done to what rests in Redis, written down and told to every node, in one step.

import type { Script } from '../script.ts';
import { channels } from './channels.ts';
import { lua } from './lua.ts';
import { listIn, numberIn } from './reply.ts';

/** Milliseconds; longer than any question to Drift can take, on whichever node. */
const stoneLife = 180_000;
/** How much a node that was away can make up for; one that was away longer expires all it has. */
const longestList = 1_000;
const listLife = 24 * 60 * 60_000;

const body = `
local kind, note = ARGV[1], ARGV[2]
begin()
local previous = number
number = math.max(number + 1, micros)
redis.call('HSET', tag .. 'counter', 'number', text(number))
if kind == 'flush' then
  born = number
  redis.call('HSET', tag .. 'counter', 'born', text(born))
end

local told, count, seen = { text(previous), text(number), note }, 0, {}

-- Whoever asks about it from now on must not wait for a question from before.
local function stone(name)
  redis.call('SET', key('stone', name), text(number), 'PX', ${stoneLife})
  redis.call('DEL', key('lease', name))
end

local function strikeAbsence(name)
  local at = key('absence', name)
  if not lives(fields(at, 'number')[1]) then return end
  count = count + 1
  if kind == 'forget' then redis.call('DEL', at) else redis.call('HSET', at, 'expired', '1') end
end

local function strikeContact(id)
  local entry = fields(key('entry', id), 'number', 'links', 'names')
  if seen[id] or not lives(entry[1]) then return end
  seen[id] = true
  count = count + 1
  told[#told + 1] = entry[3] or '-'
  stone(id)
  for name in each(entry[2]) do stone(name) end
  if kind == 'forget' then remove(id) else redis.call('HSET', key('entry', id), 'expired', '1') end
end

for i = 3, #ARGV do
  local name = ARGV[i]
  stone(name)
  strikeAbsence(name)
  strikeContact(name)
  for _, carrier in ipairs(carriers(name)) do strikeContact(carrier) end
end

local message, list = table.concat(told, ' '), tag .. 'strikes'
ensure(list, 'list')
redis.call('RPUSH', list, message)
redis.call('LTRIM', list, ${-longestList}, -1)
redis.call('PEXPIRE', list, ${listLife})
redis.call('PUBLISH', '${channels.struck}', message)
return { text(number), text(count) }
`;

/**
 * Arguments: the kind, the sealed note of it, and the names. A flush only makes what there is count as not there; `sweepScript`
 * removes it. Forgets are taken even while memory is full.
 */
export const strikeScript: Script<{ readonly number: number; readonly count: number }> = {
  name: 'strike',
  lua: lua('allow-oom', body),
  read(reply) {
    const [number, count] = listIn(reply, 2);
    return { number: numberIn(number), count: numberIn(count) };
  },
};
