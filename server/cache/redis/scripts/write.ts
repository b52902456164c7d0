// Is this answer still good, and what does it change? It is kept with its pointers, and the lease ends, in one step.

import type { Script } from '../script.ts';
import { channels } from './channels.ts';
import { lua } from './lua.ts';
import { wordIn } from './reply.ts';

const body = `
local asked, begun, node, landed = ARGV[1], tonumber(ARGV[2]), ARGV[3], ARGV[4]
local kind, entry, age, life, names = ARGV[5], ARGV[6], tonumber(ARGV[7]), tonumber(ARGV[8]), ARGV[9]
local id = ARGV[10]
begin()

if value(key('lease', asked)) == node then redis.call('DEL', key('lease', asked)) end
redis.call('PUBLISH', '${channels.landed}', landed)

-- Strikes from before that are not known any more: this answer may be older than one of them.
if begun < born then return 'reborn' end
local function struck(name)
  local stone = tonumber(value(key('stone', name)))
  return stone and stone > begun
end
if struck(asked) then return 'struck' end
for i = 10, #ARGV do if struck(ARGV[i]) then return 'struck' end end

local function keep(at, ...)
  redis.call('DEL', at)
  redis.call('HSET', at, 'entry', entry, 'at', text(millis - age), 'number', text(number), ...)
  redis.call('PEXPIRE', at, text(life))
end

-- A name leads somewhere only after it was asked for itself, and until another contact is seen with it.
local function carry(name, wasHere)
  local at = key('carriers', name)
  ensure(at, 'zset')
  redis.call('ZREMRANGEBYSCORE', at, '-inf', text(millis))
  redis.call('ZADD', at, text(millis + life), id)
  if redis.call('PTTL', at) < life then redis.call('PEXPIRE', at, text(life)) end
  local target = key('target', name)
  if value(target) == id and wasHere then redis.call('PEXPIRE', target, text(life))
  else redis.call('DEL', target) end
end

local function keepContact()
  local before = fields(key('entry', id), 'number', 'links')
  local wasHere, links, carried = lives(before[1]), {}, {}
  for i = 11, #ARGV do
    links[#links + 1] = ARGV[i]
    carried[ARGV[i]] = true
  end
  for name in each(before[2]) do if not carried[name] then drop(id, name) end end
  keep(key('entry', id), 'names', names, 'links', table.concat(links, ' '))
  for _, name in ipairs(links) do carry(name, wasHere) end
  if carried[asked] then redis.call('SET', key('target', asked), id, 'PX', text(life)) end
  redis.call('DEL', key('absence', asked))
  for i = 10, #ARGV do
    local at = key('absence', ARGV[i])
    if fields(at, 'kind')[1] == 'unknown' then redis.call('DEL', at) end
  end
end

-- Who was thought to have a name that nobody has, has changed; whoever shares one has not.
local function keepAbsence()
  remove(asked)
  if kind == 'unknown' then
    for _, carrier in ipairs(carriers(asked)) do
      local at = key('entry', carrier)
      if lives(fields(at, 'number')[1]) then redis.call('HSET', at, 'expired', '1') end
    end
  end
  redis.call('DEL', key('target', asked))
  keep(key('absence', asked), 'kind', kind)
end

if kind == 'contact' then keepContact() else keepAbsence() end
return 'kept'
`;

const outcomes = ['kept', 'struck', 'reborn'] as const;

/**
 * Arguments: the name that was asked, the number at which that began, the node, what is told of the landing; the kind, the sealed
 * entry, its age and what is left of its life in milliseconds; of a contact its sealed names and its names, the one by id first.
 * `reborn`: since then the counter was lost, or everything flushed.
 */
export const writeScript: Script<(typeof outcomes)[number]> = {
  name: 'write',
  lua: lua('none', body),
  read: (reply) => wordIn(reply, outcomes),
};
