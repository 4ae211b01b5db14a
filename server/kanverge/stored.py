"""An open store and the accounts in it: what every verb of the command line stands on, without any of the service."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

from kanverge.accounts.access import Access
from kanverge.accounts.feeds import Feeds
from kanverge.accounts.links import Links
from kanverge.accounts.members import Members
from kanverge.accounts.people import People
from kanverge.accounts.sessions import Sessions
from kanverge.accounts.tokens import Tokens
from kanverge.clock import Clock, SystemClock
from kanverge.config import StoreChoice
from kanverge.errors import NotFound
from kanverge.store.accounts import AccountStore
from kanverge.store.address import Address
from kanverge.store.boards import StoredBoards
from kanverge.store.client import StoreClient
from kanverge.store.directory import DataDirectory
from kanverge.store.embedded import Embedded
from kanverge.store.remote import Remote
from kanverge_crdt.ids import new_id


@dataclass(frozen=True, slots=True)
class Stored:
    """Everything that stands on an open store and needs no board in memory: what the command line works with."""

    identity: str
    client: StoreClient
    boards: StoredBoards
    accounts: AccountStore
    people: People
    members: Members
    sessions: Sessions
    tokens: Tokens
    links: Links
    feeds: Feeds
    clock: Clock

    @property
    def access(self) -> Access:
        """Return who may come in, by what they present."""
        return Access(self.people, self.members, self.sessions, self.tokens)


@contextlib.asynccontextmanager
async def open_store(
    choice: StoreChoice, clock: Clock | None = None, *, must_exist: bool = False
) -> AsyncIterator[Stored]:
    """Use the store, starting the embedded one if nobody has; raise the StoreError that says why it cannot be used.

    Where it ``must_exist``, raise NotFound instead of making a data directory.
    """
    clock = clock or SystemClock()
    if must_exist and choice.url is None and not DataDirectory(choice.data).exists:
        raise NotFound(
            f"there is no Kanverge data in {choice.data.absolute()}: start a server there, or name it with --data"
        )
    server = Remote(Address.parse(choice.url)) if choice.url else Embedded(choice.data)
    await server.start()
    client = StoreClient(server, clock)
    try:
        await client.open()
        accounts = AccountStore(client)
        yield Stored(
            identity=server.identity,
            client=client,
            boards=StoredBoards(client, node=new_id(secrets.randbelow)),
            accounts=accounts,
            people=People(accounts, clock),
            members=Members(accounts),
            sessions=Sessions(accounts, clock),
            tokens=Tokens(accounts, clock),
            links=Links(accounts, clock),
            feeds=Feeds(client, clock),
            clock=clock,
        )
    finally:
        await client.close()
        await server.stop()
