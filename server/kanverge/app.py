"""Wiring: the one place that builds every part of the service and connects it to the others."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.applications import Starlette

from kanverge.accounts.access import Access
from kanverge.accounts.feeds import Feeds
from kanverge.accounts.gatekeeper import Gatekeeper
from kanverge.accounts.links import Links
from kanverge.accounts.members import Members
from kanverge.accounts.notices import read_notice
from kanverge.accounts.people import People
from kanverge.accounts.sessions import Sessions
from kanverge.accounts.tokens import Tokens
from kanverge.api import routes
from kanverge.api.context import Context
from kanverge.automation import naming
from kanverge.automation.calling import open_calling
from kanverge.automation.verbs import VERBS
from kanverge.clock import Clock, SystemClock
from kanverge.config import Settings, StoreChoice
from kanverge.errors import NotFound
from kanverge.history.following import open_activity
from kanverge.inbox.finding import open_finding
from kanverge.inbox.reading import Inboxes
from kanverge.live.faces import Faces
from kanverge.live.following import Follower
from kanverge.live.relay import Relay
from kanverge.live.rooms import Rooms
from kanverge.portfolio.following import open_facts
from kanverge.portfolio.index import FactsIndex
from kanverge.portfolio.searching import CardSearch
from kanverge.socket.endpoint import sync, watch
from kanverge.socket.hub import Hub
from kanverge.socket.watching import Sources
from kanverge.store.accounts import AccountStore
from kanverge.store.address import Address
from kanverge.store.boards import StoredBoards
from kanverge.store.client import StoreClient
from kanverge.store.directory import DataDirectory
from kanverge.store.embedded import Embedded
from kanverge.store.faces import FacesStore
from kanverge.store.presence import PresenceStore
from kanverge.store.remote import Remote
from kanverge_crdt.ids import new_id

MISSED_WITHIN_S = 10.0
"""Over how long the sockets ask again who they are, after a time in which no notices were heard."""


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


def follower(stored: Stored) -> Follower:
    """Return what follows the logs of all boards, with everything that counts on their changes."""
    return Follower(
        stored.client,
        stored.boards,
        stored.clock,
        openers=[open_facts, open_activity, open_calling, open_finding],
    )


@dataclass(frozen=True, slots=True)
class Service:
    """A running server: the store, the boards in memory and the connections to them."""

    stored: Stored
    rooms: Rooms
    hub: Hub
    faces: Faces
    application: Starlette


@contextlib.asynccontextmanager
async def open_service(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Service]:
    """Build the service around an open store, run what it does by itself, and flush it at the end."""
    async with open_store(settings.store, clock) as stored:
        rooms = Rooms(
            stored.boards,
            stored.clock,
            settings.limits,
            settings.idle_seconds,
            verbs=VERBS,
            objection=naming.insist,
        )
        hub = Hub(rooms, stored.access, stored.clock, settings.limits)
        faces = Faces(FacesStore(stored.client, stored.boards.node), rooms, stored.clock)
        relay = Relay(PresenceStore(stored.client, stored.boards.node), rooms, faces, stored.clock)
        await _follow_the_store(stored, rooms, hub)
        index = FactsIndex(stored.client)
        inboxes = Inboxes(stored.client)
        await index.start()
        await inboxes.start()
        await faces.start()
        await relay.start()
        rooms.start()
        hub.run()
        try:
            yield Service(
                stored, rooms, hub, faces, _application(settings, stored, rooms, hub, faces, index, inboxes)
            )
        finally:
            await relay.stop()
            await faces.stop()
            await hub.stop()
            await rooms.stop()


async def _follow_the_store(stored: Stored, rooms: Rooms, hub: Hub) -> None:
    def availability(available: bool) -> None:
        if not available:
            rooms.store_is_away()
        hub.tell_availability(available)

    async def back() -> None:
        hub.missed_notices(within_s=MISSED_WITHIN_S)
        await rooms.store_is_back()

    stored.client.on_availability = availability
    stored.client.when_back(back)
    await stored.accounts.subscribe(lambda message: hub.heard(read_notice(message)))


def _application(
    settings: Settings,
    stored: Stored,
    rooms: Rooms,
    hub: Hub,
    faces: Faces,
    index: FactsIndex,
    inboxes: Inboxes,
) -> Starlette:
    gatekeeper = Gatekeeper(stored.access, stored.identity, settings.origins)
    context = Context(
        client=stored.client,
        boards=stored.boards,
        people=stored.people,
        members=stored.members,
        sessions=stored.sessions,
        tokens=stored.tokens,
        links=stored.links,
        feeds=stored.feeds,
        gatekeeper=gatekeeper,
        rooms=rooms,
        faces=faces,
        index=index,
        search=CardSearch(index),
        inboxes=inboxes,
        clock=stored.clock,
        limits=settings.limits,
    )
    application = routes.application(context, sync, watch)
    application.state.sources = Sources(
        hub, stored.boards, stored.members, stored.access, index, faces, inboxes
    )
    application.state.hub, application.state.gatekeeper = hub, gatekeeper
    return application
