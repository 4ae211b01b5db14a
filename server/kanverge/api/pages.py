"""The page: one shell for every address a person opens, and the files it is made of."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from kanverge.api.problems import on_http_exception

FOLDER: Final = Path(__file__).parent.parent / "static"

# Built files carry a hash of what they hold in their names; others change under theirs.
_HASHED: Final = re.compile(r"-[0-9A-Z]{8}\.[a-z0-9.]+")
FOR_GOOD: Final = "public, max-age=31536000, immutable"
ASK_EACH_TIME: Final = "no-cache"
MAPPED: Final = (".js", ".css")
"""Of these the build writes a map from what it made to what it was made of, for who debugs it."""


class ClientFiles(StaticFiles):
    """The built client."""

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Serve a file; a browser keeps one for good if its name changes with its contents."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        name = Path(full_path).name
        is_hashed = _HASHED.search(name) is not None
        response.headers["cache-control"] = FOR_GOOD if is_hashed else ASK_EACH_TIME
        if is_hashed and name.endswith(MAPPED):
            response.headers["sourcemap"] = f"{name}.map"
        return response


NOT_FOUND: Final = 404
FOR_PROGRAMS: Final = ("/api/", "/feeds/", "/static/", "/sync/")

FILES: Final = ClientFiles(directory=FOLDER, check_dir=False)


async def shell(request: Request) -> Response:
    """Serve the page; which view it shows is up to the address it was opened under."""
    return await FILES.get_response("index.html", request.scope)


async def service_worker(request: Request) -> Response:
    """Serve the service worker from the top, so that it answers for every address."""
    return await FILES.get_response("sw.js", request.scope)


async def nowhere(request: Request, error: Exception) -> Response:
    """Answer what no route takes: with the page, which says so, to whoever opens an address in a browser."""
    assert isinstance(error, HTTPException), error
    if error.status_code == NOT_FOUND and _opens_a_page(request):
        # Not what the browser may have kept of another address: an answer without a body would be a blank page.
        page = await FILES.get_response("index.html", {**request.scope, "headers": []})
        page.status_code = NOT_FOUND
        return page
    return await on_http_exception(request, error)


def _opens_a_page(request: Request) -> bool:
    return (
        request.method in {"GET", "HEAD"}
        and "text/html" in request.headers.get("accept", "")
        and not request.url.path.startswith(FOR_PROGRAMS)
        and (FOLDER / "index.html").exists()
    )
