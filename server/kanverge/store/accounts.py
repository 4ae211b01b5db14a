"""Accounts in Redis or Valkey: records of people, members, sessions, links and tokens, changed by scripts.

Knows what lies where and what must happen as one step; what the fields mean is for kanverge.accounts to say.
All keys share one hash tag, so in a cluster they lie in one slot and one script may touch them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

import msgpack

from kanverge.errors import Conflict, Invalid, KanvergeError, NotFound, ReplyError, StoreCorrupt
from kanverge.store import account_scripts as scripts
from kanverge.store import keys
from kanverge.store.base import BoardId
from kanverge.store.client import StoreClient
from kanverge.store.connection import Argument, Reply
from kanverge.store.scripts import Script

Record: TypeAlias = Mapping[str, "str | int"]
"""Fields of one record; an absent field is left out, and a claim (`admin`) is a bool."""

PersonId: TypeAlias = str

RECORD_BYTES_MAX: Final = 4_096
_REFUSALS: Final[dict[str, type[KanvergeError]]] = {
    "Conflict": Conflict,
    "Invalid": Invalid,
    "NotFound": NotFound,
}


@dataclass(frozen=True, slots=True)
class AccountLimits:
    """How much of everything one workspace holds; at a limit the change is refused, or the oldest goes."""

    people: int = 10_000
    board_members: int = 1_000
    person_boards: int = 5_000
    person_sessions: int = 50  # then the one not seen for longest goes
    person_links: int = 5  # then the oldest goes
    board_invitations: int = 50
    board_tokens: int = 100


@dataclass(frozen=True, slots=True)
class Taking:
    """All that goes into taking a link: who comes in, by which link, into which session; times in ms."""

    owner: str
    link: str
    attempt: str
    board: BoardId
    person: PersonId
    record: Record
    session: str
    session_record: Record
    now: int
    retry: int
    session_life: int


class AccountStore:
    """The accounts of one store. Every method raises StoreAway when it cannot be reached."""

    def __init__(self, client: StoreClient, limits: AccountLimits | None = None) -> None:
        self._client = client
        self.limits = limits or AccountLimits()

    async def subscribe(self, receive: Callable[[bytes], None]) -> None:
        """Call ``receive`` with each notice of a change to anyone's access, wherever it was made."""
        await self._client.subscribe(keys.ACCOUNTS_CHANNEL, receive)

    # People.

    async def person(self, person: PersonId) -> Record | None:
        """Return the person's record."""
        return _record(await self._client.call("HGET", keys.PEOPLE, person))

    async def people(self) -> dict[PersonId, Record]:
        """Return everyone's record."""
        return _records(await self._client.call("HGETALL", keys.PEOPLE))

    async def people_among(self, people: Sequence[PersonId]) -> dict[PersonId, Record]:
        """Return the records of those among ``people`` who exist."""
        if not people:
            return {}
        replies = _list(await self._client.call("HMGET", keys.PEOPLE, *people))
        records = zip(people, map(_record, replies), strict=True)
        return {person: record for person, record in records if record is not None}

    async def person_named(self, key: str) -> PersonId | None:
        """Return who has the name whose key is ``key``."""
        holder = await self._client.call("HGET", keys.PEOPLE_NAMES, key)
        return None if holder is None else _text(holder)

    async def create_person(self, person: PersonId, record: Record) -> None:
        """Add a person, or raise Invalid when the name is taken or the workspace full."""
        await self._run(
            scripts.PERSON_CREATE,
            [keys.PEOPLE, keys.PEOPLE_NAMES, keys.ADMINS],
            [person, _pack(record), self.limits.people],
        )

    async def first_admin(self, person: PersonId, record: Record) -> tuple[PersonId, Record] | None:
        """Return the administrator while none has joined, made from ``record`` if needed; else None."""
        reply = await self._run(
            scripts.PERSON_FIRST_ADMIN,
            [keys.PEOPLE, keys.PEOPLE_NAMES, keys.ADMINS],
            [person, _pack(record)],
        )
        if reply is None:
            return None
        holder, raw = _list(reply)
        return _text(holder), _unpack(raw)

    async def administrators(self) -> dict[PersonId, Record]:
        """Return the records of the people who administrate the workspace."""
        ids = _list(await self._client.call("SMEMBERS", keys.ADMINS))
        return await self.people_among([_text(id) for id in ids])

    async def rename_person(self, person: PersonId, *, name: str, key: str) -> None:
        """Give a person another name, or raise NotFound, or Invalid when it is taken."""
        await self._run(
            scripts.PERSON_RENAME,
            [keys.PEOPLE, keys.PEOPLE_NAMES],
            [person, name, key, keys.ACCOUNTS_CHANNEL],
        )

    async def set_zone(self, person: PersonId, zone: str) -> None:
        """Note the time zone a person lives in (empty: none), or raise NotFound."""
        await self._run(scripts.PERSON_SET_ZONE, [keys.PEOPLE], [person, zone])

    async def set_admin(self, person: PersonId, *, is_admin: bool) -> None:
        """Make a person an administrator or not, or raise NotFound, or Invalid for the last one."""
        await self._run(
            scripts.PERSON_SET_ADMIN,
            [keys.PEOPLE, keys.ADMINS],
            [person, str(int(is_admin)), keys.ACCOUNTS_CHANNEL],
        )

    # Members.

    async def role(self, board: BoardId, person: PersonId) -> str | None:
        """Return the person's role on the board."""
        role = await self._client.call("HGET", keys.members(board), person)
        return None if role is None else _text(role)

    async def members(self, board: BoardId) -> dict[PersonId, str]:
        """Return the board's members and their roles."""
        return _texts(await self._client.call("HGETALL", keys.members(board)))

    async def boards_of(self, person: PersonId) -> dict[BoardId, str]:
        """Return the boards a person is a member of and their role on each."""
        return _texts(await self._client.call("HGETALL", keys.boards_of(person)))

    async def set_role(
        self,
        board: BoardId,
        person: PersonId,
        role: str | None,
        *,
        giver: str,
        gives: Sequence[str],
        only_from: str | None = None,
    ) -> bool:
        """Make a person a member, change their role or (None) remove them; return whether it was another.

        What they gave as ``giver`` (tokens and invitations) stays only in the roles that they still may give.
        With ``only_from`` ("": none) it raises Conflict unless that is their role. Raises NotFound for nobody,
        Invalid at a limit and for the last owner.
        """
        before = await self._run(
            scripts.MEMBER_SET,
            [
                keys.members(board),
                keys.boards_of(person),
                keys.PEOPLE,
                keys.tokens(board),
                keys.links(board),
            ],
            [
                board,
                person,
                role or "",
                keys.ACCOUNTS_CHANNEL,
                self.limits.board_members,
                self.limits.person_boards,
                giver,
                f" {' '.join(gives)} ",
                "*" if only_from is None else only_from,
            ],
        )
        return before is not None

    # Sessions and tokens.

    async def session(self, person: PersonId, session: str) -> Record | None:
        """Return the session's record."""
        return _record(await self._client.call("HGET", keys.sessions(person), session))

    async def sessions(self, person: PersonId) -> dict[str, Record]:
        """Return the person's sessions by id."""
        return _records(await self._client.call("HGETALL", keys.sessions(person)))

    async def session_seen(self, person: PersonId, session: str, *, now: int) -> None:
        """Note when a session was last used, if it is still there."""
        await self._run(scripts.SESSION_SEEN, [keys.sessions(person)], [session, now])

    async def end_session(self, person: PersonId, session: str) -> bool:
        """End a session; return whether there was one."""
        return await self._end(keys.sessions(person), session, "session", person)

    async def end_sessions(self, person: PersonId) -> list[str]:
        """End all sessions of a person and the links that would open another; return the sessions' ids."""
        reply = await self._run(
            scripts.SESSIONS_END,
            [keys.sessions(person), keys.links(person)],
            [person, keys.ACCOUNTS_CHANNEL],
        )
        return [_text(id) for id in _list(reply)]

    async def token(self, board: BoardId, token: str) -> Record | None:
        """Return the token's record."""
        return _record(await self._client.call("HGET", keys.tokens(board), token))

    async def tokens(self, board: BoardId) -> dict[str, Record]:
        """Return the board's tokens by id."""
        return _records(await self._client.call("HGETALL", keys.tokens(board)))

    async def create_token(self, board: BoardId, token: str, record: Record, *, now: int) -> None:
        """Add a token, or raise Invalid when the board has too many."""
        await self._run(
            scripts.TOKEN_CREATE, [keys.tokens(board)], [token, _pack(record), now, self.limits.board_tokens]
        )

    async def end_token(self, board: BoardId, token: str) -> bool:
        """Revoke a token; return whether there was one."""
        return await self._end(keys.tokens(board), token, "token", board)

    async def _end(self, key: str, id: str, kind: str, owner: str) -> bool:
        ended = await self._run(scripts.CREDENTIAL_END, [key], [id, kind, owner, keys.ACCOUNTS_CHANNEL])
        return ended == 1

    # Links.

    async def link(self, owner: str, link: str) -> Record | None:
        """Return the record of a link of ``owner``: the person it signs in, or the board it invites to."""
        return _record(await self._client.call("HGET", keys.links(owner), link))

    async def links(self, owner: str) -> dict[str, Record]:
        """Return the links of a person or a board by id."""
        return _records(await self._client.call("HGETALL", keys.links(owner)))

    async def create_link(self, owner: str, link: str, record: Record, *, now: int, life: int) -> None:
        """Add a link that lives for ``life`` ms; raise NotFound, or Invalid when the board has too many."""
        most = self.limits.person_links if "person" in record else self.limits.board_invitations
        await self._run(
            scripts.LINK_CREATE, [keys.links(owner), keys.PEOPLE], [link, _pack(record), now, most, life]
        )

    async def end_link(self, owner: str, link: str) -> bool:
        """Revoke a link; return whether there was one."""
        return await self._client.durable([("HDEL", keys.links(owner), link)]) == [1]

    async def attempt(self, link: str, attempt: str) -> Record | None:
        """Return what an earlier attempt under the same name at taking the link led to."""
        return _record(await self._client.call("HGET", keys.attempts(link), attempt))

    async def join(
        self, board: BoardId, link: str, person: PersonId, *, now: int, retry: int, roles: Sequence[str]
    ) -> str:
        """Take an invitation as somebody signed in and return their role after; ``roles`` weakest first."""
        reply = await self._run(
            scripts.LINK_JOIN,
            [keys.links(board), keys.members(board), keys.boards_of(person)],
            [
                link,
                person,
                now,
                retry,
                keys.ACCOUNTS_CHANNEL,
                self.limits.board_members,
                self.limits.person_boards,
                *roles,
            ],
        )
        return _text(reply)

    async def accept(self, taking: Taking) -> PersonId | None:
        """Take a link and open a session as one step, or return whose the same attempt was and do nothing."""
        limits = self.limits
        reply = await self._run(
            scripts.LINK_ACCEPT,
            [
                keys.links(taking.owner),
                keys.attempts(taking.link),
                keys.PEOPLE,
                keys.PEOPLE_NAMES,
                keys.sessions(taking.person),
                keys.members(taking.board),
                keys.boards_of(taking.person),
            ],
            [
                taking.link,
                taking.attempt,
                taking.person,
                _pack(taking.record),
                taking.session,
                _pack(taking.session_record),
                taking.now,
                taking.retry,
                taking.session_life,
                keys.ACCOUNTS_CHANNEL,
                limits.person_sessions,
                limits.people,
                limits.board_members,
                limits.person_boards,
            ],
        )
        return None if reply == b"ok" else _text(reply)

    async def _run(self, script: Script, names: Sequence[str], arguments: Sequence[Argument]) -> Reply:
        """Run a script durably, and raise what it refused as the error it names."""
        try:
            return await self._client.run(script, names, arguments)
        except ReplyError as error:
            refusal = _REFUSALS.get(error.code)
            if refusal is None:
                raise
            raise refusal(str(error).partition(" ")[2]) from None


def _pack(record: Record) -> bytes:
    packed: bytes = msgpack.packb(dict(record))
    assert len(packed) <= RECORD_BYTES_MAX, "a record of an account is small"
    return packed


def _unpack(raw: Reply) -> Record:
    assert isinstance(raw, bytes), raw
    try:
        fields: Any = msgpack.unpackb(raw)
    except (ValueError, msgpack.UnpackException) as error:
        raise StoreCorrupt("an account's record cannot be read") from error
    if not isinstance(fields, dict) or not all(isinstance(value, str | int) for value in fields.values()):
        raise StoreCorrupt("an account's record has a wrong shape")
    return fields


def _record(reply: Reply) -> Record | None:
    return None if reply is None else _unpack(reply)


def _records(reply: Reply) -> dict[str, Record]:
    return {_text(id): _unpack(raw) for id, raw in _pairs(reply)}


def _texts(reply: Reply) -> dict[str, str]:
    return {_text(field): _text(value) for field, value in _pairs(reply)}


def _pairs(reply: Reply) -> list[tuple[Reply, Reply]]:
    flat = _list(reply)
    return list(zip(flat[::2], flat[1::2], strict=True))


def _list(reply: Reply) -> list[Reply]:
    assert isinstance(reply, list), reply
    return reply


def _text(reply: Reply) -> str:
    assert isinstance(reply, bytes), reply
    return reply.decode()
