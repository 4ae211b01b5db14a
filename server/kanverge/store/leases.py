"""Leases: one holder at a time for work that must not be done twice at once, for as long as it keeps renewing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from kanverge.store import keys, scripts
from kanverge.store.client import StoreClient

LIFE_MS: Final = 30_000


@dataclass(frozen=True, slots=True)
class Lease:
    """One lease of one holder, held or not."""

    client: StoreClient
    name: str
    holder: str
    life_ms: int = LIFE_MS
    """How long it is held after the last ``take``."""

    async def take(self) -> int | None:
        """Take or renew the lease; return its fencing token, which rises by holder, or None while another holds it."""
        key = keys.lease(self.name)
        token = await self.client.run(scripts.LEASE_TAKE, [key, f"{key}:tokens"], [self.holder, self.life_ms])
        return cast("int", token) or None

    async def give_back(self) -> None:
        """Let others have it; harmless if it was lost meanwhile."""
        await self.client.run(scripts.LEASE_GIVE_BACK, [keys.lease(self.name)], [self.holder])

    async def is_free(self) -> bool:
        """Return whether nobody holds it."""
        return await self.client.call("EXISTS", keys.lease(self.name)) == 0
