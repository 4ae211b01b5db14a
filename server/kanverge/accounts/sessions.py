"""Sessions: browsers that are signed in, each by a cookie of which only the hash is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from kanverge.accounts import credentials
from kanverge.accounts.moments import DAY_MS, MINUTE_MS, now_ms
from kanverge.clock import Clock
from kanverge.store.accounts import AccountStore, PersonId, Record

# Long, because an edit made offline weeks ago must still find its author signed in.
IDLE_MS: Final = 30 * DAY_MS
LIFE_MS: Final = 180 * DAY_MS
SEEN_EVERY_MS: Final = MINUTE_MS


@dataclass(frozen=True, slots=True)
class Session:
    """One signed-in browser; moments in milliseconds since 1970."""

    id: str
    person: PersonId
    digest: str
    created_ms: int
    seen_ms: int
    expires_ms: int

    @property
    def record(self) -> Record:
        """Return what is stored of it in the hash of its person."""
        return {
            "digest": self.digest,
            "created": self.created_ms,
            "seen": self.seen_ms,
            "expires": self.expires_ms,
        }

    @classmethod
    def read(cls, person: PersonId, id: str, record: Record) -> Self:
        """Return the session whose record is ``record``."""
        return cls(
            id=id,
            person=person,
            digest=str(record["digest"]),
            created_ms=int(record["created"]),
            seen_ms=int(record["seen"]),
            expires_ms=int(record["expires"]),
        )

    def has_ended(self, now: int) -> bool:
        """Return whether it was left idle for too long, or is too old."""
        return now >= min(self.expires_ms, self.seen_ms + IDLE_MS)


def begin(person: PersonId, *, now: int) -> tuple[Session, str]:
    """Return a new session, which is not stored yet, and the cookie's value that proves it."""
    credential = credentials.mint(person)
    session = Session(credential.id, person, credential.digest, now, now, now + LIFE_MS)
    return session, credential.text


class Sessions:
    """The sessions of everyone. They begin when a link is taken (links.py); the end of each is published."""

    def __init__(self, store: AccountStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def find(self, cookie: str) -> Session | None:
        """Return the session a cookie's value proves, noting at most once a minute that it was seen."""
        credential = credentials.parse(cookie)
        if credential is None:
            return None
        session = await self.get(credential.owner, credential.id)
        if session is None or not credential.matches(session.digest):
            return None
        now = now_ms(self._clock)
        if now - session.seen_ms >= SEEN_EVERY_MS:
            await self._store.session_seen(session.person, session.id, now=now)
        return session

    async def get(self, person: PersonId, session: str) -> Session | None:
        """Return a person's session that has not ended."""
        record = await self._store.session(person, session)
        if record is None:
            return None
        found = Session.read(person, session, record)
        return None if found.has_ended(now_ms(self._clock)) else found

    async def of(self, person: PersonId) -> list[Session]:
        """Return the person's sessions, the one seen last first."""
        now = now_ms(self._clock)
        records = await self._store.sessions(person)
        sessions = [Session.read(person, id, record) for id, record in records.items()]
        alive = (session for session in sessions if not session.has_ended(now))
        return sorted(alive, key=lambda session: session.seen_ms, reverse=True)

    async def end(self, person: PersonId, session: str) -> bool:
        """Sign one browser out; return whether it was signed in."""
        return await self._store.end_session(person, session)

    async def end_all(self, person: PersonId) -> list[str]:
        """Sign a person out everywhere and close the links that sign them in; return the sessions' ids."""
        return await self._store.end_sessions(person)
