"""Wiring: the one place that builds every part of the service and connects it to the others."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from starlette.applications import Starlette

from kanverge.accounts.gatekeeper import Gatekeeper
from kanverge.accounts.notices import read_notice
from kanverge.api import routes
from kanverge.api.context import Context
from kanverge.automation import naming
from kanverge.automation.verbs import VERBS
from kanverge.clock import Clock
from kanverge.config import Settings
from kanverge.inbox.reading import Inboxes
from kanverge.live.faces import Faces
from kanverge.live.relay import Relay
from kanverge.live.rooms import Rooms
from kanverge.portfolio.index import FactsIndex
from kanverge.portfolio.searching import CardSearch
from kanverge.socket.endpoint import sync, watch
from kanverge.socket.hub import Hub
from kanverge.socket.watching import Sources
from kanverge.store.faces import FacesStore
from kanverge.store.presence import PresenceStore
from kanverge.stored import Stored, open_store

MISSED_WITHIN_S = 10.0
"""Over how long the sockets ask again who they are, after a time in which no notices were heard."""


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
