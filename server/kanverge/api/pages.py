"""The page: one shell for every address a person opens, and the files it is made of."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from starlette.middleware.base import RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER: Final = Path(__file__).parent.parent / "static"

# What the page may load: only our own files; sockets to the same host; images by https, for covers and avatars.
CONTENT_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: https:",
        "connect-src 'self' ws: wss:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

SECURITY_HEADERS: Final = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
}


class ClientFiles(StaticFiles):
    """The built client. Its names hold a hash of their contents, so a browser keeps them for good."""

    def file_response(
        self, full_path: str | os.PathLike[str], stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Serve a file with a long life."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


async def shell(request: Request) -> Response:
    """Serve the page; which view it shows is up to the address it was opened under."""
    return FileResponse(FOLDER / "index.html", headers={"cache-control": "no-cache"})


async def service_worker(request: Request) -> Response:
    """Serve the service worker from the top, so that it answers for every address."""
    return FileResponse(FOLDER / "sw.js", headers={"cache-control": "no-cache"})


async def with_security_headers(request: Request, call_next: RequestResponseEndpoint) -> Response:
    """Add the headers that bound what a page of ours can be made to do (robustness E14)."""
    response = await call_next(request)
    for name, value in SECURITY_HEADERS.items():
        response.headers.setdefault(name, value)
    return response
