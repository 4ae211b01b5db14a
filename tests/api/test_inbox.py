"""The inbox over HTTP: listed as far as one may see, read, put off."""

from __future__ import annotations

from typing import Any

import pytest

from kanverge.accounts.links import SignedIn
from kanverge.accounts.roles import Role
from kanverge.store.inbox import NOTICES_MAX, Filed, put_notices
from tests.api.visitor import problem, visitor
from tests.doubles.service import BOARD, OTHER_BOARD, Running

PATH = "/api/inbox"


def filed(id: str, *, board: str = BOARD, by: str = "r:Sweep", when: int = 1_000) -> Filed:
    notice: dict[str, Any] = {"kind": "assigned", "board": board, "card": "c", "title": "Plan", "by": by}
    return Filed(id, notice | {"when": when, "text": "", "read": 0, "snoozed": 0})


@pytest.fixture
async def ann(service: Running) -> SignedIn:
    ann = await service.sign_in("Ann", Role.VIEWER)
    by = f"u:{ann.person.id}"
    notices = [
        filed("old"),
        filed("new", by=by, when=2_000),
        filed("x", board=OTHER_BOARD),
        filed("due", by=""),
    ]
    await put_notices(service.service.stored.client, ann.person.id, notices)
    return ann


async def test_an_inbox_tells_of_boards_that_one_may_see_now(service: Running, ann: SignedIn) -> None:
    async with visitor(service, ann) as page:
        body = (await page.get(PATH)).json()
        assert body["unread"] == 3
        newest = body["notices"][0]
        assert newest == {
            "id": "new",
            "kind": "assigned",
            "board": BOARD,
            "board_name": "Board",
            "card": "c",
            "title": "Plan",
            "who": {"kind": "person", "id": ann.person.id, "name": "Ann", "color": newest["who"]["color"]},
            "text": "",
            "when": "1970-01-01T00:00:02Z",
            "read": False,
            "snoozed": None,
        }
        who = {one["id"]: one["who"] and one["who"]["kind"] for one in body["notices"]}
        assert who == {"new": "person", "old": "rule", "due": None}
        await service.service.stored.members.remove(BOARD, ann.person.id)
        assert (await page.get(PATH)).json() == {"notices": [], "unread": 0}


async def test_notices_are_read_and_not_read_again(service: Running, ann: SignedIn) -> None:
    async with visitor(service, ann) as page:
        assert (await page.patch(PATH, json={"ids": ["old", "gone"], "read": True})).json() == {"unread": 2}
        assert (await page.patch(PATH, json={"read": True})).json() == {"unread": 0}
        assert (await page.patch(PATH, json={"ids": ["new"], "read": False})).json() == {"unread": 1}
        read = {one["id"]: one["read"] for one in (await page.get(PATH)).json()["notices"]}
        assert read == {"new": False, "old": True, "due": True}


async def test_a_notice_that_was_put_off_comes_back_unread_at_the_top(
    service: Running, ann: SignedIn
) -> None:
    async with visitor(service, ann) as page:
        until = {"snoozed": "2026-01-01T01:01:00+01:00"}
        assert (await page.patch(PATH, json={"ids": ["old"], **until})).json() == {"unread": 2}
        assert (await page.patch(PATH, json={"read": True})).json() == {"unread": 0}
        [put_off] = [one for one in (await page.get(PATH)).json()["notices"] if one["snoozed"]]
        assert (put_off["id"], put_off["snoozed"]) == ("old", "2026-01-01T00:01:00Z")
        await service.clock.advance(60)
        body = (await page.get(PATH)).json()
        assert body["unread"] == 1
        assert (body["notices"][0]["id"], body["notices"][0]["snoozed"]) == ("old", None)
        await page.patch(PATH, json={"ids": ["new"], "snoozed": "2026-01-02T00:00:00Z"})
        assert (await page.patch(PATH, json={"ids": ["new"], "snoozed": None})).json() == {"unread": 2}


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"read": 1},
        {"ids": "old", "read": True},
        {"ids": [1], "read": True},
        {"ids": ["é"], "read": True},
        {"ids": ["x" * 201], "read": True},
        {"ids": ["x"] * (NOTICES_MAX + 1), "read": True},
        {"ids": ["old"], "snoozed": "tomorrow"},
        {"ids": ["old"], "snoozed": "2026-01-02"},
        {"ids": ["old"], "snoozed": "2025-12-31T23:59:59Z"},
        {"ids": ["old"], "snoozed": "2027-06-01T00:00:00Z"},
        {"ids": ["old"], "snoozed": "0001-01-01T00:00:00+05:00"},
    ],
)
async def test_what_makes_no_sense_changes_nothing(
    service: Running, ann: SignedIn, asked: dict[str, object]
) -> None:
    async with visitor(service, ann) as page:
        assert problem(await page.patch(PATH, json=asked)) == (422, "invalid")
        assert (await page.get(PATH)).json()["unread"] == 3


async def test_a_token_has_no_inbox(service: Running) -> None:
    async with visitor(service, token=await service.token(Role.OWNER)) as script:
        assert problem(await script.get(PATH)) == (403, "forbidden")
