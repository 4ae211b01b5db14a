"""What handlers work with: built once by the application, found through any request."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from starlette.requests import HTTPConnection

from kanverge.accounts.feeds import Feeds
from kanverge.accounts.gatekeeper import Gatekeeper
from kanverge.accounts.links import Links
from kanverge.accounts.members import Members
from kanverge.accounts.people import People
from kanverge.accounts.sessions import Sessions
from kanverge.accounts.tokens import Tokens
from kanverge.api.heavy import Heavy
from kanverge.clock import Clock
from kanverge.config import Limits
from kanverge.inbox.reading import Inboxes
from kanverge.live.faces import Faces
from kanverge.live.rooms import Rooms
from kanverge.portfolio.index import FactsIndex
from kanverge.portfolio.searching import CardSearch
from kanverge.rates import Rates
from kanverge.store.boards import StoredBoards
from kanverge.store.client import StoreClient


def _changes() -> Rates:
    return Rates(per_second=20, burst=600)


def _attempts() -> Rates:
    return Rates(per_second=1, burst=60)


def _fetches() -> Rates:
    return Rates(
        per_second=2, burst=120
    )  # one address is that of everybody who uses a large calendar service


def _searches() -> Rates:
    return Rates(per_second=10, burst=120)


@dataclass(frozen=True, slots=True)
class Context:
    """The parts of the service that requests need."""

    client: StoreClient
    boards: StoredBoards
    people: People
    members: Members
    sessions: Sessions
    tokens: Tokens
    links: Links
    feeds: Feeds
    gatekeeper: Gatekeeper
    rooms: Rooms
    faces: Faces
    index: FactsIndex
    search: CardSearch
    inboxes: Inboxes
    clock: Clock
    limits: Limits
    imports: Heavy = field(default_factory=lambda: Heavy(at_once_max=2))
    """Each holds a file, and the board that it becomes."""
    exports: Heavy = field(default_factory=lambda: Heavy(at_once_max=8))
    calendars: Heavy = field(default_factory=lambda: Heavy(at_once_max=20))
    """Each is read by a program that comes again."""
    changes: Rates = field(default_factory=_changes)
    """How often one address may change something."""
    attempts: Rates = field(default_factory=_attempts)
    """How often one address may present a link."""
    fetches: Rates = field(default_factory=_fetches)
    """How often one address may present a feed's secret."""
    searches: Rates = field(default_factory=_searches)
    """How often one address may search all boards."""


def of(connection: HTTPConnection) -> Context:
    """Return the context of the application that a request came to."""
    return cast("Context", connection.app.state.context)
