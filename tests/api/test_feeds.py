"""Calendar feeds: made and revoked by who they belong to, read by whoever has the secret, as of now."""

from __future__ import annotations

import logging
import re
from typing import Any

import httpx
import icalendar
import pytest

from kanverge.accounts.credentials import redacted
from kanverge.accounts.roles import Role
from kanverge.following import follower
from tests.api.visitor import admin, member, of_board, problem, visitor
from tests.doubles.editors import Editor
from tests.doubles.service import BOARD, Running
from tests.live.nodes import commit_rows

PATH = of_board("/feeds")
MINE = "/api/me/feeds"


async def write(service: Running, *cards: dict[str, Any], seed: int = 0) -> list[str]:
    """Put cards on the board and follow its log, as a worker does."""
    editor = Editor(seed)
    added = [editor.add("cards", **card) for card in cards]
    updates, editor.sent = editor.sent, []
    stored = service.service.stored
    await commit_rows(stored.boards, *updates, client_id=editor.board.doc.client_id, board=BOARD)
    await follower(stored).run_once()
    return added


def titles(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return [str(entry["summary"]) for entry in icalendar.Calendar.from_ical(answer.content).walk("VEVENT")]


async def test_a_boards_calendar_is_read_without_a_sign_in_until_it_is_revoked(service: Running) -> None:
    await write(service, {"title": "Launch, at last", "due": "2026-02-28"}, {"title": "Some day"})
    async with member(service, Role.VIEWER) as ann, visitor(service) as calendar:
        made = await ann.post(PATH)
        assert made.status_code == 201
        path, id = made.json()["path"], made.json()["id"]
        assert titles(await calendar.get(path)) == ["Launch, at last"]
        assert (await ann.get(PATH)).json() == {"feeds": [{"id": id, "created": "2026-01-01T00:00:00Z"}]}
        assert (await ann.get(MINE)).json() == {"feeds": []}
        assert problem(await ann.delete(f"{MINE}/{id}")) == (404, "not-found")
        assert (await ann.delete(f"{PATH}/{id}")).status_code == 204
        assert problem(await calendar.get(path)) == (404, "not-found")
        assert problem(await ann.delete(f"{PATH}/{id}")) == (404, "not-found")


async def test_a_calendar_that_has_not_changed_is_not_sent_again(service: Running) -> None:
    await write(service, {"title": "One", "due": "2026-02-28"})
    async with member(service, Role.VIEWER) as ann, visitor(service) as calendar:
        path = (await ann.post(PATH)).json()["path"]
        first = await calendar.get(path)
        assert first.headers["cache-control"] == "private, no-cache"
        known = {"if-none-match": f'"other", {first.headers["etag"]}'}
        again = await calendar.get(path, headers=known)
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert (await calendar.head(path)).status_code == 200
        await write(service, {"title": "Two", "due": "2026-02-27"}, seed=1)
        assert titles(await calendar.get(path, headers=known)) == ["Two", "One"]


async def test_my_calendar_has_what_is_assigned_to_me_where_i_may_see_it(service: Running) -> None:
    ann_id = (await service.sign_in("Ann", Role.EDITOR)).person.id
    await write(
        service,
        {"title": "Mine", "due": "2026-02-28", "assignees": [ann_id]},
        {"title": "Not", "due": "2026-02-28"},
    )
    stored = service.service.stored
    async with member(service, Role.EDITOR, "Ann") as ann, visitor(service) as calendar:
        mine, board = (await ann.post(MINE)).json()["path"], (await ann.post(PATH)).json()["path"]
        assert titles(await calendar.get(mine)) == ["Mine"]
        await stored.members.set(BOARD, (await service.sign_in("Olga", Role.OWNER)).person.id, Role.OWNER)
        await stored.members.remove(BOARD, ann_id)
        assert titles(await calendar.get(mine)) == []
        assert problem(await calendar.get(board)) == (404, "not-found")
        await stored.members.set(BOARD, ann_id, Role.VIEWER)
        assert titles(await calendar.get(mine)) == ["Mine"]
    async with admin(service) as root, visitor(service) as calendar:
        await root.post(of_board("/archive"))
        assert titles(await calendar.get(mine)) == []
        assert problem(await calendar.get(board)) == (404, "not-found")


async def test_a_board_that_was_never_followed_has_an_empty_calendar(service: Running) -> None:
    async with member(service, Role.VIEWER) as ann, visitor(service) as calendar:
        assert titles(await calendar.get((await ann.post(PATH)).json()["path"])) == []


async def test_only_the_whole_secret_opens_a_feed_and_no_log_holds_it(
    service: Running, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with member(service, Role.VIEWER) as ann, visitor(service) as calendar:
        path = (await ann.post(PATH)).json()["path"]
        secret = re.fullmatch(r"/feeds/(.*)\.ics", path)[1]  # type: ignore[index]
        other = secret[:-1] + ("A" if secret[-1] != "A" else "B")
        for wrong in (other, secret[:-1], secret + "A", "x", secret.swapcase(), "0" * 5_000):
            assert problem(await calendar.get(f"/feeds/{wrong}.ics")) == (404, "not-found")
        assert (await calendar.get(path)).status_code == 200
        stored = await service.service.stored.client.call(
            "HGETALL", f"kv1:{{accounts}}:feeds:{secret.split('_')[0]}"
        )
        assert secret[-43:].encode() not in repr(stored).encode()
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("kanverge")]
    assert not any(secret[-43:] in line for line in [*ours, redacted(f"GET {path}")])


async def test_a_feed_lets_nobody_in_and_no_token_makes_one(service: Running) -> None:
    async with member(service, Role.OWNER) as ann:
        secret = (await ann.post(PATH)).json()["path"].removeprefix("/feeds/").removesuffix(".ics")
        for text in (secret, f"kvt_{secret}"):
            async with visitor(service, token=text) as thief:
                assert (await thief.get(of_board())).status_code == 401
    async with visitor(service, token=await service.token(Role.OWNER)) as script:
        assert problem(await script.post(PATH)) == (403, "forbidden")
        assert problem(await script.post(MINE)) == (403, "forbidden")


async def test_feeds_are_bounded_and_so_is_how_often_they_are_read(service: Running) -> None:
    async with member(service, Role.VIEWER) as ann, visitor(service) as calendar:
        made = [await ann.post(MINE) for _ in range(100)]
        assert {answer.status_code for answer in made} == {201}
        assert problem(await ann.post(PATH)) == (422, "invalid")
        answers = [await calendar.get(f"/feeds/{at}.ics") for at in range(121)]
        assert [problem(answer)[1] for answer in answers] == ["not-found"] * 120 + ["too-often"]
        await service.clock.advance(1)
        assert (await calendar.get(made[0].json()["path"])).status_code == 200


async def test_another_persons_feed_is_not_mine_to_see_or_end(service: Running) -> None:
    async with member(service, Role.OWNER, "Olga") as olga, member(service, Role.VIEWER, "Ann") as ann:
        id = (await ann.post(PATH)).json()["id"]
        assert (await olga.get(PATH)).json() == {"feeds": []}
        assert problem(await olga.delete(f"{PATH}/{id}")) == (404, "not-found")
