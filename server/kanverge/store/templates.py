"""The board templates of a workspace: what a dialog says of each in one hash, each template by itself."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Any, Final, cast

import msgpack

from kanverge.errors import Invalid, NotFound
from kanverge.store import keys
from kanverge.store.client import StoreClient
from kanverge.store.replies import pairs, write

TEMPLATES_MAX: Final = 200


@dataclass(frozen=True, slots=True)
class Templates:
    """The templates of one store."""

    client: StoreClient

    async def heads(self) -> dict[str, dict[str, Any]]:
        """Return what is told of each template, by id."""
        stored = pairs(await self.client.call("HGETALL", keys.TEMPLATES))
        return {id: msgpack.unpackb(head) for id, head in stored.items()}

    async def add(self, id: str, head: dict[str, Any], content: bytes) -> None:
        """Keep a template; raise Invalid where there are too many."""
        if cast("int", await self.client.call("HLEN", keys.TEMPLATES)) >= TEMPLATES_MAX:
            raise Invalid(f"a workspace has at most {TEMPLATES_MAX} templates: take one away first")
        # The content first: a list never names a template that is not there.
        await write(
            self.client,
            ("SET", keys.template(id), zlib.compress(content)),
            ("HSET", keys.TEMPLATES, id, msgpack.packb(head)),
        )

    async def content(self, id: str) -> bytes:
        """Return a template; raise NotFound."""
        raw = await self.client.call("GET", keys.template(id))
        if raw is None:
            raise NotFound("there is no such template")
        return zlib.decompress(cast("bytes", raw))

    async def rename(self, id: str, name: str) -> None:
        """Call a template something else; raise NotFound."""
        head = await self.client.call("HGET", keys.TEMPLATES, id)
        if head is None:
            raise NotFound("there is no such template")
        named = {**msgpack.unpackb(cast("bytes", head)), "name": name}
        await write(self.client, ("HSET", keys.TEMPLATES, id, msgpack.packb(named)))
        # Somebody may have taken it away meanwhile: what is listed has its content.
        if not await self.client.call("EXISTS", keys.template(id)):
            await write(self.client, ("HDEL", keys.TEMPLATES, id))
            raise NotFound("there is no such template")

    async def remove(self, id: str) -> None:
        """Take a template away; boards that were made of it stay as they are."""
        await write(self.client, ("HDEL", keys.TEMPLATES, id), ("DEL", keys.template(id)))
