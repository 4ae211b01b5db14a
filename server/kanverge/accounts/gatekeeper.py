"""Who asks: from the headers of a request or an upgrade, refusing what another site made a browser send."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from kanverge.accounts.access import Access
from kanverge.accounts.cookies import read_cookie
from kanverge.accounts.principals import Principal
from kanverge.errors import Forbidden

Headers: TypeAlias = Mapping[str, str]
"""Header names in lower case."""


@dataclass(frozen=True, slots=True)
class Gatekeeper:
    """Knows who a request comes from; ``identity`` names the store, ``origins`` are of further pages of ours."""

    access: Access
    identity: str
    origins: tuple[str, ...]

    async def principal(self, headers: Headers, *, is_https: bool, board: str = "") -> Principal | None:
        """Return who asks: the bearer of a token, else whose session cookie came along, else None."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return await self.access.by_token(token.strip(), board)
        cookie = self.cookie(headers, is_https=is_https)
        return await self.access.by_session(cookie, board) if cookie else None

    def cookie(self, headers: Headers, *, is_https: bool) -> str | None:
        """Return the session cookie's value, or None."""
        return read_cookie(self.identity, headers.get("cookie", ""), is_https=is_https)

    def check_origin(self, headers: Headers, *, is_https: bool) -> None:
        """Raise Forbidden for a request that another site's page made (robustness E1, E19).

        Programs send no Origin; a browser sends one with every WebSocket and with every unsafe request.
        """
        origin = headers.get("origin")
        if origin is None:
            if headers.get("sec-fetch-site", "none") not in ("none", "same-origin"):
                raise Forbidden("this request came from another site")
        elif not self._is_own(origin, headers.get("host", ""), is_https=is_https):
            raise Forbidden(f"pages of {origin[:200]} may not do this")

    def _is_own(self, origin: str, host: str, *, is_https: bool) -> bool:
        # Not http where we are asked over https: anyone on the network can make a page of that. The other way
        # round it is a proxy before us which does not say, or which we do not believe.
        schemes = ("https",) if is_https else ("https", "http")
        return origin in self.origins or (
            bool(host) and origin in [f"{scheme}://{host}" for scheme in schemes]
        )
