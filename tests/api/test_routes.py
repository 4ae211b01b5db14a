"""The table of routes: each has a rule, stands in the documentation, and is held to by the server."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from starlette.routing import Mount, Route, WebSocketRoute

from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import ACTIONS, BOARD_ROLES, Role, may
from kanverge.api.guarding import Rule
from kanverge.api.routes import RULES
from kanverge_crdt.ids import new_id
from tests.api.visitor import problem, visitor
from tests.doubles.service import BOARD, OTHER_BOARD, Running

DOCUMENT = Path(__file__).parents[2] / "docs" / "api.md"
ROW = re.compile(r"^\| `(\w+) (/\S*)` \| `(\S+)` \|", re.MULTILINE)
RULED = [rule for rule in RULES if not may(None, rule.action)]


def test_every_rule_names_an_action_and_stands_once() -> None:
    assert {rule.action for rule in RULES} <= ACTIONS
    assert len({(rule.method, rule.path) for rule in RULES}) == len(RULES)


async def test_every_route_of_the_application_comes_from_a_rule(service: Running) -> None:
    others = []
    served = set()
    for route in service.service.application.routes:
        if isinstance(route, Route):
            served |= {(method, route.path) for method in (route.methods or ()) if method != "HEAD"}
        else:
            others.append(route)
    assert served == {(rule.method, rule.path) for rule in RULES}
    # The sockets ask by themselves (tests/socket/test_native.py, test_watching.py), the built client is for anyone.
    assert [(type(route), getattr(route, "path", "")) for route in others] == [
        (WebSocketRoute, "/sync/{board}"),
        (WebSocketRoute, "/watch"),
        (Mount, "/static"),
    ]


def test_every_route_is_documented_as_it_is() -> None:
    documented = ROW.findall(DOCUMENT.read_text("utf-8"))
    assert documented == [(rule.method, rule.path, rule.action) for rule in RULES]


def filled(rule: Rule, board: str = BOARD) -> str:
    """Return an address of the rule whose other parts name nothing."""
    return re.sub(r"{\w+}", new_id(lambda _: 1), rule.path.replace("{board}", board))


@pytest.mark.parametrize("rule", RULED, ids=lambda rule: f"{rule.method} {rule.path}")
class TestEachRule:
    async def test_asks_who_it_is(self, service: Running, rule: Rule) -> None:
        async with visitor(service) as nobody:
            answer = await nobody.request(rule.method, filled(rule))
            assert problem(answer) == (401, "not-signed-in")
            assert answer.headers["www-authenticate"] == "Bearer"

    async def test_allows_what_the_table_of_roles_allows(self, service: Running, rule: Rule) -> None:
        for role in (None, *BOARD_ROLES):
            principal = Principal("person", "ann", "Ann", role=role)
            async with visitor(service, await service.sign_in(f"Ann {role}", role)) as ann:
                answer = await ann.request(rule.method, filled(rule))
                self._judge(rule, principal, answer.status_code, answer.text)

    async def test_allows_tokens_no_more_than_their_role(self, service: Running, rule: Rule) -> None:
        for role in BOARD_ROLES:
            principal = Principal("token", "t", "Token", role=role)
            async with visitor(service, token=await service.token(role)) as script:
                answer = await script.request(rule.method, filled(rule))
                self._judge(rule, principal, answer.status_code, answer.text)

    @staticmethod
    def _judge(rule: Rule, principal: Principal, status: int, text: str) -> None:
        is_hidden = status == 404 and "not open to you" in text
        assert (status != 403 and not is_hidden) == principal.may(rule.action), (principal, status, text)
        if "{board}" in rule.path and not principal.may("board.view"):
            assert is_hidden, "whether a board exists is told only to those who may see it"

    async def test_tells_a_stranger_nothing_of_a_board(self, service: Running, rule: Rule) -> None:
        if "{board}" not in rule.path:
            return
        async with visitor(service, await service.sign_in("Stranger")) as stranger:
            answers = [
                await stranger.request(rule.method, filled(rule, board))
                for board in (BOARD, OTHER_BOARD, "x", "0" * 7_000)
            ]
        assert len({answer.text for answer in answers}) == 1
        assert problem(answers[0]) == (404, "not-found")

    async def test_opens_no_board_that_is_not_there(self, service: Running, rule: Rule) -> None:
        if "{board}" not in rule.path:
            return
        async with visitor(service, await service.sign_in("Root", is_admin=True)) as root:
            assert problem(await root.request(rule.method, filled(rule, OTHER_BOARD))) == (404, "not-found")

    async def test_takes_no_change_from_the_page_of_another(self, service: Running, rule: Rule) -> None:
        async with visitor(service, await service.sign_in("Root", Role.OWNER, is_admin=True)) as root:
            root.headers["origin"] = "https://evil.example"
            answer = await root.request(rule.method, filled(rule))
            assert (answer.status_code == 403) == (rule.method != "GET")
