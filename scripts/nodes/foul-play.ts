// What may somebody do who can write to Redis? Scripts that run inside it, and know nothing of what rests there.

/** Each value of the type it has, and nothing of what it was. Lives stay as they are. */
export const poisonAll = `
for _, key in ipairs(redis.call('KEYS', '*')) do
  local kind = redis.call('TYPE', key).ok
  if kind == 'string' then redis.call('SET', key, 'poison', 'KEEPTTL') end
  if kind == 'hash' then
    for _, field in ipairs(redis.call('HKEYS', key)) do redis.call('HSET', key, field, 'poison') end
  end
  if kind == 'list' then
    for at = 0, redis.call('LLEN', key) - 1 do redis.call('LSET', key, at, 'poison') end
  end
  if kind == 'zset' then
    for _, member in ipairs(redis.call('ZRANGE', key, 0, -1)) do
      redis.call('ZADD', key, redis.call('ZSCORE', key, member), 'poison ' .. member)
      redis.call('ZREM', key, member)
    end
  end
end`;

/** Keys of one type whose names differ only in what follows the last colon change places: each gets its neighbour's value. */
export const copyOnToNeighbours = `
local families = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  local family = redis.call('TYPE', key).ok .. string.match(key, '^(.-)[^:]*$')
  families[family] = families[family] or {}
  table.insert(families[family], key)
end
for _, keys in pairs(families) do
  for at = 1, #keys - 1 do redis.call('COPY', keys[at], keys[at + 1], 'REPLACE') end
end`;
