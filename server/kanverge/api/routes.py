"""The table of routes: address, method, the action a caller's role must allow (accounts/roles.py), and what answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Mount, Route, WebSocketRoute

from kanverge.api import (
    boards,
    capacities,
    clock,
    exports,
    feeds,
    health,
    histories,
    imports,
    inbox,
    invitations,
    looking,
    me,
    members,
    pages,
    reporting,
    searching,
    sign_in,
    templates,
    tokens,
)
from kanverge.api.context import Context
from kanverge.api.guarding import Rule, guarded
from kanverge.api.headers import SecurityHeaders
from kanverge.api.problems import ANSWERS, Mistakes

RULES: Final[Sequence[Rule]] = (
    Rule("GET", "/", "pages.view", pages.shell),
    Rule("GET", "/b/{board}", "pages.view", pages.shell),
    Rule("GET", "/b/{board}/{rest:path}", "pages.view", pages.shell),
    Rule("GET", "/p/{portfolio}", "pages.view", pages.shell),
    Rule("GET", "/p/{portfolio}/{rest:path}", "pages.view", pages.shell),
    Rule("GET", "/in/{secret}", "pages.view", pages.shell),
    Rule("GET", "/inbox", "pages.view", pages.shell),
    Rule("GET", "/import", "pages.view", pages.shell),
    Rule("GET", "/my", "pages.view", pages.shell),
    Rule("GET", "/workload", "pages.view", pages.shell),
    Rule("GET", "/sw.js", "pages.view", pages.service_worker),
    Rule("GET", "/healthz", "pages.view", health.healthz),
    Rule("GET", "/readyz", "pages.view", health.readyz),
    Rule("GET", "/api/clock", "pages.view", clock.told),
    Rule("GET", "/feeds/{secret}.ics", "feeds.read", feeds.read),
    Rule("POST", "/api/links/peek", "links.accept", sign_in.peek),
    Rule("POST", "/api/links/accept", "links.accept", sign_in.accept),
    Rule("POST", "/api/sign-out", "self.edit", sign_in.sign_out),
    Rule("GET", "/api/me", "self.view", me.shown),
    Rule("PATCH", "/api/me", "self.edit", me.changed),
    Rule("GET", "/api/sessions", "self.view", me.sessions),
    Rule("DELETE", "/api/sessions", "self.edit", me.end_sessions),
    Rule("DELETE", "/api/sessions/{session}", "self.edit", me.end_session),
    Rule("GET", "/api/inbox", "self.view", inbox.listed),
    Rule("PATCH", "/api/inbox", "self.edit", inbox.changed),
    Rule("GET", "/api/me/feeds", "self.view", feeds.mine),
    Rule("POST", "/api/me/feeds", "self.edit", feeds.create_mine),
    Rule("DELETE", "/api/me/feeds/{feed}", "self.edit", feeds.revoke_mine),
    Rule("GET", "/api/capacity", "capacity.view", capacities.listed),
    Rule("PUT", "/api/people/{person}/capacity", "capacity.edit", capacities.put),
    Rule("GET", "/api/cards", "boards.list", searching.cards),
    Rule("GET", "/api/boards", "boards.list", boards.listed),
    Rule("POST", "/api/boards", "boards.create", boards.create),
    Rule("POST", "/api/portfolios", "boards.create", boards.create_portfolio),
    Rule("GET", "/api/boards/{board}", "board.view", boards.shown),
    Rule("PATCH", "/api/boards/{board}", "board.share", boards.change),
    Rule("PUT", "/api/boards/{board}/star", "board.star", boards.star),
    Rule("DELETE", "/api/boards/{board}/star", "board.star", boards.unstar),
    Rule("PUT", "/api/boards/{board}/look", "board.look", looking.put),
    Rule("POST", "/api/boards/{board}/archive", "board.archive", boards.archive),
    Rule("POST", "/api/boards/{board}/restore", "board.archive", boards.restore),
    Rule("GET", "/api/boards/{board}/export", "board.export", exports.export),
    Rule("GET", "/api/boards/{board}/activity", "history.view", histories.activity),
    Rule("GET", "/api/boards/{board}/outline", "history.view", histories.outline),
    Rule("GET", "/api/boards/{board}/moments/{moment}", "history.view", histories.moment),
    Rule("GET", "/api/boards/{board}/changes", "history.view", histories.changes),
    Rule("GET", "/api/boards/{board}/reports", "history.view", reporting.report),
    Rule("GET", "/api/boards/{board}/reports.csv", "history.view", reporting.table),
    Rule("GET", "/api/boards/{board}/people", "members.list", members.people),
    Rule("PATCH", "/api/boards/{board}/members/{person}", "members.manage", members.set_role),
    Rule("DELETE", "/api/boards/{board}/members/{person}", "members.manage", members.remove),
    Rule("GET", "/api/boards/{board}/invitations", "board.share", invitations.listed),
    Rule("POST", "/api/boards/{board}/invitations", "board.share", invitations.create),
    Rule("DELETE", "/api/boards/{board}/invitations/{invitation}", "board.share", invitations.revoke),
    Rule("GET", "/api/boards/{board}/tokens", "tokens.manage", tokens.listed),
    Rule("POST", "/api/boards/{board}/tokens", "tokens.manage", tokens.create),
    Rule("DELETE", "/api/boards/{board}/tokens/{token}", "tokens.manage", tokens.revoke),
    Rule("POST", "/api/boards/{board}/templates", "templates.publish", templates.publish),
    Rule("GET", "/api/boards/{board}/firings/{of}", "board.view", templates.firings),
    Rule("GET", "/api/templates", "templates.list", templates.listed),
    Rule("PATCH", "/api/templates/{template}", "templates.rename", templates.rename),
    Rule("DELETE", "/api/templates/{template}", "templates.withdraw", templates.withdraw),
    Rule("GET", "/api/runs", "self.view", templates.runs),
    Rule("GET", "/api/boards/{board}/feeds", "feeds.keep", feeds.of_board),
    Rule("POST", "/api/boards/{board}/feeds", "feeds.keep", feeds.create),
    Rule("DELETE", "/api/boards/{board}/feeds/{feed}", "feeds.keep", feeds.revoke),
    Rule("POST", "/api/imports/preview", "boards.import", imports.preview),
    Rule("POST", "/api/imports", "boards.import", imports.create),
)


def application(
    context: Context, sync: Callable[..., Awaitable[None]], watch: Callable[..., Awaitable[None]]
) -> Starlette:
    """Return the application over ``context``; ``sync`` and ``watch`` serve the WebSockets."""
    made = Starlette(
        routes=_routes(sync, watch),
        middleware=[Middleware(SecurityHeaders), Middleware(Mistakes)],
        exception_handlers={**ANSWERS, HTTPException: pages.nowhere},
    )
    made.router.redirect_slashes = False
    made.state.context = context
    return made


def _routes(sync: Callable[..., Awaitable[None]], watch: Callable[..., Awaitable[None]]) -> list[BaseRoute]:
    # One route an address, not one a method: then 405 names all the methods there are.
    by_path: dict[str, dict[str, Rule]] = {}
    for rule in RULES:
        by_path.setdefault(rule.path, {})[rule.method] = rule
    routes: list[BaseRoute] = [
        Route(path, guarded(rules), methods=list(rules)) for path, rules in by_path.items()
    ]
    sockets = [WebSocketRoute("/sync/{board}", sync), WebSocketRoute("/watch", watch)]
    return [*routes, *sockets, Mount("/static", pages.FILES)]
