"""Where the boards of a store are served: for links that are made beside the server that will take them."""

from __future__ import annotations

from kanverge.store import keys
from kanverge.store.client import StoreClient


async def remember(client: StoreClient, address: str) -> None:
    """Note the address of a server that starts; the last one counts."""
    await client.call("SET", keys.ADDRESS, address)


async def recall(client: StoreClient) -> str | None:
    """Return the address of the server that started last, or None if none ever has."""
    address = await client.call("GET", keys.ADDRESS)
    return address.decode() if isinstance(address, bytes) else None
