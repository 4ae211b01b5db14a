"""What a server must be before it is given edits: settings that would lose some are refused by name."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from kanverge.errors import ReplyError, StoreLoading, StoreRefused
from kanverge.store import keys
from kanverge.store.connection import Connection, Reply

REDIS_VERSION_MIN = (7, 2)  # the first with WAITAOF


@dataclass(frozen=True)
class Facts:
    """What a server says about itself; None where it does not say."""

    product: str
    version: tuple[int, ...]
    mode: str | None
    role: str | None
    aof_enabled: str | None
    maxmemory: str | None
    maxmemory_policy: str | None
    appendfsync: str | None
    no_appendfsync_on_rewrite: str | None

    @classmethod
    def of(cls, info: Mapping[str, str], config: Mapping[str, str]) -> Self:
        """Return the facts in the replies of INFO and CONFIG GET (empty where that is not allowed)."""
        is_valkey = "valkey_version" in info
        return cls(
            product="Valkey" if is_valkey else "Redis",
            version=_version(info.get("valkey_version") or info.get("redis_version", "")),
            mode=info.get("server_mode") or info.get("redis_mode"),
            role=info.get("role"),
            aof_enabled=info.get("aof_enabled"),
            maxmemory=info.get("maxmemory"),
            maxmemory_policy=info.get("maxmemory_policy"),
            appendfsync=config.get("appendfsync"),
            no_appendfsync_on_rewrite=config.get("no-appendfsync-on-rewrite"),
        )

    @property
    def fsyncs_always(self) -> bool:
        """Return whether a reply means on disk; otherwise, or if unknown, only WAITAOF does."""
        return self.appendfsync == "always" and self.no_appendfsync_on_rewrite == "no"

    def problems(self) -> list[str]:
        """Return why this server would lose edits, each with what to do about it."""
        return [
            problem
            for is_wrong, problem in (
                (
                    self.version < REDIS_VERSION_MIN,
                    f"{self.product} {self._version_text} is older than 7.2: upgrade it",
                ),
                (self.mode != "standalone", f"it runs as {self.mode or 'unknown'}: give one single server"),
                (
                    self.role != "master",
                    f"its role is {self.role or 'unknown'}: give the address of the primary",
                ),
                (
                    self.aof_enabled != "1",
                    "its append-only file is off: set 'appendonly yes' and 'appendfsync always'",
                ),
                (
                    self.appendfsync == "no",
                    "its append-only file is never synced: set 'appendfsync always'",
                ),
                (
                    self._may_evict,
                    f"maxmemory-policy {self.maxmemory_policy} throws data away: set 'noeviction'",
                ),
            )
            if is_wrong
        ]

    @property
    def _may_evict(self) -> bool:
        return self.maxmemory != "0" and self.maxmemory_policy != "noeviction"

    @property
    def _version_text(self) -> str:
        return ".".join(map(str, self.version)) or "(unknown)"


async def inspect(connection: Connection) -> Facts:
    """Return the facts of a server that may be used, or raise StoreRefused with everything that is wrong."""
    info, config = await connection.pipeline(
        [("INFO",), ("CONFIG", "GET", "appendfsync", "no-appendfsync-on-rewrite")]
    )
    if not isinstance(info, bytes):
        raise StoreRefused(f"{connection.address}: INFO must be allowed to this user ({info!r})")
    facts = Facts.of(parse_info(info.decode()), parse_config(config))
    if problems := facts.problems():
        raise StoreRefused(f"{connection.address} would lose edits: {'; '.join(problems)}")
    return facts


async def read_identity(connection: Connection) -> str | None:
    """Return the id of the store, None if it has none yet; raise StoreLoading while it reads its files."""
    try:
        reply = await connection.call("GET", keys.IDENTITY)
    except ReplyError as error:
        if error.code == "LOADING":
            raise StoreLoading(f"{connection.address}: {error}") from error
        raise StoreRefused(f"{connection.address}: {error}") from error
    return reply.decode() if isinstance(reply, bytes) else None


async def claim_identity(connection: Connection) -> str:
    """Give a store without an id one, and return the id it now has."""
    await connection.call("SET", keys.IDENTITY, secrets.token_hex(16), "NX")
    identity = await read_identity(connection)
    assert identity is not None
    return identity


def parse_info(text: str) -> dict[str, str]:
    """Return the fields of an INFO reply."""
    pairs = (line.partition(":") for line in text.splitlines() if not line.startswith("#"))
    return {name: value for name, colon, value in pairs if colon}


def parse_config(reply: Reply) -> dict[str, str]:
    """Return the settings of a CONFIG GET reply, none if the user may not ask."""
    if not isinstance(reply, list):
        return {}
    words = [word.decode() for word in reply if isinstance(word, bytes)]
    return dict(zip(words[::2], words[1::2], strict=True))


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", text))
