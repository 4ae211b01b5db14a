"""HTTP clients of servers on this machine: httpx reads every certificate there is for each, 25 ms of processor."""

from __future__ import annotations

import ssl
from typing import Any, Final

import httpx

TRUSTS_NOBODY: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing here is HTTPS; a server that were would be refused."""


def http_client(**options: Any) -> httpx.AsyncClient:
    """Return a client that heeds no proxy of the environment."""
    return httpx.AsyncClient(verify=TRUSTS_NOBODY, trust_env=False, **options)
