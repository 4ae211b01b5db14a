"""When each person looked at which board last: any of their devices can ask what changed since."""

from __future__ import annotations

import hashlib
from typing import Final

from kanverge.store import keys
from kanverge.store.base import BoardId
from kanverge.store.client import StoreClient
from kanverge.store.scripts import Script

AWAY_MS: Final = 10 * 60_000
"""Who comes back sooner has not been away; static/ui/seen.ts knows the same."""

LOOKS_MAX: Final = 1_000
"""A person's: of more boards the one that was not looked at for longest is forgotten."""


# KEYS: looks. ARGV: board, now, what the caller's device knows, how long is away, how many at most.
# Returns when the person looked before this visit; 0: never.
_SOURCE: Final = """
local kept, before = redis.call('HGET', KEYS[1], ARGV[1]), ARGV[3]
if kept then
  local last
  last, before = string.match(kept, '^(%d+) (%d+)$')
  if tonumber(ARGV[2]) - tonumber(last) >= tonumber(ARGV[4]) then before = last end
elseif redis.call('HLEN', KEYS[1]) >= tonumber(ARGV[5]) then
  local all, oldest, gone = redis.call('HGETALL', KEYS[1]), math.huge, nil
  for at = 1, #all, 2 do
    local last = tonumber(string.match(all[at + 1], '^%d+'))
    if last < oldest then oldest, gone = last, all[at] end
  end
  redis.call('HDEL', KEYS[1], gone)
end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2] .. ' ' .. before)
return before
"""
LOOK: Final = Script(_SOURCE, hashlib.sha1(_SOURCE.encode(), usedforsecurity=False).hexdigest())


async def look(client: StoreClient, person: str, board: BoardId, *, now_ms: int, known_ms: int) -> int:
    """Note that a person looks at a board; return when they did before this visit, in ms (0: never).

    ``known_ms`` is what one of their devices has kept of that: it counts where nothing is known here.
    """
    known_ms = max(0, min(known_ms, now_ms))
    reply = await client.run(LOOK, [keys.looks(person)], [board, now_ms, known_ms, AWAY_MS, LOOKS_MAX])
    assert isinstance(reply, bytes), reply
    return int(reply)
