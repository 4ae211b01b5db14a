"""The scripts that change accounts: each checks everything first, then writes and publishes, as one step.

A refusal is an error reply whose first word names the error of kanverge.errors and whose rest is its text.
Records are MessagePack maps in the hash of their owner. Times are given: a script reads no clock.
"""

from __future__ import annotations

import hashlib
from typing import Final

from kanverge.store.scripts import Script

_SHARED: Final = """
local refused

local function refuse(why)
  refused = refused or redis.error_reply(why)
  return nil
end

local function read(key, field)
  local raw = redis.call('HGET', key, field)
  return raw and cmsgpack.unpack(raw)
end

local function write(key, field, record) redis.call('HSET', key, field, cmsgpack.pack(record)) end

local function publish(channel, ...) redis.call('PUBLISH', channel, cmsgpack.pack({...})) end

-- Extends the life of a key whose records all end by themselves.
local function keep(key, ms) if redis.call('PTTL', key) < ms then redis.call('PEXPIRE', key, ms) end end

-- Removes what has ended by itself; returns the others as {id, record}, smallest `field` first.
local function prune(key, now, field)
  local alive, flat = {}, redis.call('HGETALL', key)
  for at = 1, #flat, 2 do
    local record = cmsgpack.unpack(flat[at + 1])
    if record.expires > 0 and record.expires <= now then redis.call('HDEL', key, flat[at])
    else alive[#alive + 1] = {flat[at], record} end
  end
  table.sort(alive, function(a, b) return a[2][field] < b[2][field] end)
  return alive
end

local function name_is_free(names, key, person)
  local holder = redis.call('HGET', names, key)
  return not holder or holder == person or refuse('Invalid someone else already has this name')
end

-- Writes a person, whose record may have another name than before.
local function save_person(people, names, person, record, old)
  if old and old.key ~= record.key then redis.call('HDEL', names, old.key) end
  redis.call('HSET', names, record.key, person)
  write(people, person, record)
end

local function has_room(key, max, what)
  return redis.call('HLEN', key) < max or refuse('Invalid there are already ' .. max .. ' ' .. what)
end
"""


def _script(source: str) -> Script:
    whole = _SHARED + source
    return Script(whole, hashlib.sha1(whole.encode(), usedforsecurity=False).hexdigest())


# KEYS: people, names, admins. ARGV: person, record, most people.
PERSON_CREATE = _script("""
local record = cmsgpack.unpack(ARGV[2])
if name_is_free(KEYS[2], record.key, ARGV[1]) and has_room(KEYS[1], tonumber(ARGV[3]), 'people') then
  save_person(KEYS[1], KEYS[2], ARGV[1], record)
  if record.admin then redis.call('SADD', KEYS[3], ARGV[1]) end
end
return refused
""")

# KEYS: people, names, admins. ARGV: person, record: to be made if nobody is an administrator.
# Returns the administrator's id and record while none has joined, else nothing.
PERSON_FIRST_ADMIN = _script("""
local waiting
for _, person in ipairs(redis.call('SMEMBERS', KEYS[3])) do
  if read(KEYS[1], person).joined > 0 then return false end
  waiting = person
end
if waiting then return {waiting, redis.call('HGET', KEYS[1], waiting)} end
local record = cmsgpack.unpack(ARGV[2])
if not name_is_free(KEYS[2], record.key, ARGV[1]) then return refused end
save_person(KEYS[1], KEYS[2], ARGV[1], record)
redis.call('SADD', KEYS[3], ARGV[1])
return {ARGV[1], ARGV[2]}
""")

# KEYS: people, names. ARGV: person, name, name's key, channel.
PERSON_RENAME = _script("""
local old = read(KEYS[1], ARGV[1])
if not old then return redis.error_reply('NotFound there is no such person') end
if not name_is_free(KEYS[2], ARGV[3], ARGV[1]) then return refused end
local record = read(KEYS[1], ARGV[1])
record.name, record.key = ARGV[2], ARGV[3]
save_person(KEYS[1], KEYS[2], ARGV[1], record, old)
publish(ARGV[4], 'person', ARGV[1])
return redis.status_reply('OK')
""")

# KEYS: people. ARGV: person, zone.
PERSON_SET_ZONE = _script("""
local record = read(KEYS[1], ARGV[1])
if not record then return redis.error_reply('NotFound there is no such person') end
record.zone = ARGV[2]
write(KEYS[1], ARGV[1], record)
return redis.status_reply('OK')
""")

# KEYS: people, admins. ARGV: person, '1' or '0', channel.
PERSON_SET_ADMIN = _script("""
local record = read(KEYS[1], ARGV[1])
if not record then return redis.error_reply('NotFound there is no such person') end
local wanted = ARGV[2] == '1'
if record.admin == wanted then return redis.status_reply('OK') end
if not wanted and redis.call('SCARD', KEYS[2]) < 2 then
  return redis.error_reply('Invalid the last administrator has to stay one')
end
record.admin = wanted
write(KEYS[1], ARGV[1], record)
redis.call(wanted and 'SADD' or 'SREM', KEYS[2], ARGV[1])
publish(ARGV[3], 'person', ARGV[1])
return redis.status_reply('OK')
""")

_MEMBERSHIP: Final = """
local function set_role(members, boards, board, person, role, channel)
  redis.call('HSET', members, person, role)
  redis.call('HSET', boards, board, role)
  publish(channel, 'member', board, person, role)
end

local function may_join(members, boards, most_members, most_boards)
  return has_room(members, tonumber(most_members), 'members of this board')
     and has_room(boards, tonumber(most_boards), 'boards of this person')
end
"""

# What somebody gave ends with the right to give it: they know the secrets of it.
_GIFTS: Final = """
-- Ends what `giver` gave in a role that is not among `kept`; returns the ids.
local function end_gifts(key, giver, kept)
  local ended, flat = {}, redis.call('HGETALL', key)
  for at = 1, #flat, 2 do
    local record = cmsgpack.unpack(flat[at + 1])
    if record.by == giver and not string.find(kept, ' ' .. record.role .. ' ', 1, true) then
      redis.call('HDEL', key, flat[at])
      ended[#ended + 1] = flat[at]
    end
  end
  return ended
end
"""

# KEYS: members, boards of the person, people, tokens and links of the board. ARGV: board, person, role ('': none),
# channel, most members, most boards, the person as the giver of tokens and links, the roles in which what they gave
# stays (each between spaces), the only role to change ('*': any). Returns the role before ('': none), or nothing
# when it was the same.
MEMBER_SET = _script(
    _MEMBERSHIP
    + _GIFTS
    + """
local board, person, role, channel = unpack(ARGV, 1, 4)
local before = redis.call('HGET', KEYS[1], person) or ''
if ARGV[9] ~= '*' and ARGV[9] ~= before then
  return redis.error_reply('Conflict somebody else has just changed this role')
end
if before == role then return false end
if before == 'owner' then
  local owners = 0
  for _, held in ipairs(redis.call('HVALS', KEYS[1])) do if held == 'owner' then owners = owners + 1 end end
  if owners == 1 then return redis.error_reply('Invalid the last owner of a board has to stay one') end
end
local who = read(KEYS[3], person)
if before ~= '' and not (who and who.admin) then -- an administrator of the workspace is an owner all the same
  for _, token in ipairs(end_gifts(KEYS[4], ARGV[7], ARGV[8])) do publish(channel, 'token', board, token) end
  end_gifts(KEYS[5], ARGV[7], ARGV[8])
end
if role == '' then
  redis.call('HDEL', KEYS[1], person)
  redis.call('HDEL', KEYS[2], board)
  publish(channel, 'member', board, person, '')
  return before
end
if not who then return redis.error_reply('NotFound there is no such person') end
if before == '' and not may_join(KEYS[1], KEYS[2], ARGV[5], ARGV[6]) then return refused end
set_role(KEYS[1], KEYS[2], board, person, role, channel)
return before
"""
)

# KEYS: sessions of the person. ARGV: id, now.
SESSION_SEEN = _script("""
local record = read(KEYS[1], ARGV[1])
if not record then return 0 end
record.seen = math.max(record.seen, tonumber(ARGV[2]))
write(KEYS[1], ARGV[1], record)
return 1
""")

# KEYS: the owner's sessions or tokens. ARGV: id, kind, owner, channel. Returns 1 if it was there.
CREDENTIAL_END = _script("""
if redis.call('HDEL', KEYS[1], ARGV[1]) == 0 then return 0 end
publish(ARGV[4], ARGV[2], ARGV[3], ARGV[1])
return 1
""")

# KEYS: sessions of the person, links of the person. ARGV: person, channel. Returns the ids that ended.
SESSIONS_END = _script("""
local ids = redis.call('HKEYS', KEYS[1])
redis.call('DEL', KEYS[1], KEYS[2])
for _, id in ipairs(ids) do publish(ARGV[2], 'session', ARGV[1], id) end
return ids
""")

# KEYS: links of their owner, people. ARGV: id, record, now, most links, time to live (ms).
# Of too many links that sign one person in the oldest goes; of a board's invitations the newest is refused.
LINK_CREATE = _script("""
local record = cmsgpack.unpack(ARGV[2])
local alive = prune(KEYS[1], tonumber(ARGV[3]), 'created')
local most = tonumber(ARGV[4])
if record.person then
  if redis.call('HEXISTS', KEYS[2], record.person) == 0 then
    return redis.error_reply('NotFound there is no such person')
  end
  for at = 1, #alive - most + 1 do redis.call('HDEL', KEYS[1], alive[at][1]) end
elseif #alive >= most then
  return redis.error_reply('Invalid there are already ' .. most .. ' invitations to this board')
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
keep(KEYS[1], tonumber(ARGV[5]))
return redis.status_reply('OK')
""")

# KEYS: tokens of the board. ARGV: id, record, now, most tokens.
TOKEN_CREATE = _script("""
if #prune(KEYS[1], tonumber(ARGV[3]), 'created') >= tonumber(ARGV[4]) then
  return redis.error_reply('Invalid there are already ' .. ARGV[4] .. ' tokens of this board')
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return redis.status_reply('OK')
""")

_TAKING: Final = (
    _MEMBERSHIP
    + """
-- Returns a link that can be taken now, or refuses.
local function usable(links, id, now)
  local link = read(links, id)
  if not link then return refuse('NotFound this link is not valid (any more)') end
  if link.expires <= now then return refuse('NotFound this link has expired') end
  return link
end

-- Counts one use; a link that is used up stays for a while, so that its last user can try again.
local function use(links, id, link, now, retry)
  link.left = link.left - 1
  if link.left < 1 then link.expires = math.min(link.expires, now + retry) end
  write(links, id, link)
end
"""
)

# KEYS: links, members, boards of the person. ARGV: link, person, now, retry (ms), channel, most members,
# most boards, then the board roles weakest first. Returns the role after. Nobody's role is lowered, and an
# invitation that changes nothing is not used up, so taking it twice is harmless.
LINK_JOIN = _script(
    _TAKING
    + """
local now = tonumber(ARGV[3])
local link = usable(KEYS[1], ARGV[1], now)
if not link then return refused end
local rank = {}
for at = 8, #ARGV do rank[ARGV[at]] = at end
local held = redis.call('HGET', KEYS[2], ARGV[2])
if held and rank[held] >= rank[link.role] then return held end
if link.left < 1 then return redis.error_reply('NotFound this link has been used already') end
if not held and not may_join(KEYS[2], KEYS[3], ARGV[6], ARGV[7]) then return refused end
set_role(KEYS[2], KEYS[3], link.board, ARGV[2], link.role, ARGV[5])
use(KEYS[1], ARGV[1], link, now, tonumber(ARGV[4]))
return link.role
"""
)

# Takes a link and opens the session in one step: no crash can use a link up and leave nobody signed in. When
# only the answer is lost, the same `attempt` again gets a new session instead of "used already".
# KEYS: links, attempts at the link, people, names, sessions of the person, members, boards of the person.
# ARGV: link, attempt ('': none), person, their record once joined, session, its record, now, retry (ms),
# the session's time to live (ms), channel, most sessions, most people, most members, most boards.
# Returns 'ok', or the person of an earlier attempt, for whom the caller has to ask again.
LINK_ACCEPT = _script(
    _TAKING
    + """
local links, attempts, people, names, sessions, members, boards = unpack(KEYS)
local id, attempt, person, joined, session, session_record = unpack(ARGV, 1, 6)
local now, retry, life = tonumber(ARGV[7]), tonumber(ARGV[8]), tonumber(ARGV[9])
local channel, most_sessions, most_people = ARGV[10], tonumber(ARGV[11]), tonumber(ARGV[12])

local link = usable(links, id, now)
if not link then return refused end
local earlier = attempt ~= '' and read(attempts, attempt)
if earlier and earlier.at + retry <= now then earlier = nil end
if earlier and earlier.person ~= person then return earlier.person end
-- After signing out the same attempt does not open a session again.
if earlier and redis.call('HDEL', sessions, earlier.session) == 0 then earlier = nil end
if earlier then publish(channel, 'session', person, earlier.session) end
local old, record = read(people, person), cmsgpack.unpack(joined)
local joins = not old or old.joined == 0
if link.person and not old then return redis.error_reply('NotFound there is no such person') end
if not earlier then
  if link.left < 1 or (link.board and old) then
    return redis.error_reply('NotFound this link has been used already')
  end
  if joins and not name_is_free(names, record.key, person) then return refused end
  if not old and not has_room(people, most_people, 'people') then return refused end
  if link.board and not may_join(members, boards, ARGV[13], ARGV[14]) then return refused end
end
local open = prune(sessions, now, 'seen')

if not earlier then
  if old then record.admin = old.admin end
  if joins then save_person(people, names, person, record, old) end
  if link.board then set_role(members, boards, link.board, person, link.role, channel) end
  if link.person then -- the other ways in close behind them
    for _, other in ipairs(redis.call('HKEYS', links)) do
      if other ~= id then redis.call('HDEL', links, other) end
    end
  end
  use(links, id, link, now, retry)
end
if attempt ~= '' then
  write(attempts, attempt, {person = person, session = session, at = earlier and earlier.at or now})
  keep(attempts, retry)
end
for at = 1, #open - most_sessions + 1 do
  redis.call('HDEL', sessions, open[at][1])
  publish(channel, 'session', person, open[at][1])
end
redis.call('HSET', sessions, session, session_record)
keep(sessions, life)
return 'ok'
"""
)
