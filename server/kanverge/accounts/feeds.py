"""Calendar feeds: secret addresses under which calendars read what somebody has to do, without a sign-in.

A feed belongs to who made it and shows what they may see when it is read; nothing else follows from its secret.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from kanverge.accounts import credentials
from kanverge.accounts.moments import now_ms
from kanverge.clock import Clock
from kanverge.store.accounts import PersonId
from kanverge.store.base import BoardId
from kanverge.store.client import StoreClient
from kanverge.store.feeds import add_feed, end_feed, feed_record, feed_records


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it can be listed: of one board, or (None) of what is assigned to its person anywhere."""

    id: str
    person: PersonId
    board: BoardId | None
    digest: str
    created_ms: int

    @property
    def record(self) -> Mapping[str, Any]:
        """Return what is stored of it in the hash of its person."""
        return {"board": self.board, "digest": self.digest, "created": self.created_ms}

    @classmethod
    def read(cls, person: PersonId, id: str, record: Mapping[str, Any]) -> Self:
        """Return the feed whose record is ``record``."""
        return cls(id, person, record["board"], str(record["digest"]), int(record["created"]))


class Feeds:
    """The feeds of the workspace, to be read as ``/feeds/{secret}.ics``."""

    def __init__(self, client: StoreClient, clock: Clock) -> None:
        self._client = client
        self._clock = clock

    async def create(self, person: PersonId, board: BoardId | None) -> tuple[Feed, str]:
        """Return a new feed and its secret, which is never shown again; raise Invalid at the person's limit."""
        credential = credentials.mint(person)
        feed = Feed(credential.id, person, board, credential.digest, now_ms(self._clock))
        await add_feed(self._client, person, feed.id, feed.record)
        return feed, credential.text

    async def of(self, person: PersonId, board: BoardId | None) -> list[Feed]:
        """Return the person's feeds of this board, or (None) over all, oldest first."""
        records = await feed_records(self._client, person)
        feeds = [Feed.read(person, id, record) for id, record in records.items()]
        return sorted((feed for feed in feeds if feed.board == board), key=lambda feed: feed.created_ms)

    async def find(self, secret: str) -> Feed | None:
        """Return the feed with this secret."""
        credential = credentials.parse(secret)
        if credential is None:
            return None
        record = await feed_record(self._client, credential.owner, credential.id)
        if record is None:
            return None
        feed = Feed.read(credential.owner, credential.id, record)
        return feed if credential.matches(feed.digest) else None

    async def revoke(self, person: PersonId, board: BoardId | None, feed: str) -> bool:
        """End a feed; return whether there was one of this board, or (None) over all."""
        record = await feed_record(self._client, person, feed)
        if record is None or record["board"] != board:
            return False
        return await end_feed(self._client, person, feed)
