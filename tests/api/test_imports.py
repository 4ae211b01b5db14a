"""Bringing boards in over HTTP: looked at, made, brought up to date; refused whole where that cannot be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from kanverge.accounts.roles import Role
from kanverge.config import Limits
from kanverge.store.embedded import Embedded
from tests.api.visitor import admin, member, problem
from tests.doubles.service import Running, running_service

EXPORT: dict[str, Any] = {
    "id": "5f0000000000000000000001",
    "name": "Garden",
    "dateLastActivity": "2026-01-02T00:00:00.000Z",
    "lists": [{"id": "5f0000000000000000000002", "name": "Seeds", "pos": 1, "closed": False}],
    "cards": [
        {
            "id": f"5f00000000000000000001{number:02}",
            "idList": "5f0000000000000000000002",
            "name": f"Card {number}",
            "pos": number,
            "closed": False,
            "desc": "",
        }
        for number in range(3)
    ],
}


async def test_a_file_is_looked_at_without_making_anything(service: Running) -> None:
    async with admin(service) as root:
        seen = (await root.post("/api/imports/preview", json=EXPORT)).json()
        assert (seen["name"], seen["counts"]["cards"], seen["board"]) == ("Garden", 3, None)
        assert len((await root.get("/api/boards")).json()["boards"]) == 1


async def test_a_file_becomes_a_board_that_its_importer_owns(service: Running) -> None:
    async with admin(service) as root:
        report = (await root.post("/api/imports", json=EXPORT)).json()
        assert (report["new"], report["counts"]["cards"]) == (True, 3)
        people = (await root.get(f"/api/boards/{report['board']}/people")).json()["people"]
        assert [(one["name"], one["role"]) for one in people] == [("Root", "owner")]
        export = (await root.get(f"/api/boards/{report['board']}/export")).json()
        assert [card["title"] for card in export["cards"]] == ["Card 0", "Card 1", "Card 2"]


async def test_the_same_file_again_is_the_same_board_and_changes_nothing(service: Running) -> None:
    async with admin(service) as root:
        first = (await root.post("/api/imports", json=EXPORT)).json()
        length = await service.service.stored.boards.log_length(first["board"])
        again = (await root.post("/api/imports", json=EXPORT)).json()
        assert (again["board"], again["new"], again["added"]) == (first["board"], False, {})
        assert await service.service.stored.boards.log_length(first["board"]) == length
        seen = (await root.post("/api/imports/preview", json=EXPORT)).json()
        assert seen["board"] == first["board"]


async def test_progress_comes_in_lines_and_the_report_last(service: Running) -> None:
    async with admin(service) as root:
        answer = await root.post("/api/imports", json=EXPORT, headers={"accept": "application/x-ndjson"})
        *progress, last = [json.loads(line) for line in answer.text.splitlines()]
        assert progress
        assert all(line["done"] <= line["of"] for line in progress)
        assert last["report"]["new"]


async def test_what_fails_half_way_is_the_last_line(service: Running) -> None:
    async with admin(service) as root:
        await root.post("/api/imports", json=EXPORT)
        older = EXPORT | {"dateLastActivity": "2025-01-01T00:00:00.000Z"}
        answer = await root.post("/api/imports", json=older, headers={"accept": "application/x-ndjson"})
        last = json.loads(answer.text.splitlines()[-1])
        assert (last["problem"]["status"], last["problem"]["code"]) == (422, "invalid")


async def test_an_archived_board_is_not_written_to(service: Running) -> None:
    async with admin(service) as root:
        board = (await root.post("/api/imports", json=EXPORT)).json()["board"]
        await root.post(f"/api/boards/{board}/archive")
        assert problem(await root.post("/api/imports", json=EXPORT)) == (422, "invalid")


@pytest.mark.parametrize("path", ["/api/imports", "/api/imports/preview"])
@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"{}", b"PK\x03\x04", b"[" * 1_000_000, b"\xff\xfe"])
async def test_what_is_no_export_makes_no_board(service: Running, path: str, body: bytes) -> None:
    async with admin(service) as root:
        assert problem(await root.post(path, content=body)) == (422, "invalid")
        assert len((await root.get("/api/boards")).json()["boards"]) == 1


async def test_a_file_over_the_limit_is_refused_before_it_is_read(valkey: Embedded) -> None:
    megabyte = 1024 * 1024
    async with (
        running_service(valkey, limits=Limits(import_bytes=megabyte)) as service,
        admin(service) as root,
    ):
        refusal = await root.post("/api/imports", content=b"{" * (megabyte + 1))
        assert problem(refusal) == (413, "too-large")
        assert refusal.json()["detail"] == "the file is larger than 1 MB, the most that this server takes"


async def test_only_administrators_bring_boards_in(service: Running) -> None:
    async with member(service, Role.OWNER) as ann:
        assert problem(await ann.post("/api/imports", json=EXPORT)) == (403, "forbidden")
