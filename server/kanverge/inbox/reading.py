"""Reading people's inboxes: what they may see of them now, and hearing that one has changed."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from kanverge.store import keys
from kanverge.store.base import BoardId
from kanverge.store.client import StoreClient
from kanverge.store.inbox import Filed, notices_of


@dataclass(slots=True)
class Inboxes:
    """The inboxes of one store, as one process of it hears of them."""

    client: StoreClient
    _listeners: dict[str, list[Callable[[], None]]] = field(default_factory=dict)

    async def start(self) -> None:
        """Listen to what is published from now on."""
        await self.client.subscribe(keys.INBOX_CHANNEL, lambda message: self._tell(message.decode()))
        self.client.when_back(self._tell_all)

    def listen(self, person: str, listener: Callable[[], None]) -> Callable[[], None]:
        """Call ``listener`` whenever the person's inbox may have changed; return how to stop."""
        self._listeners.setdefault(person, []).append(listener)

        def stop() -> None:
            listeners = self._listeners.get(person, [])
            listeners.remove(listener)
            if not listeners:
                self._listeners.pop(person, None)

        return stop

    async def of(self, person: str, visible: Collection[BoardId]) -> list[Filed]:
        """Return the notices of a person about boards that they may see, newest first."""
        return [one for one in await notices_of(self.client, person) if one.notice["board"] in visible]

    def _tell(self, person: str) -> None:
        for listener in list(self._listeners.get(person, ())):
            listener()

    async def _tell_all(self) -> None:
        for person in list(self._listeners):
            self._tell(person)


def is_put_off(one: Filed, now_ms: int) -> bool:
    """Return whether a notice is to come back later."""
    return int(one.notice["snoozed"]) > now_ms


def unread(notices: Collection[Filed], now_ms: int) -> int:
    """Return how many notices wait to be read."""
    return sum(not one.notice["read"] and not is_put_off(one, now_ms) for one in notices)
