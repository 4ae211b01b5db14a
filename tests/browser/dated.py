"""Words for what people do with dates: bars on a timeline, days of a calendar."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from playwright.async_api import Locator, Page, expect

import kanverge_client
from tests.browser.boards import BoardPage, Team

# As static/ui/axis.ts draws a week.
DAY_PX = 14


@cache
def today() -> date:
    """Return the day on which this test began (conftest.py forgets it before each), though midnight fall into it."""
    return datetime.now(UTC).date()


def day(after: int) -> str:
    """Return the day so many days from today, as the board spells it."""
    return (today() + timedelta(days=after)).isoformat()


def span(first: int, last: int) -> dict[str, str]:
    """Return dates from one day to another, counted from today."""
    return {"start": day(first), "due": day(last)}


async def short_days(page: Page, *days: str) -> list[str]:
    """Return days as this browser writes them in short: the year only where it is another."""
    return list(
        await page.evaluate(
            """days => days.map(day => {
                const at = new Date(day + "T12:00");
                const year = at.getFullYear() === new Date().getFullYear() ? undefined : "numeric";
                return new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year }).format(at);
            })""",
            days,
        )
    )


async def token(team: Team) -> str:
    """Return a token for a program that edits Ann's board."""
    board = team.address.rpartition("/")[2]
    answer = await team.ann.page.request.post(
        f"{team.server.address}/api/boards/{board}/tokens",
        data={"name": "planner", "role": "editor"},
        headers={"origin": team.server.address},
    )
    assert answer.status == 201, await answer.text()
    return str((await answer.json())["token"])


async def planned(team: Team, **cards: dict[str, Any]) -> dict[str, str]:
    """Put cards with these keys into the first column, as a program does; return their ids by title."""
    board = team.address.rpartition("/")[2]
    ids: dict[str, str] = {}
    async with kanverge_client.open(team.server.address, board, await token(team), offline=False) as client:
        for title, keys in cards.items():
            given = {key: value for key, value in keys.items() if key != "blocks"}
            ids[title] = client.cards.add(title=title, column=client.columns[0], **given).id
        for title, keys in cards.items():
            for other in keys.get("blocks", ()):
                client.cards.include(ids[title], "blocks", ids[other])
        await client.saved()
    return ids


async def dates_of(team: Team, *titles: str) -> dict[str, tuple[str | None, str | None]]:
    """Return start and due of cards as the server has them."""
    board = team.address.rpartition("/")[2]
    async with kanverge_client.open(team.server.address, board, await token(team), offline=False) as client:
        return {card.title: (card.start, card.due) for card in client.cards if card.title in titles}


async def timeline(who: BoardPage, query: str = "") -> Page:
    """Open the timeline and wait until it can be worked with."""
    await who.open(f"/timeline{query}")
    await expect(who.page.get_by_role("toolbar", name="Timeline")).to_be_visible()
    await expect(who.page.get_by_text("Milestones", exact=True)).to_be_visible()
    return who.page


def bar(page: Page, title: str) -> Locator:
    """Return the bar of a card; its title begins what it says."""
    return page.locator(f'.tl-bar[title^="{title}:"]')


def row(page: Page, title: str) -> Locator:
    """Return the link of a card in the tree."""
    return page.locator(".tl-name a").filter(has_text=re.compile(f"^{re.escape(title)},"))


async def pull(page: Page, what: Locator, by: float, *, at: float = 0.5, drop: bool = True) -> None:
    """Drag something along the axis by so many pixels, from a place within it."""
    box = await what.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] * at, box["y"] + box["height"] / 2
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x + by, y, steps=6)
    if drop:
        await page.mouse.up()


async def calendar(who: BoardPage, query: str = "") -> Page:
    """Open the calendar and wait until it can be worked with."""
    await who.open(f"/calendar{query}")
    await expect(who.page.get_by_role("toolbar", name="Calendar")).to_be_visible()
    return who.page


def cell(page: Page, date: str) -> Locator:
    """Return the cell of a day of the month that is shown, by its place in its week."""
    weekday = datetime.fromisoformat(date).weekday()
    number = str(int(date[-2:]))
    week = page.locator(".cal-week").filter(
        has=page.locator(".cal-day:not(.is-outside) b", has_text=re.compile(f"^{number}$"))
    )
    return week.locator(".cal-day").nth(weekday)


async def carry(page: Page, what: Locator, onto: Locator, *, drop: bool = True) -> None:
    """Drag something to the middle of something else."""
    start, end = await what.bounding_box(), await onto.bounding_box()
    assert start is not None
    assert end is not None
    await page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] * 0.8, steps=6)
    if drop:
        await page.mouse.up()
