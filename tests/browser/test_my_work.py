"""My work: what is assigned to me on any board, by when it is due."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

import kanverge_client
from tests.browser.boards import BoardPage, Team
from tests.browser.dated import day, token
from tests.browser.test_accessible import is_clean

pytestmark = [pytest.mark.browser, pytest.mark.elsewhere]


async def id_of(who: BoardPage) -> str:
    """Return who somebody is."""
    origin = "/".join(who.address.split("/")[:3])
    return str((await (await who.page.request.get(f"{origin}/api/me")).json())["id"])


async def give(team: Team, person: str, **cards: dict[str, Any]) -> dict[str, str]:
    """Put cards with these keys into the first column and assign them, as a program does; return their ids."""
    board = team.address.rpartition("/")[2]
    ids: dict[str, str] = {}
    async with kanverge_client.open(team.server.address, board, await token(team), offline=False) as client:
        for title, keys in cards.items():
            ids[title] = client.cards.add(title=title, column=client.columns[0], **keys).id
            client.cards.include(ids[title], "assignee", person)
        await client.saved()
    return ids


async def my_work(team: Team, page: Page) -> Locator:
    """Open the page and return its list."""
    await page.goto(f"{team.server.address}/my")
    await expect(page.get_by_role("heading", name="My work", level=1)).to_be_visible()
    return page.get_by_role("list", name="Cards assigned to me")


async def test_my_cards_are_grouped_by_due_and_kept_up_live(team: Team) -> None:
    bo = await team.join("Bo")
    me = await id_of(bo)
    await give(
        team, me,
        late={"due": day(-3)}, next={"due": day(2)}, someday={}, done={"due": day(1), "done": True},
    )  # fmt: skip
    await give(team, await id_of(team.ann), other={"due": day(1)})
    rows = await my_work(team, bo.page)
    await expect(rows.get_by_role("heading")).to_have_text(
        ["Overdue", "The next seven days", "Without a due date"]
    )
    await expect(rows.get_by_role("link")).to_have_text(["late", "next", "someday"])
    await expect(rows.get_by_text("/ To do").first).to_be_visible()
    await give(team, me, more={"due": day(-9)})
    await expect(rows.get_by_role("link")).to_have_text(["more", "late", "next", "someday"])
    await is_clean(bo.page)
    await bo.page.set_viewport_size({"width": 390, "height": 844})
    await is_clean(bo.page)


async def test_the_keyboard_walks_through_my_work_and_opens_a_card(team: Team) -> None:
    bo = await team.join("Bo")
    await give(team, await id_of(bo), first={"due": day(-1)}, second={})
    rows = await my_work(team, bo.page)
    await expect(rows.get_by_role("link")).to_have_count(2)
    for key, title in {"j": "first", "ArrowDown": "second"}.items():
        await bo.page.keyboard.press(key)
        await expect(rows.get_by_role("link", name=title)).to_be_focused()
    await bo.page.keyboard.press("Enter")
    await expect(bo.page.get_by_role("dialog", name="Card second")).to_be_visible()
    await bo.page.go_back()
    await expect(bo.page.get_by_role("heading", name="My work", level=1)).to_be_visible()


async def test_nothing_assigned_says_what_comes_here(team: Team) -> None:
    bo = await team.join("Bo")
    await my_work(team, bo.page)
    await expect(bo.page.get_by_role("heading", name="Nothing is waiting for you")).to_be_visible()
    await is_clean(bo.page)
    await give(team, await id_of(bo), plan={})
    await expect(bo.page.get_by_role("link", name="plan")).to_be_visible()
    await bo.page.keyboard.press("g")
    await bo.page.keyboard.press("h")
    await expect(bo.page.get_by_role("heading", name="Home", level=1)).to_be_visible()
