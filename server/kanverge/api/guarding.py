"""What stands before every handler: where the request comes from, how often, who asks, and whether they may."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from starlette.requests import Request
from starlette.responses import Response

from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import Action, may
from kanverge.api import context
from kanverge.api.context import Context
from kanverge.api.requests import SAFE_METHODS, address, is_https
from kanverge.errors import Forbidden, NotFound, NotSignedIn, TooOften
from kanverge.store.base import BoardHead
from kanverge_crdt.ids import is_id

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]

NO_BOARD: Final = "there is no such board, or it is not open to you"


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the table of routes: what it takes to come to ``handler``."""

    method: str
    path: str
    action: Action
    handler: Handler


def guarded(rules: Mapping[str, Rule]) -> Handler:
    """Return what answers one address, by method: the handler of the rule once its conditions hold."""

    async def handle(request: Request) -> Response:
        # HEAD is GET without the body, which the server leaves out.
        rule = rules["GET" if request.method == "HEAD" else request.method]
        _count(context.of(request), request, rule)
        if not may(None, rule.action):
            await _admit(context.of(request), request, rule.action)
        return await rule.handler(request)

    return handle


def principal_of(request: Request) -> Principal:
    """Return who asks, on a route that not everybody may take."""
    principal: Principal = request.state.principal
    return principal


def head_of(request: Request) -> BoardHead:
    """Return the board that a route below ``/api/boards/{board}`` is about."""
    head: BoardHead = request.state.head
    return head


async def visitor_of(request: Request) -> Principal | None:
    """Return the person who is signed in, on a route that everybody may take."""
    principal = await _asker(context.of(request), request, "")
    return principal if principal is not None and principal.kind == "person" else None


def _count(with_: Context, request: Request, rule: Rule) -> None:
    if request.method in SAFE_METHODS:
        return
    with_.gatekeeper.check_origin(request.headers, is_https=is_https(request))
    now, whence = with_.clock.monotonic(), address(request)
    is_attempt = rule.action == "links.accept"
    if not with_.changes.take(whence, now) or (is_attempt and not with_.attempts.take(whence, now)):
        raise TooOften("too many requests from your address; try again a little later")


async def _admit(with_: Context, request: Request, action: Action) -> None:
    board = request.path_params.get("board", "")
    if board and not is_id(board):
        raise NotFound(NO_BOARD)
    principal = await _asker(with_, request, board)
    if principal is None:
        raise NotSignedIn("sign in first")
    _allow(principal, action, board, is_own=request.path_params.get("person") == principal.id)
    request.state.principal = principal
    if board:
        head = await with_.boards.head(board)
        if head is None:
            raise NotFound(NO_BOARD)
        request.state.head = head


async def _asker(with_: Context, request: Request, board: str) -> Principal | None:
    return await with_.gatekeeper.principal(request.headers, is_https=is_https(request), board=board)


def _allow(principal: Principal, action: Action, board: str, *, is_own: bool) -> None:
    if principal.may(action, is_own=is_own):
        return
    # Whether a board exists is told only to those who may see it (robustness E18).
    if board and not principal.may("board.view"):
        raise NotFound(NO_BOARD)
    raise Forbidden("your role does not allow this")
