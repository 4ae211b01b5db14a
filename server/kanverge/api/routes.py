"""The table of routes: address, method, the action a caller's role must allow (accounts/roles.py), and what answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from kanverge.accounts.gatekeeper import Gatekeeper
from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import Action, may
from kanverge.api import boards, health, pages, sign_in
from kanverge.api.problems import on_error, problem
from kanverge.api.requests import SAFE_METHODS, is_https
from kanverge.errors import Forbidden, KanvergeError, NotFound

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table."""

    method: str
    path: str
    action: Action
    handler: Handler


RULES: Final[Sequence[Rule]] = (
    Rule("GET", "/", "pages.view", pages.shell),
    Rule("GET", "/b/{board}", "pages.view", pages.shell),
    Rule("GET", "/b/{board}/{rest:path}", "pages.view", pages.shell),
    Rule("GET", "/in/{secret}", "pages.view", pages.shell),
    Rule("GET", "/import", "pages.view", pages.shell),
    Rule("GET", "/sw.js", "pages.view", pages.service_worker),
    Rule("GET", "/healthz", "pages.view", health.healthz),
    Rule("GET", "/readyz", "pages.view", health.readyz),
    Rule("POST", "/api/links/peek", "links.accept", sign_in.peek),
    Rule("POST", "/api/links/accept", "links.accept", sign_in.accept),
    Rule("POST", "/api/sign-out", "self.edit", sign_in.sign_out),
    Rule("GET", "/api/me", "self.view", sign_in.me),
    Rule("GET", "/api/boards", "boards.list", boards.listed),
    Rule("POST", "/api/boards", "boards.create", boards.create),
)

def application(sync: Callable[..., Awaitable[None]]) -> Starlette:
    """Return the application; ``sync`` serves the WebSocket."""
    routes: list[BaseRoute] = [
        Route(rule.path, _guarded(rule), methods=[rule.method]) for rule in RULES
    ]
    routes.append(WebSocketRoute("/sync/{board}", sync))
    routes.append(Mount("/static", pages.ClientFiles(directory=pages.FOLDER, check_dir=False)))
    return Starlette(
        routes=routes,
        middleware=[Middleware(BaseHTTPMiddleware, dispatch=pages.with_security_headers)],
        exception_handlers={KanvergeError: on_error},
    )


def _guarded(rule: Rule) -> Handler:
    """Return the handler behind its rule: who asks is known and allowed before it runs."""

    async def handle(request: Request) -> Response:
        if rule.method not in SAFE_METHODS:
            request.app.state.gatekeeper.check_origin(request.headers)
        if not may(None, rule.action):
            principal = await _asker(request)
            if principal is None:
                return problem(401, "not-signed-in", "sign in first", {"www-authenticate": "Bearer"})
            _allow(principal, rule.action)
            request.state.principal = principal
        return await rule.handler(request)

    handle.__name__ = rule.handler.__name__
    return handle


async def _asker(request: Request) -> Principal | None:
    gatekeeper: Gatekeeper = request.app.state.gatekeeper
    board = str(request.path_params.get("board", ""))
    return await gatekeeper.principal(request.headers, is_https=is_https(request), board=board)


def _allow(principal: Principal, action: Action) -> None:
    if principal.may(action):
        return
    # Whether a board exists is told only to those who may see it (robustness E18).
    if principal.board and not principal.may("board.view"):
        raise NotFound("there is no such board, or it is not open to you")
    raise Forbidden("your role does not allow this")
