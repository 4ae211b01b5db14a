"""The scripts that make a change to a board all or nothing (Redis runs a script as one step)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from kanverge.store import keys


@dataclass(frozen=True, slots=True)
class Script:
    """A Lua script and the SHA-1 by which the store knows it."""

    source: str
    sha: str


def _script(source: str) -> Script:
    return Script(source, hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest())


# KEYS: log, head, then each hash named below. ARGV: epoch, channel, node, entry, number of checks,
# (key index, field, expected, or instead) per check, number of writes, (key index, field, value) per write.
COMMIT = _script(
    """
local known = redis.call('HMGET', KEYS[2], 'epoch', 'last')
if known[1] ~= ARGV[1] then return {'epoch', known[1] or ''} end
local at = 6
for check = 1, tonumber(ARGV[5]) do
  local value = redis.call('HGET', KEYS[tonumber(ARGV[at])], ARGV[at + 1]) or ''
  if value ~= ARGV[at + 2] and value ~= ARGV[at + 3] then return {'conflict', check - 1} end
  at = at + 4
end
local writes = tonumber(ARGV[at])
at = at + 1
for write = 1, writes do
  local key = KEYS[tonumber(ARGV[at])]
  if ARGV[at + 2] == '' then redis.call('HDEL', key, ARGV[at + 1])
  else redis.call('HSET', key, ARGV[at + 1], ARGV[at + 2]) end
  at = at + 3
end
local id = redis.call('XADD', KEYS[1], '*', 'e', ARGV[4])
redis.call('HSET', KEYS[2], 'last', id)
redis.call('PUBLISH', ARGV[2], known[2] .. ' ' .. id .. ' ' .. ARGV[3] .. ' ' .. ARGV[4])
redis.call('PUBLISH', '"""
    + keys.CHANGED
    + """', ARGV[2])
return {'ok', known[2], id}
"""
)

# KEYS: head, ARGV: name, created, kind ('' for a board).
# The global index is written by the caller afterwards: it is only a list.
CREATE = _script("""
if redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], 'epoch', '1', 'last', '0-0', 'name', ARGV[1], 'created', ARGV[2])
if ARGV[3] ~= '' then redis.call('HSET', KEYS[1], 'kind', ARGV[3]) end
return 1
""")

# KEYS: log, head, snapshot 0, 1, 2, segments, segment. ARGV: epoch, expected cursor, new cursor, crc, state,
# the first id that stays in the log, segment name, segment milliseconds, segment bytes ('' when nothing is trimmed),
# how many of the newest snapshots are damaged: those go, instead of pushing the sound ones out.
# Compare first: of two compactors the slower one changes nothing (robustness section 0, fact 10).
COMPACT = _script("""
if redis.call('HGET', KEYS[2], 'epoch') ~= ARGV[1] then return 'epoch' end
if (redis.call('HGET', KEYS[3], 'cursor') or '') ~= ARGV[2] then return 'stale' end
for age = 1, tonumber(ARGV[10]) do redis.call('DEL', KEYS[2 + age]) end
if redis.call('EXISTS', KEYS[3]) == 1 then
  if redis.call('EXISTS', KEYS[4]) == 1 then redis.call('RENAME', KEYS[4], KEYS[5]) end
  redis.call('RENAME', KEYS[3], KEYS[4])
end
redis.call('HSET', KEYS[3], 'cursor', ARGV[3], 'epoch', ARGV[1], 'crc', ARGV[4], 'state', ARGV[5])
if ARGV[9] ~= '' then
  redis.call('SET', KEYS[7], ARGV[9])
  redis.call('ZADD', KEYS[6], ARGV[8], ARGV[7])
  redis.call('XTRIM', KEYS[1], 'MINID', ARGV[6])
end
return 'ok'
""")

# KEYS: lease, its counter of fencing tokens. ARGV: holder, time to live in milliseconds.
# Returns the fencing token, or 0 while another holds the lease.
LEASE_TAKE = _script("""
local holder = redis.call('HGET', KEYS[1], 'holder')
if holder and holder ~= ARGV[1] then return 0 end
if not holder then redis.call('HSET', KEYS[1], 'holder', ARGV[1], 'token', redis.call('INCR', KEYS[2])) end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return tonumber(redis.call('HGET', KEYS[1], 'token'))
""")

# KEYS: lease. ARGV: holder.
LEASE_GIVE_BACK = _script("""
if redis.call('HGET', KEYS[1], 'holder') ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
""")

# KEYS: followed, then each hash or stream named below. ARGV: expected cursor, new cursor, channel, message ('': none),
# number of writes, (key index, field, value) per write, number of appends, (key index, milliseconds, value) per append.
# Compare first: of two that follow one log the slower one changes nothing, so each entry is followed exactly once.
# A stream takes no id before its last one: whatever happened before that is appended as of now.
FOLLOW = _script("""
if (redis.call('HGET', KEYS[1], 'cursor') or '') ~= ARGV[1] then return 0 end
local writes, at = tonumber(ARGV[5]), 6
for write = 1, writes do
  local key = KEYS[tonumber(ARGV[at])]
  if ARGV[at + 2] == '' then redis.call('HDEL', key, ARGV[at + 1])
  else redis.call('HSET', key, ARGV[at + 1], ARGV[at + 2]) end
  at = at + 3
end
local appends = tonumber(ARGV[at])
at = at + 1
for append = 1, appends do
  local key = KEYS[tonumber(ARGV[at])]
  local refused = redis.pcall('XADD', key, ARGV[at + 1] .. '-*', 'a', ARGV[at + 2])
  if type(refused) == 'table' and refused.err then redis.call('XADD', key, '*', 'a', ARGV[at + 2]) end
  at = at + 3
end
redis.call('HSET', KEYS[1], 'cursor', ARGV[2])
if ARGV[4] ~= '' then redis.call('PUBLISH', ARGV[3], ARGV[4]) end
for channel = at + 1, #ARGV do redis.call('PUBLISH', ARGV[channel], ARGV[at]) end
return 1
""")

# KEYS: sorted set. ARGV: member, expected score, new score.
RESCORE = _script("""
if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[1])) ~= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
return 1
""")

ALL = (COMMIT, CREATE, COMPACT, LEASE_TAKE, LEASE_GIVE_BACK, FOLLOW, RESCORE)
