"""A Redis or Valkey server of the user's own, named by a URL: checked, never started or stopped."""

from __future__ import annotations

from kanverge.errors import StoreRefused
from kanverge.store import checks
from kanverge.store.address import Address
from kanverge.store.connection import Connection


class Remote:
    """The store behind one address; the first look notes which store it is, later ones insist on the same."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._facts: checks.Facts | None = None
        self._identity: str | None = None

    @property
    def identity(self) -> str:
        """The store's id, known once it was ready."""
        assert self._identity is not None, "not started"
        return self._identity

    @property
    def fsyncs_always(self) -> bool:
        assert self._facts is not None, "not started"
        return self._facts.fsyncs_always

    async def start(self) -> Address:
        """Return the address if the server there may be used, or raise the StoreError that says why not."""
        return await self.ready()

    async def ready(self) -> Address:
        """Return the address if the same server is still there and may be used."""
        connection = await Connection.open(self.address)
        try:
            found = await checks.read_identity(connection)
            facts = await checks.inspect(connection)
            if self._identity is None:
                self._identity = found or await checks.claim_identity(connection)
            elif found != self._identity:
                raise StoreRefused(
                    f"{self.address} is not the store it was: {found or 'it has been emptied'}"
                )
            self._facts = facts
        finally:
            await connection.close()
        return self.address

    async def stop(self) -> None:
        """Leave the server as it is: it is not ours."""
