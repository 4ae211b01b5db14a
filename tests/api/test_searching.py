"""Cards found over all boards, over HTTP: from facts, with no board opened for it."""

from __future__ import annotations

import httpx

from kanverge.accounts.roles import Role
from kanverge.following import follower
from tests.api.visitor import admin, member, problem
from tests.doubles.eventually import eventually
from tests.doubles.service import BOARD, Running

PLAN, LAUNCH, COLUMN = "p" * 22, "l" * 22, "c" * 22


async def written(service: Running) -> None:
    """Make two cards, and let the worker follow."""
    editor = await service.caller()
    await editor.do("columns.add", id=COLUMN, name="To do")
    await editor.do("cards.add", id=PLAN, title="The plan of the Läunch", column=COLUMN)
    await editor.do("cards.add", id=LAUNCH, title="Launch", column=COLUMN)
    await editor.saved()
    await follower(service.service.stored).run_once()


async def sought(visitor: httpx.AsyncClient, words: str) -> list[str]:
    answer = await visitor.get("/api/cards", params={"words": words})
    return [card["id"] for card in answer.json()["cards"]]


async def test_cards_are_found_by_words_of_their_titles_best_first(service: Running) -> None:
    await written(service)
    async with member(service, Role.VIEWER) as ann:
        answer = (await ann.get("/api/cards", params={"words": "  LAUNCH "})).json()
        assert answer["cards"][0] == {
            "board": BOARD,
            "id": LAUNCH,
            "title": "Launch",
            "number": None,
            "done": False,
        }
        assert [card["id"] for card in answer["cards"]] == [LAUNCH, PLAN]
        assert await sought(ann, "launch plan") == [PLAN]
        assert await sought(ann, "lunch") == []
        assert await sought(ann, " ") == []


async def test_what_is_found_keeps_up_with_the_boards(service: Running) -> None:
    await written(service)
    async with member(service, Role.VIEWER) as ann:
        assert await sought(ann, "launch") == [LAUNCH, PLAN]
        editor = await service.caller()
        await editor.do("cards.splice", id=LAUNCH, key="title", at=0, remove=6, insert="Landing")
        await editor.do("cards.archive", id=PLAN)
        await editor.saved()
        await follower(service.service.stored).run_once()

        # What the worker publishes is heard a moment later; the clock, which counts searches, is moved on.
        async def is_found() -> bool:
            await service.clock.advance(1)
            return await sought(ann, "landing") == [LAUNCH]

        await eventually(is_found)
        assert await sought(ann, "launch") == []


async def test_nothing_is_found_on_boards_one_may_not_see(service: Running) -> None:
    await written(service)
    async with member(service, None, "Eve") as eve, admin(service) as root:
        assert await sought(eve, "launch") == []
        assert await sought(root, "launch") == [LAUNCH, PLAN]


async def test_what_cannot_be_sought_is_refused(service: Running) -> None:
    async with member(service, Role.VIEWER) as ann:
        for words in ("", "x" * 201):
            assert problem(await ann.get("/api/cards", params={"words": words})) == (422, "invalid")


async def test_who_searches_too_often_waits(service: Running) -> None:
    async with member(service, Role.VIEWER) as ann:
        answers = [await ann.get("/api/cards", params={"words": "x"}) for _ in range(121)]
        assert {answer.status_code for answer in answers[:-1]} == {200}
        assert problem(answers[-1]) == (429, "too-often")
