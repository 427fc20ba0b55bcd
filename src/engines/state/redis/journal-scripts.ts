/**
 * That this process wrote anything is known for longer than its entries live: where it is not, everything is lost. Only the
 * first entry says so, so that what is begun after a loss, and before anybody has noticed it, does not hide it.
 */
const MARK = `
local function remember(mark, isFirst, ttl)
  if isFirst == '1' then redis.call('SET', mark, 1, 'PX', ttl) else redis.call('PEXPIRE', mark, ttl) end
end`;

/** An entry, and beside it the name of the process that looks after it, live equally long. */
export const BEGIN = `${MARK}
for at = 6, #KEYS do
  if redis.call('EXISTS', KEYS[at]) == 1 then return 0 end
end
remember(KEYS[5], ARGV[7], ARGV[6])
for at = 6, #KEYS do redis.call('SET', KEYS[at], 1, 'PX', ARGV[5]) end
if redis.call('EXISTS', KEYS[2]) == 0 then redis.call('RPUSH', KEYS[1], KEYS[2]) end
redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
redis.call('SET', KEYS[3], ARGV[3], 'PX', ARGV[2])
redis.call('SET', KEYS[4], 1, 'PX', ARGV[4])
return 1`;

/** What was begun since the loss is there already. */
export const RESTORE = `
local me, lease, mark = unpack(ARGV, 1, 3)
if redis.call('EXISTS', KEYS[3]) == 1 then return end
for at = 4, #KEYS, 2 do
  if redis.call('EXISTS', KEYS[at]) == 0 then redis.call('RPUSH', KEYS[1], KEYS[at]) end
  redis.call('SET', KEYS[at], ARGV[at], 'PX', ARGV[at + 1])
  redis.call('SET', KEYS[at + 1], me, 'PX', ARGV[at + 1])
end
redis.call('SET', KEYS[2], 1, 'PX', lease)
redis.call('SET', KEYS[3], 1, 'PX', mark)`;

/** Gives 0 where somebody else has taken the entry over. */
export const PUT = `
if redis.call('GET', KEYS[2]) ~= ARGV[3] or redis.call('EXISTS', KEYS[1]) == 0 then
  return 1 - redis.call('EXISTS', KEYS[4])
end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
redis.call('PEXPIRE', KEYS[2], ARGV[2])
redis.call('SET', KEYS[3], 1, 'PX', ARGV[4])
return 1`;

/** Gives how many were this owner's to remove. */
export const REMOVE = `
if redis.call('GET', KEYS[3]) ~= ARGV[1] then return 0 end
local removed = redis.call('DEL', KEYS[2])
redis.call('DEL', KEYS[3])
redis.call('LREM', KEYS[1], 0, KEYS[2])
return removed`;

/**
 * What has expired, or was forgotten, is taken out of the list. What is this process's own without its knowledge it took over
 * when the answer to that came too late: it is given again.
 */
export const TAKE_OVER = `${MARK}
local taken, known = {}, {}
local me, keeper, lease, lost, lossTtl, leaseTtl, isFirst, markTtl, faceCount = unpack(ARGV, 1, 9)
for at = 10 + faceCount, #ARGV do known[ARGV[at]] = true end
for _, entry in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  local value = redis.call('GET', entry)
  local holder = redis.call('GET', entry .. keeper)
  if not value then
    redis.call('LREM', KEYS[1], 0, entry)
    redis.call('DEL', entry .. keeper)
  elseif holder == me and not known[entry] or holder ~= me and not (holder and redis.call('EXISTS', lease .. holder) == 1) then
    local body = cjson.decode(string.match(value, '^[^\\n]*\\n[^\\n]*\\n(.*)$'))
    for at = 10, 9 + faceCount do
      if body.face == ARGV[at] then
        redis.call('SET', entry .. keeper, me, 'PX', redis.call('PTTL', entry))
        if holder and holder ~= me then redis.call('SET', lost .. holder .. ':' .. body.turnId, 1, 'PX', lossTtl) end
        taken[#taken + 1] = value
      end
    end
  end
end
if #taken > 0 then
  redis.call('SET', lease .. me, 1, 'PX', leaseTtl)
  remember(KEYS[2], isFirst, markTtl)
end
return taken`;

/** Every entry; those that have expired leave the list. */
export const LIST = `
local found = {}
for _, entry in ipairs(redis.call('LRANGE', KEYS[1], 0, -1)) do
  local body = redis.call('GET', entry)
  if body then found[#found + 1] = body else redis.call('LREM', KEYS[1], 0, entry) end
end
return found`;
