"""What Redis answers, as the values that are meant; and writing, where an answer that objects is an error."""

from __future__ import annotations

from typing import Any, cast

from kanverge.errors import ReplyError, StoreAway
from kanverge.store.client import StoreClient
from kanverge.store.connection import Command, Reply


def text(raw: Any) -> str:
    """Return a bulk string as text."""
    return cast("bytes", raw).decode()


def as_list(reply: Reply) -> list[Any]:
    """Return a reply that is an array."""
    assert isinstance(reply, list), reply
    return reply


def pairs(reply: Reply) -> dict[str, bytes]:
    """Return the fields of a hash."""
    flat = as_list(reply)
    return {text(flat[at]): flat[at + 1] for at in range(0, len(flat), 2)}


def sound(replies: list[Reply]) -> list[Reply]:
    """Return the replies; raise the first error among them."""
    for reply in replies:
        if isinstance(reply, ReplyError):
            raise reply
    return replies


async def write(client: StoreClient, *commands: Command) -> None:
    """Run the commands durably; raise what the store objects to: StoreAway if that may pass, else ReplyError."""
    for reply in await client.durable(commands):
        if isinstance(reply, ReplyError):
            raise StoreAway(f"the store cannot write: {reply}") if reply.is_passing else reply
