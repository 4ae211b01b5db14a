"""Settings: read once, here, into frozen values that are passed down. No other module looks at the environment."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from kanverge.errors import SettingError

HOST: Final = "127.0.0.1"
PORT: Final = 8000
DATA: Final = "./data"
PROXIES: Final = ("127.0.0.1", "::1")
LOG_LEVELS: Final = ("warning", "debug", "info", "error")
"""The first is the default."""

_ORIGIN: Final = re.compile(r"https?://([a-z0-9.-]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class StoreChoice:
    """Where boards are kept: in a store of the user's own (``url``), or embedded in the directory ``data``."""

    url: str | None
    data: Path


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken before the answer is a clear no; bytes unless the name says otherwise.

    What one message or edit may hold is part of the protocol instead: `kanverge_crdt.codec`, `kanverge_crdt.update`.
    """

    outbox_bytes: int = 1024 * 1024
    pending_bytes: int = 8 * 1024 * 1024
    pending_edits: int = 10_000
    edits_per_second: int = 5_000
    edits_burst: int = 20_000
    bytes_per_second: int = 4 * 1024 * 1024
    bytes_burst: int = 32 * 1024 * 1024
    asks_per_second: int = 40
    asks_burst: int = 2_000
    presence_per_second: int = 10
    boards_per_person: int = 50
    connections_per_person: int = 1_000
    peers_per_board: int = 5_000
    import_bytes: int = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set for a running server."""

    store: StoreChoice
    host: str = HOST
    port: int = PORT
    origins: tuple[str, ...] = ()
    proxies: tuple[str, ...] = PROXIES
    history_days: int = 365
    idle_seconds: float = 60.0
    limits: Limits = field(default_factory=Limits)


ENVIRONMENT: Final[Mapping[str, str]] = {
    "KANVERGE_STORE": "URL of a Redis or Valkey of your own (redis://, rediss://, unix://); absent: embedded",
    "KANVERGE_DATA": "directory of the embedded store; absent: ./data",
    "KANVERGE_HOST": f"address to listen on; absent: {HOST}",
    "KANVERGE_PORT": f"port to listen on; absent: {PORT}",
    "KANVERGE_ORIGINS": "further origins, separated by spaces, whose pages may connect (behind a proxy)",
    "KANVERGE_PROXIES": "addresses and networks, separated by spaces, of proxies whose X-Forwarded-For and "
    f"-Proto are believed, or *; absent: {' '.join(PROXIES)}",
    "KANVERGE_HISTORY_DAYS": "how many days of history a board keeps; absent: 365",
    "KANVERGE_IDLE_SECONDS": "how long a board that nobody looks at stays in memory; absent: 60",
    "KANVERGE_IMPORT_MB": "largest file an import takes, in megabytes; absent: 64",
    "KANVERGE_LOG_LEVEL": "least that serve and worker log: debug, info, warning, error; absent: warning",
}
"""Every environment variable that is read, with its meaning; docs/operating.md lists the same (tested)."""


def store_choice(
    *, store: str | None, data: str | None, environ: Mapping[str, str] = os.environ
) -> StoreChoice:
    """Return every verb's store: ``--store``, $KANVERGE_STORE, ``--data``, $KANVERGE_DATA or ./data."""
    folder = Path(data or environ.get("KANVERGE_DATA") or DATA)
    return StoreChoice(url=store or environ.get("KANVERGE_STORE") or None, data=folder)


def settings(
    *,
    store: str | None = None,
    data: str | None = None,
    host: str | None = None,
    port: int | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Settings:
    """Return the settings of a server; raise SettingError naming the one that is wrong."""
    megabytes = _number(environ, "KANVERGE_IMPORT_MB", 64, most=4096)
    return Settings(
        store=store_choice(store=store, data=data, environ=environ),
        host=host or environ.get("KANVERGE_HOST") or HOST,
        port=_port(port)
        if port is not None
        else _number(environ, "KANVERGE_PORT", PORT, least=0, most=65_535),
        origins=_origins(environ),
        proxies=_proxies(environ),
        history_days=_number(environ, "KANVERGE_HISTORY_DAYS", 365, most=36_500),
        idle_seconds=float(_number(environ, "KANVERGE_IDLE_SECONDS", 60, most=86_400)),
        limits=Limits(import_bytes=megabytes * 1024 * 1024),
    )


def log_level(environ: Mapping[str, str] = os.environ) -> str:
    """Return the least that is logged, one of LOG_LEVELS; raise SettingError when it is none of them."""
    level = environ.get("KANVERGE_LOG_LEVEL") or LOG_LEVELS[0]
    if level not in LOG_LEVELS:
        raise SettingError(f"KANVERGE_LOG_LEVEL={level!r} is not one of {', '.join(sorted(LOG_LEVELS))}")
    return level


def _origins(environ: Mapping[str, str]) -> tuple[str, ...]:
    origins = tuple(environ.get("KANVERGE_ORIGINS", "").split())
    for origin in origins:
        # Exactly as browsers send it; `null` would be every sandboxed frame there is.
        if not _ORIGIN.fullmatch(origin):
            raise SettingError(
                f"KANVERGE_ORIGINS: {origin!r} is not an origin such as https://boards.example"
            )
    return origins


def _proxies(environ: Mapping[str, str]) -> tuple[str, ...]:
    proxies = tuple(environ.get("KANVERGE_PROXIES", "").split()) or PROXIES
    for proxy in proxies:
        try:
            if proxy != "*":
                ipaddress.ip_network(proxy)
        except ValueError:
            raise SettingError(f"KANVERGE_PROXIES: {proxy!r} is no address, network or *") from None
    return proxies


def _port(port: int) -> int:
    if not 0 <= port <= 65_535:
        raise SettingError(f"--port {port} is not between 0 and 65535")
    return port


def _number(environ: Mapping[str, str], name: str, default: int, *, least: int = 1, most: int) -> int:
    text = environ.get(name)
    if not text:
        return default
    if not (text.isascii() and text.isdigit()):
        raise SettingError(f"{name}={text!r} is not a whole number")
    if not least <= int(text) <= most:
        raise SettingError(f"{name}={text} is not between {least} and {most}")
    return int(text)
