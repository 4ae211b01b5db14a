"""Where a store is, read from a URL: ``unix://``, ``redis://`` or ``rediss://`` (also ``valkey://``, ``valkeys://``)."""

from __future__ import annotations

import ssl
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from kanverge.errors import SettingError

SCHEMES_TCP = frozenset({"redis", "valkey"})
SCHEMES_TLS = frozenset({"rediss", "valkeys"})
PORT = 6379


@dataclass(frozen=True)
class Address:
    """One server: a unix socket if ``path`` is set, else a host and port; its text hides the password."""

    path: str | None = None
    host: str = "localhost"
    port: int = PORT
    tls: bool = False
    ca_file: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    database: int = 0

    @classmethod
    def parse(cls, url: str) -> Address:
        """Return the address that ``url`` spells, or raise SettingError saying what is wrong with it."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise _bad(f"cannot be read ({error})") from error
        if parts.scheme == "unix":
            return cls._unix(parts)
        if parts.scheme not in SCHEMES_TCP | SCHEMES_TLS:
            raise _bad("must begin with redis://, rediss:// or unix://")
        options = _options(parts, allowed={"ssl_ca_certs"} if parts.scheme in SCHEMES_TLS else set())
        return cls(
            host=parts.hostname or "localhost",
            port=port or PORT,
            tls=parts.scheme in SCHEMES_TLS,
            ca_file=options.get("ssl_ca_certs"),
            username=_unquoted(parts.username),
            password=_unquoted(parts.password),
            database=_database(parts.path.strip("/")),
        )

    @classmethod
    def _unix(cls, parts: SplitResult) -> Address:
        if parts.hostname or not parts.path:
            raise _bad("needs an absolute path, as in unix:///run/valkey.sock")
        options = _options(parts, allowed={"db"})
        return cls(
            path=unquote(parts.path),
            username=_unquoted(parts.username),
            password=_unquoted(parts.password),
            database=_database(options.get("db", "")),
        )

    def __str__(self) -> str:
        if self.path is not None:
            return f"unix://{self.path}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'rediss' if self.tls else 'redis'}://{host}:{self.port}/{self.database}"

    def tls_context(self) -> ssl.SSLContext | None:
        """Return how to check the server's certificate, or None without TLS."""
        if not self.tls:
            return None
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except OSError as error:
            raise _bad(f"ssl_ca_certs={self.ca_file} cannot be read ({error})") from error


def _bad(why: str) -> SettingError:
    return SettingError(f"the store's URL {why}")


def _unquoted(part: str | None) -> str | None:
    return unquote(part) if part else None


def _database(text: str) -> int:
    if not text:
        return 0
    if not (text.isascii() and text.isdigit()):
        raise _bad(f"names database {text!r}, which is not a whole number")
    return int(text)


def _options(parts: SplitResult, *, allowed: set[str]) -> dict[str, str]:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    for name in options:
        if name not in allowed:
            raise _bad(f"has an option {name!r} that is not known here")
    return options
