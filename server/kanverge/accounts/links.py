"""Links that let people in: one signs a known person in, once; an invitation makes members of a board.

Looking at a link (``peek``) uses nothing up, because chat programs fetch every link they are shown; only
taking it does, and that is one step with opening the session.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from typing import Final, Self

from kanverge.accounts import credentials, sessions
from kanverge.accounts.credentials import Credential
from kanverge.accounts.moments import DAY_MS, HOUR_MS, MINUTE_MS, now_ms
from kanverge.accounts.names import clean_name
from kanverge.accounts.people import Person
from kanverge.accounts.roles import BOARD_ROLES, Role, rank
from kanverge.accounts.sessions import Session
from kanverge.clock import Clock
from kanverge.errors import Invalid, NotFound
from kanverge.store.accounts import AccountStore, PersonId, Record, Taking
from kanverge.store.base import BoardId
from kanverge_crdt.ids import new_id

SIGN_IN_LIFE_MS: Final = 24 * HOUR_MS
INVITATION_LIFE_MS: Final = 7 * DAY_MS
INVITATION_LIFE_MAX_MS: Final = 90 * DAY_MS
INVITATION_USES_MAX: Final = 1_000
RETRY_MS: Final = 10 * MINUTE_MS
"""How long the same attempt at taking a link may be repeated, for when its answer was lost."""

# For a while it opens a session without using the link up, so it must not be guessed.
_ATTEMPT: Final = re.compile(r"|[0-9A-Za-z_-]{22,64}")


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it can be listed: it signs ``person`` in, or invites to ``board`` in ``role``."""

    id: str
    digest: str
    created_ms: int
    expires_ms: int
    uses_left: int
    created_by: str
    """The key of the principal who made it."""
    person: PersonId | None = None
    board: BoardId | None = None
    role: Role | None = None

    def is_open_to(self, held: Role | None) -> bool:
        """Return whether who has the role ``held`` on its board can take it; used up, it still leads its members in."""
        return self.uses_left > 0 or (self.role is not None and rank(held) >= rank(self.role))

    @property
    def record(self) -> Record:
        """Return what is stored of it in the hash of its person or board."""
        record: dict[str, str | int] = {
            "digest": self.digest,
            "created": self.created_ms,
            "expires": self.expires_ms,
            "left": self.uses_left,
            "by": self.created_by,
        }
        whom = {"person": self.person, "board": self.board, "role": self.role and self.role.value}
        return record | {key: value for key, value in whom.items() if value is not None}

    @classmethod
    def read(cls, id: str, record: Record) -> Self:
        """Return the link whose record is ``record``."""
        return cls(
            id=id,
            digest=str(record["digest"]),
            created_ms=int(record["created"]),
            expires_ms=int(record["expires"]),
            uses_left=int(record["left"]),
            created_by=str(record["by"]),
            person=str(record["person"]) if "person" in record else None,
            board=str(record["board"]) if "board" in record else None,
            role=Role(str(record["role"])) if "role" in record else None,
        )


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What taking a link led to: who they are, their session, and the cookie's value that proves it."""

    person: Person
    session: Session
    cookie: str
    board: BoardId | None
    """The board they were invited to."""


class Links:
    """The links of the workspace, to be shown as ``/in/{secret}``."""

    def __init__(self, store: AccountStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    # Making and ending.

    async def sign_in(self, person: PersonId, *, by: str) -> str:
        """Return the secret of a link that signs the person in once, within a day; raise NotFound."""
        credential = credentials.mint(person)
        now = now_ms(self._clock)
        link = Link(credential.id, credential.digest, now, now + SIGN_IN_LIFE_MS, 1, by, person=person)
        await self._store.create_link(person, link.id, link.record, now=now, life=SIGN_IN_LIFE_MS)
        return credential.text

    async def invite(
        self, board: BoardId, role: Role, *, by: str, uses: int = 1, life_ms: int = INVITATION_LIFE_MS
    ) -> tuple[Link, str]:
        """Return an invitation to a board and its secret, or raise Invalid."""
        if role not in BOARD_ROLES or role is Role.OWNER:
            raise Invalid("an invitation makes viewers, commenters, editors or admins")
        if not 1 <= uses <= INVITATION_USES_MAX:
            raise Invalid(f"an invitation can be used 1 to {INVITATION_USES_MAX:,} times")
        if not MINUTE_MS <= life_ms <= INVITATION_LIFE_MAX_MS:
            raise Invalid(f"an invitation lives for a minute to {INVITATION_LIFE_MAX_MS // DAY_MS} days")
        credential = credentials.mint(board)
        now = now_ms(self._clock)
        link = Link(credential.id, credential.digest, now, now + life_ms, uses, by, board=board, role=role)
        await self._store.create_link(board, link.id, link.record, now=now, life=life_ms)
        return link, credential.text

    async def invitations(self, board: BoardId) -> list[Link]:
        """Return the board's invitations that can still be used, oldest first."""
        now = now_ms(self._clock)
        links = [Link.read(*row) for row in (await self._store.links(board)).items()]
        usable = (link for link in links if link.expires_ms > now and link.uses_left > 0)
        return sorted(usable, key=lambda link: link.created_ms)

    async def revoke(self, board: BoardId, link: str) -> bool:
        """End an invitation; return whether there was one. Who came in by it stays a member."""
        return await self._store.end_link(board, link)

    # Taking.

    async def peek(self, secret: str) -> Link | None:
        """Return the link with this secret while it has not expired, used up or not, without using it."""
        return (await self._find(secret))[1]

    async def accept(self, secret: str, *, name: str | None = None, attempt: str = "") -> SignedIn:
        """Take a link as somebody who is not signed in, and sign them in.

        ``name`` is needed from the invited, and taken from a person who joins now. ``attempt`` is drawn by
        the page: the same one again, within ``RETRY_MS`` and while its session lasts, signs them in again.
        Raises NotFound when the link is not valid, has expired or was used already, Invalid for a taken name.
        """
        credential, link = await self._find(secret)
        if credential is None or link is None:
            raise NotFound("this link is not valid (any more)")
        if not _ATTEMPT.fullmatch(attempt):
            raise Invalid("an attempt is named by 22 to 64 random letters and digits")
        person = await self._who(link, attempt)
        taken = await self._take(credential, link, person, name=name, attempt=attempt)
        if not isinstance(
            taken, SignedIn
        ):  # the same attempt ran at the same moment: as whom that one became
            taken = await self._take(credential, link, taken, name=name, attempt=attempt)
        assert isinstance(taken, SignedIn)
        return taken

    async def join(self, secret: str, person: PersonId) -> tuple[BoardId, Role]:
        """Take an invitation as somebody signed in; return the board and their role, never lowered."""
        credential, link = await self._find(secret)
        if credential is None or link is None or link.board is None:
            raise NotFound("this link is not valid (any more)")
        role = await self._store.join(
            link.board, link.id, person, now=now_ms(self._clock), retry=RETRY_MS, roles=BOARD_ROLES
        )
        return link.board, Role(role)

    async def _find(self, secret: str) -> tuple[Credential | None, Link | None]:
        credential = credentials.parse(secret)
        record = await self._store.link(credential.owner, credential.id) if credential else None
        if credential is None or record is None:
            return None, None
        link = Link.read(credential.id, record)
        if not credential.matches(link.digest) or link.expires_ms <= now_ms(self._clock):
            return None, None
        return credential, link

    async def _who(self, link: Link, attempt: str) -> PersonId:
        """Return who comes in: a known person, the one an earlier attempt made, or somebody new."""
        if link.person is not None:
            return link.person
        earlier = await self._store.attempt(link.id, attempt) if attempt else None
        if earlier is None or int(earlier["at"]) + RETRY_MS <= now_ms(self._clock):
            return new_id(secrets.randbelow)
        return str(earlier["person"])

    async def _take(
        self, credential: Credential, link: Link, person: PersonId, *, name: str | None, attempt: str
    ) -> SignedIn | PersonId:
        now = now_ms(self._clock)
        known = await self._store.person(person)
        joining = _joining(None if known is None else Person.read(person, known), person, name, now)
        session, cookie = sessions.begin(person, now=now)
        other = await self._store.accept(
            Taking(
                owner=credential.owner,
                link=link.id,
                attempt=attempt,
                board=link.board or "",
                person=person,
                record=joining.record,
                session=session.id,
                session_record=session.record,
                now=now,
                retry=RETRY_MS,
                session_life=sessions.LIFE_MS,
            )
        )
        return SignedIn(joining, session, cookie, link.board) if other is None else other


def _joining(known: Person | None, person: PersonId, name: str | None, now: int) -> Person:
    """Return the person as they are once signed in; the name they chose counts only on the first time."""
    if known is None:
        if name is None:
            raise Invalid("say which name the others shall see")
        return Person(person, clean_name(name), created_ms=now, joined_ms=now)
    if known.joined_ms is not None:
        return known
    return replace(known, name=known.name if name is None else clean_name(name), joined_ms=now)
