"""The headers of every answer: what a page of ours can be made to do, and what may be kept of it (robustness E14)."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What the page may load: only our own files, and sockets to the same host. Styles that scripts set are no inline
# styles in this sense; a `style` attribute in markup is.
CONTENT_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

HEADERS: Final = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    # An answer that does not say otherwise is about somebody, and as of now.
    "cache-control": "no-store",
}


FORBIDDEN: Final = 403
REFUSED_UPGRADE: Final = "websocket.http.response"
"""ASGI's extension by which a refused upgrade gets an answer; without it the server gives one of its own."""


class SecurityHeaders:
    """Adds ``HEADERS`` to every answer over HTTP where it does not have its own, and to refused upgrades."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application with answers that carry the headers."""
        if scope["type"] != "http":
            can_answer = REFUSED_UPGRADE in scope.get("extensions", {})
            await self._app(scope, receive, _refusing_with_headers(send) if can_answer else send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                message["headers"] = headers.raw
            await send(message)

        await self._app(scope, receive, send_with_headers)


def _refusing_with_headers(send: Send) -> Send:
    """Return a ``send`` that answers with the headers where a WebSocket is closed before it was accepted."""
    is_accepted = False

    async def send_or_refuse(message: Message) -> None:
        nonlocal is_accepted
        is_accepted = is_accepted or message["type"] == "websocket.accept"
        if is_accepted or message["type"] != "websocket.close":
            await send(message)
            return
        headers = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
        await send({"type": f"{REFUSED_UPGRADE}.start", "status": FORBIDDEN, "headers": headers})
        await send({"type": f"{REFUSED_UPGRADE}.body", "body": b""})

    return send_or_refuse
