"""Whatever goes wrong is answered with a problem, and never with what only the log should hold."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest

import kanverge.errors
from kanverge.accounts.people import People
from kanverge.accounts.roles import Role
from kanverge.api.headers import HEADERS
from kanverge.api.problems import STATUSES
from kanverge.errors import KanvergeError
from tests.api.visitor import admin, member, of_board, problem, visitor
from tests.doubles.service import Running


def test_every_error_of_the_service_has_a_status() -> None:
    kinds = [kind for kind in vars(kanverge.errors).values() if isinstance(kind, type)]
    for kind in kinds:
        if issubclass(kind, KanvergeError):
            assert any(parent in STATUSES for parent in kind.__mro__)


@pytest.mark.parametrize(
    "path", ["/nothing", "/api/nothing", "/api/me/", "/static/nothing.js", "/static/../api", "/%00"]
)
async def test_an_address_that_is_none_is_a_problem(service: Running, path: str) -> None:
    async with visitor(service) as anyone:
        assert problem(await anyone.get(path)) == (404, "not-found")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", "/api/me", {"GET", "HEAD", "PATCH"}),
        ("DELETE", of_board("/tokens"), {"GET", "HEAD", "POST"}),
        ("POST", "/", {"GET", "HEAD"}),
        ("POST", "/static/x.js", {"GET", "HEAD"}),
        ("OPTIONS", "/api/boards", {"GET", "HEAD", "POST"}),
    ],
)
async def test_a_method_that_is_none_is_a_problem_that_names_all(
    service: Running, method: str, path: str, allowed: set[str]
) -> None:
    async with visitor(service) as anyone:
        answer = await anyone.request(method, path)
        assert problem(answer) == (405, "method-not-allowed")
        assert set(answer.headers["allow"].split(", ")) == allowed


@pytest.mark.parametrize(
    "body", [b"{", b"[]", b'"x"', b"\xff", b"[" * 100_000, b'{"name": NaN, "name": 1}', b"1" * 5_000, b"nul"]
)
async def test_a_body_that_is_no_object_is_a_problem(service: Running, body: bytes) -> None:
    async with member(service, None) as ann:
        assert problem(await ann.patch("/api/me", content=body)) == (422, "invalid")


async def test_a_large_body_is_refused_by_what_it_says_and_by_what_it_is(service: Running) -> None:
    async with member(service, None) as ann:
        assert problem(await ann.patch("/api/me", content=b"x" * 300_000)) == (413, "too-large")

        async def endless() -> AsyncIterator[bytes]:
            for _ in range(100):
                yield b"x" * 10_000

        assert problem(await ann.patch("/api/me", content=endless())) == (413, "too-large")


async def test_every_problem_has_the_headers_of_every_answer(service: Running) -> None:
    async with member(service, None) as ann:
        answers = [
            await ann.get("/nothing"),
            await ann.delete("/"),
            await ann.get("/static/nothing"),
            await ann.patch("/api/me", content=b"{"),
            await ann.get("/api/boards/x"),
        ]
    for answer in answers:
        assert answer.is_error
        assert HEADERS.items() <= dict(answer.headers).items()


async def test_while_the_store_is_away_that_is_the_answer(service: Running) -> None:
    async with member(service, Role.EDITOR) as ann:
        await service.lose_store()
        answer = await ann.get("/api/boards")
        assert problem(answer) == (503, "store-away")
        assert answer.headers["retry-after"] == "5"
        assert (await ann.get("/healthz")).status_code == 200
        assert (await ann.get("/readyz")).json() == {"status": "store-away"}


async def test_a_mistake_of_ours_is_logged_and_not_told(
    service: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(self: People) -> None:
        raise ZeroDivisionError("a secret of ours")

    monkeypatch.setattr(People, "administrators", broken)
    async with admin(service) as root:
        with caplog.at_level(logging.ERROR):
            answer = await root.get(of_board("/people"))
        assert problem(answer) == (500, "internal")
        assert "secret" not in answer.text
        assert HEADERS.items() <= dict(answer.headers).items()
        assert "a secret of ours" in caplog.text
        assert (await root.get("/api/me")).status_code == 200
