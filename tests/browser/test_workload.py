"""Workload: people by weeks over all boards, and two planners at once."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.boards import BoardPage, Team
from tests.browser.dated import dates_of, today
from tests.browser.test_accessible import is_clean
from tests.browser.test_my_work import give, id_of

pytestmark = pytest.mark.browser


def monday(weeks: int = 0) -> date:
    """Return the Monday so many weeks from this one, which is a working day wherever weeks begin."""
    day = today()
    # Where weeks begin on Sundays, this Sunday belongs to the next Monday.
    return day + timedelta(days=(-day.weekday() if day.weekday() < 6 else 1) + 7 * weeks)


def friday(weeks: int = 0) -> date:
    return monday(weeks) + timedelta(days=4)


def in_week(weeks: int = 0) -> dict[str, str]:
    """Return dates from Monday to Friday."""
    return {"start": monday(weeks).isoformat(), "due": friday(weeks).isoformat()}


async def capacity(who: BoardPage, person: str, per_week: float) -> None:
    origin = "/".join(who.address.split("/")[:3])
    answer = await who.page.request.put(
        f"{origin}/api/people/{person}/capacity", data={"per_week": per_week}, headers={"origin": origin}
    )
    assert answer.status == 200, await answer.text()


async def workload(who: BoardPage) -> Page:
    origin = "/".join(who.address.split("/")[:3])
    await who.page.goto(f"{origin}/workload")
    await expect(who.page.get_by_role("heading", name="Workload", level=1)).to_be_visible()
    return who.page


def cell(page: Page, person: str, week: int = 0) -> Locator:
    return page.locator(f'[data-person="{person}"][data-cell="{week}"]')


async def move(page: Page, at: Locator, title: str, to: str) -> None:
    """Move a card out of a cell by its menu, by the keyboard alone."""
    await at.focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name=f"Move {title}").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox")).to_be_focused()
    await page.keyboard.type(to)
    await expect(page.get_by_role("option").first).to_contain_text(to)
    await page.keyboard.press("Enter")


async def test_estimates_stand_against_capacity_and_follow_the_board(team: Team) -> None:
    bo = await team.join("Bo")
    me = await id_of(bo)
    await capacity(bo, me, 10)
    await give(team, me, one={**in_week(), "estimate": 7.0}, two={**in_week(1), "estimate": 12.0})
    page = await workload(bo)
    await expect(cell(page, me)).to_have_accessible_name(re.compile("7 of 10 points, 70 %, free, 1 card$"))
    await expect(cell(page, me)).to_contain_text("7 / 10")
    await expect(cell(page, me)).to_have_class("wl-cell is-free")
    await expect(cell(page, me, 1)).to_contain_text("+2 over")
    await expect(cell(page, me, 1)).to_have_class("wl-cell is-over")
    await give(team, me, more={**in_week(), "estimate": 2.0})
    await expect(cell(page, me)).to_contain_text("9 / 10")
    await expect(cell(page, me)).to_have_class("wl-cell is-full")
    await cell(page, me).click()
    panel = page.get_by_role("dialog")
    await expect(panel.get_by_role("link")).to_have_text(["one", "more"])
    await is_clean(page)
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.keyboard.press("Escape")
    await is_clean(page)


async def test_a_card_goes_to_another_person_and_week_by_keys_and_comes_back(team: Team) -> None:
    bo = await team.join("Bo")
    ann, me = await id_of(team.ann), await id_of(bo)
    await give(team, me, plan={**in_week(), "estimate": 5.0})
    page = await workload(bo)
    await move(page, cell(page, me), "plan", "Ann")
    await expect(cell(page, ann)).to_contain_text("5")
    await expect(cell(page, me)).to_have_text("")
    await page.get_by_role("button", name="Undo").click()
    await expect(cell(page, me)).to_contain_text("5")
    await cell(page, me).focus()
    await page.keyboard.press("ArrowRight")
    await expect(cell(page, me, 1)).to_be_focused()
    words = (await cell(page, me, 1).get_attribute("aria-label") or "").split(", ")[1].split(":")[0]
    await move(page, cell(page, me), "plan", f"Week {words}")
    await expect(cell(page, me, 1)).to_contain_text("5")
    await expect(page.get_by_role("status").get_by_text("Moved plan to")).to_have_count(1)
    await team.ann.is_live()

    async def dates() -> tuple[str | None, str | None]:
        return (await dates_of(team, "plan"))["plan"]

    assert await dates() == (monday(1).isoformat(), friday(1).isoformat())


async def test_a_card_is_dragged_to_another_week(team: Team) -> None:
    bo = await team.join("Bo")
    me = await id_of(bo)
    await give(team, me, plan={**in_week(), "estimate": 5.0})
    page = await workload(bo)
    await cell(page, me).click()
    box = await page.get_by_role("dialog").get_by_role("link", name="plan").bounding_box()
    goal = await cell(page, me, 2).bounding_box()
    assert box is not None
    assert goal is not None
    await page.mouse.move(box["x"] + 10, box["y"] + 5)
    await page.mouse.down()
    await page.mouse.move(goal["x"] + 20, goal["y"] + 20, steps=8)
    await page.mouse.up()
    await expect(cell(page, me, 2)).to_contain_text("5")
    await expect(cell(page, me)).to_have_text("")


async def test_two_planners_on_one_week_one_of_them_offline_lose_nothing(team: Team) -> None:
    bo = await team.join("Bo")
    ann, me = await id_of(team.ann), await id_of(bo)
    await give(team, me, plan={**in_week(), "estimate": 5.0}, other={**in_week(), "estimate": 1.0})
    ann_page = await workload(team.ann)
    page = await workload(bo)
    await expect(cell(page, me)).to_contain_text("6")
    words = (await cell(page, me, 1).get_attribute("aria-label") or "").split(", ")[1].split(":")[0]
    await bo.page.context.set_offline(True)
    await move(page, cell(page, me), "plan", f"Week {words}")
    await expect(cell(page, me, 1)).to_contain_text("5")
    await move(ann_page, cell(ann_page, me), "plan", "Ann")
    await expect(cell(ann_page, ann)).to_contain_text("5")
    await bo.page.context.set_offline(False)
    for one in (ann_page, page):
        await expect(cell(one, ann, 1)).to_contain_text("5", timeout=30_000)
        await expect(cell(one, me)).to_contain_text("1")
        await expect(cell(one, me, 1)).to_have_text("")


async def test_capacity_is_set_in_the_page_and_what_makes_no_sense_is_refused(team: Team) -> None:
    bo = await team.join("Bo")
    me = await id_of(bo)
    page = await workload(bo)
    name = page.get_by_role("button", name="Capacity of Bo")
    await name.focus()
    await page.keyboard.press("Enter")
    field = page.get_by_label("A week holds")
    await field.fill("20000")
    await field.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("0 to 10,000")
    await field.fill("8")
    await page.get_by_label("First day off").fill(monday(1).isoformat())
    await is_clean(page)
    await field.press("Enter")
    await expect(cell(page, me)).to_contain_text("0 / 8")
    await expect(cell(page, me, 1)).to_contain_text("0 / 6.4")
