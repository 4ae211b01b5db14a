"""Everything that deals with accounts, wired to one store, and what was published about them."""

from __future__ import annotations

import secrets

from kanverge.accounts.access import Access
from kanverge.accounts.links import Links, SignedIn
from kanverge.accounts.members import Members
from kanverge.accounts.notices import Notice, read_notice
from kanverge.accounts.people import People
from kanverge.accounts.roles import Role
from kanverge.accounts.sessions import Sessions
from kanverge.accounts.tokens import Tokens
from kanverge.store.accounts import AccountStore
from kanverge_crdt.ids import new_id
from tests.doubles.clock import FakeClock
from tests.doubles.eventually import eventually

BOARD = "0board0000000000000001"
OTHER_BOARD = "0board0000000000000002"
BY = "u:0somebody0000000000000"


def new_attempt() -> str:
    return new_id(secrets.randbelow)


class Workspace:
    """One workspace as tests use it."""

    def __init__(self, store: AccountStore, clock: FakeClock) -> None:
        self.store = store
        self.clock = clock
        self.people = People(store, clock)
        self.members = Members(store)
        self.sessions = Sessions(store, clock)
        self.tokens = Tokens(store, clock)
        self.links = Links(store, clock)
        self.access = Access(self.people, self.members, self.sessions, self.tokens)
        self.notices: list[Notice] = []

    async def listen(self) -> None:
        await self.store.subscribe(lambda message: self.notices.append(read_notice(message)))

    async def heard(self, *expected: Notice) -> None:
        """Wait until exactly these notices have come since the last time, in this order."""
        await eventually(lambda: len(self.notices) >= len(expected))
        assert self.notices == list(expected)
        self.notices.clear()

    async def sign_in(self, name: str, *, is_admin: bool = False) -> SignedIn:
        """Return somebody signed in by a link made for them."""
        person = await self.people.ensure(name, is_admin=is_admin)
        return await self.links.accept(await self.links.sign_in(person.id, by=BY))

    async def member(self, name: str, role: Role, board: str = BOARD) -> SignedIn:
        """Return somebody signed in who is a member of the board."""
        signed_in = await self.sign_in(name)
        await self.members.set(board, signed_in.person.id, role)
        return signed_in
