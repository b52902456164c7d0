// What do all scripts have in common? Keys, Redis's time, the counter, and how what rests there is taken apart.

import { tag } from '../script.ts';

/**
 * `entry:` a contact by its name by id: a hash of the sealed entry, its sealed names, `links` (its other names), `at` (when Drift
 * said so, milliseconds), `number` (the counter's when it was written) and `expired`.
 * `absence:` the same of an answer that names nobody, with its `kind`, under the name that was asked.
 * `target:` the contact that a name leads to. `carriers:` all contacts with that name; each is scored with the end of its life.
 * `stone:` the number under which a name was last struck. `lease:` the node that asks Drift about a name.
 *
 * Whoever can write to Redis may have put anything there: what is of another type, or no number, counts as not there.
 */
const preamble = `
local tag = '${tag}:'
local function key(kind, token) return tag .. kind .. ':' .. token end
local function text(number) return string.format('%.0f', number) end

local time = redis.call('TIME')
local micros = time[1] * 1000000 + time[2]
local millis = math.floor(micros / 1000)

local function fields(at, ...)
  local found = redis.pcall('HMGET', at, ...)
  return found.err and {} or found
end
local function value(at)
  local found = redis.pcall('GET', at)
  return type(found) == 'string' and found
end
local function ensure(at, type)
  if redis.call('TYPE', at).ok ~= type then redis.call('DEL', at) end
end

local counter = fields(tag .. 'counter', 'number', 'born')
local function counted(found)
  local count = tonumber(found)
  return count and count >= 0 and count < 9e15 and count
end
local number, born = counted(counter[1]), counted(counter[2])
if not (number and born) then number, born = nil, nil end
-- Higher than every number before a loss of memory, because those were no further than the time, either.
local function begin()
  if number then return end
  number, born = micros, micros
  redis.call('DEL', tag .. 'counter')
  redis.call('HSET', tag .. 'counter', 'number', text(number), 'born', text(born))
end

-- What was written before everything was flushed is not there, although it may not have been swept yet.
local function lives(writtenUnder)
  local under = tonumber(writtenUnder)
  return under and born and under >= born
end

local function each(links) return string.gmatch(links or '', '%S+') end
local function drop(id, name)
  ensure(key('carriers', name), 'zset')
  redis.call('ZREM', key('carriers', name), id)
  if value(key('target', name)) == id then redis.call('DEL', key('target', name)) end
end
local function carriers(name)
  local found = redis.pcall('ZRANGE', key('carriers', name), 0, -1)
  return found.err and {} or found
end
local function remove(id)
  local links = fields(key('entry', id), 'links')[1]
  for name in each(links) do drop(id, name) end
  redis.call('DEL', key('entry', id))
end
`;

/**
 * `no-writes` reads even while memory is full; `allow-oom` writes even then; 'none' is refused then, as a whole, before it has
 * done anything.
 */
export const lua = (flags: 'none' | 'no-writes' | 'allow-oom', body: string): string =>
  `#!lua${flags === 'none' ? '' : ` flags=${flags}`}\n${preamble}${body}`;

/** Scripts name one key, by which a Cluster finds the node; the others are in its slot, too. */
export const anchor: readonly string[] = [`${tag}:counter`];
