"""Tokens: bearers that act on one board in one role, for scripts and clients."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from kanverge.accounts import credentials
from kanverge.accounts.moments import DAY_MS, now_ms
from kanverge.accounts.names import clean_name
from kanverge.accounts.roles import BOARD_ROLES, Role
from kanverge.clock import Clock
from kanverge.errors import Invalid
from kanverge.store.accounts import AccountStore, Record
from kanverge.store.base import BoardId

PREFIX: Final = "kvt_"
"""What every token begins with, so that scanners for leaked secrets can tell one."""
LIFE_MAX_MS: Final = 3_650 * DAY_MS


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it can be listed; moments in milliseconds since 1970."""

    id: str
    board: BoardId
    role: Role
    name: str
    digest: str
    created_ms: int
    created_by: str
    """The key of the principal who made it."""
    expires_ms: int | None = None

    @property
    def record(self) -> Record:
        """Return what is stored of it in the hash of its board."""
        return {
            "role": self.role.value,
            "name": self.name,
            "digest": self.digest,
            "created": self.created_ms,
            "by": self.created_by,
            "expires": self.expires_ms or 0,
        }

    @classmethod
    def read(cls, board: BoardId, id: str, record: Record) -> Self:
        """Return the token whose record is ``record``."""
        return cls(
            id=id,
            board=board,
            role=Role(str(record["role"])),
            name=str(record["name"]),
            digest=str(record["digest"]),
            created_ms=int(record["created"]),
            created_by=str(record["by"]),
            expires_ms=int(record["expires"]) or None,
        )

    def has_ended(self, now: int) -> bool:
        """Return whether its time is over."""
        return self.expires_ms is not None and now >= self.expires_ms


class Tokens:
    """The tokens of all boards; the end of each is published."""

    def __init__(self, store: AccountStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def create(
        self, board: BoardId, role: Role, *, name: str = "token", by: str, life_ms: int | None = None
    ) -> tuple[Token, str]:
        """Return a new token and its text, which is never shown again; raise Invalid at the board's limit."""
        if role not in BOARD_ROLES:
            raise Invalid(f"a token's role is one of {', '.join(BOARD_ROLES)}")
        if life_ms is not None and not 0 < life_ms <= LIFE_MAX_MS:
            raise Invalid(f"a token lives for a moment to {LIFE_MAX_MS // DAY_MS} days, or for good")
        now = now_ms(self._clock)
        credential = credentials.mint(board)
        token = Token(
            id=credential.id,
            board=board,
            role=role,
            name=clean_name(name),
            digest=credential.digest,
            created_ms=now,
            created_by=by,
            expires_ms=None if life_ms is None else now + life_ms,
        )
        await self._store.create_token(board, token.id, token.record, now=now)
        return token, PREFIX + credential.text

    async def find(self, text: str) -> Token | None:
        """Return the token whose text this is."""
        credential = credentials.parse(text.removeprefix(PREFIX)) if text.startswith(PREFIX) else None
        if credential is None:
            return None
        token = await self.get(credential.owner, credential.id)
        return token if token is not None and credential.matches(token.digest) else None

    async def get(self, board: BoardId, token: str) -> Token | None:
        """Return a board's token that has not ended."""
        record = await self._store.token(board, token)
        if record is None:
            return None
        found = Token.read(board, token, record)
        return None if found.has_ended(now_ms(self._clock)) else found

    async def of(self, board: BoardId) -> list[Token]:
        """Return the board's tokens, oldest first."""
        now = now_ms(self._clock)
        tokens = [Token.read(board, id, record) for id, record in (await self._store.tokens(board)).items()]
        return sorted(
            (token for token in tokens if not token.has_ended(now)), key=lambda token: token.created_ms
        )

    async def revoke(self, board: BoardId, token: str) -> bool:
        """End a token; return whether there was one."""
        return await self._store.end_token(board, token)
