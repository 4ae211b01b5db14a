"""Two planners at once on one row and one bar of a portfolio, one of them without a network for a while."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Page, expect

from kanverge_client import open as open_board
from tests.browser.boards import BoardPage, Team
from tests.browser.dated import day, token
from tests.browser.test_offline import came_back, says_offline
from tests.browser.test_portfolio import add_boards, add_initiative, planners, row, shows

__all__ = ["planners"]

pytestmark = pytest.mark.browser


async def goes_away(page: Page) -> None:
    """Cut the network, once all that changes a portfolio has come."""
    await expect(page.get_by_role("button", name="Initiative", exact=True)).to_be_visible()
    await page.context.set_offline(True)
    await says_offline(page, waiting=0)


async def set_target(page: Page, name: str, date: str) -> None:
    await row(page, name).get_by_role("button", name="Target date").click()
    await page.get_by_label("Target date", exact=True).last.fill(date)
    await page.keyboard.press("Enter")


async def rename(page: Page, name: str, to: str) -> None:
    await page.get_by_role("button", name=f"Initiative {name}", exact=True).press("e")
    await page.get_by_label("Name of the initiative").fill(to)
    await page.keyboard.press("Enter")


async def set_status(page: Page, name: str, status: str) -> None:
    await page.get_by_role("button", name=f"Initiative {name}", exact=True).press("s")
    await page.get_by_role("option", name=status).click()


@pytest.mark.offline
async def test_both_set_name_health_target_and_parent_of_one_row_and_all_end_with_the_same(
    planners: Team,
) -> None:
    hers = planners.ann.page
    for name in ("Grow", "East", "West"):
        await add_initiative(hers, name)
    bo = await planners.join("Bo")
    his = bo.page
    await goes_away(his)
    # Everything of one row, by both: name, health, target, parent.
    for page, other, status, target, under in (
        (his, "Grow by train", "Off track", day(40), "East"),
        (hers, "Grow by bus", "At risk", day(50), "West"),
    ):
        await set_status(page, "Grow", status)
        await set_target(page, "Grow", target)
        await page.get_by_role("button", name="Initiative Grow", exact=True).press("m")
        await page.get_by_role("option", name=under).click()
        await rename(page, "Grow", other)
        await expect(row(page, other)).to_be_visible()
    # And what only one of them does.
    await set_status(his, "West", "Paused")
    await set_target(hers, "East", day(9))
    await planners.ann.is_live()
    await his.context.set_offline(False)
    await came_back(bo)
    async with open_board(
        planners.server.address, planners.address.rpartition("/")[2], await token(planners), offline=False
    ) as known:
        initiatives = {one.id: one for one in known.initiatives}
        [grown] = [one for one in initiatives.values() if one.name.startswith("Grow")]
        by_name = {one.name: one for one in initiatives.values()}
        assert by_name["West"].status == "paused"
        assert by_name["East"].target == day(9)
    # Each value is one of the two, and the same for everybody: nothing is half of one and half of the other.
    assert grown.name in ("Grow by train", "Grow by bus")
    assert grown.status in ("off-track", "at-risk")
    assert grown.target in (day(40), day(50))
    under = initiatives[str(grown.parent)].name
    assert under in ("East", "West")
    order = {"East": ["East", grown.name, "West"], "West": ["East", "West", grown.name]}[under]
    words = {"off-track": "Off track", "at-risk": "At risk"}[str(grown.status)]
    for page in (hers, his):
        await shows(page, *order)
        own = row(page, grown.name)
        await expect(own.get_by_role("button", name=re.compile(f"^Status: {words}"))).to_be_visible()
        await expect(own.get_by_role("button", name=f"Target date: {grown.target}")).to_be_visible()
        await expect(row(page, "West").get_by_role("button", name="Status: Paused")).to_be_visible()
        await expect(row(page, "East").get_by_role("button", name=f"Target date: {day(9)}")).to_be_visible()


@pytest.mark.offline
async def test_who_was_away_and_whose_status_does_not_stand_is_told_and_can_set_it_again(
    planners: Team,
) -> None:
    hers = planners.ann.page
    await add_initiative(hers, "Grow")
    bo = await planners.join("Bo")
    times_told = 0
    # Whose stands is drawn by lot, but it is the same one's each time.
    for status, away, here in (("Done", bo, planners.ann), ("At risk", planners.ann, bo)):
        await goes_away(away.page)
        await set_status(away.page, "Grow", status)
        await set_status(here.page, "Grow", "Paused")
        await here.is_live()
        await away.page.context.set_offline(False)
        await came_back(away)
        words = re.compile(f"^Status: {status}")
        mine = row(away.page, "Grow").get_by_role("button", name=words)
        lost = away.page.get_by_role("status").filter(has_text="Theirs was kept")
        if not await mine.count():
            times_told += 1
            who = "Ann" if here is planners.ann else r"Bo \d+"
            kept = f"{who} .+ the status of the initiative “Grow”.* to paused; here you had set the status to {status}"
            await expect(lost).to_contain_text(re.compile(kept, re.IGNORECASE))
            await lost.get_by_role("button", name="Set mine again").click()
            await away.is_live()
        for page in (away.page, here.page):
            await expect(row(page, "Grow").get_by_role("button", name=words)).to_be_visible()
        await expect(lost).to_have_count(0)
    assert times_told == 1


@pytest.mark.offline
async def test_two_initiatives_put_under_each_other_at_once_are_both_still_there(planners: Team) -> None:
    hers = planners.ann.page
    for name in ("East", "West"):
        await add_initiative(hers, name)
    await add_boards(hers, "Shop")
    bo = await planners.join("Bo")
    his = bo.page
    await goes_away(his)
    for page, name, under in ((his, "East", "West"), (hers, "West", "East")):
        await page.get_by_role("button", name=f"Initiative {name}").press("m")
        await page.get_by_role("option", name=under).click()
        await expect(row(page, name)).to_have_attribute("style", re.compile("--depth: ?1"))
    await his.context.set_offline(False)
    await came_back(bo)
    # The circle is cut at one of them, the same for both, and neither is out of sight.
    order = [await page.locator(".portfolio-row .portfolio-title").all_inner_texts() for page in (hers, his)]
    assert sorted(order[0][:2]) == ["East", "West"]
    top = order[0][0]
    for page in (hers, his):
        await expect(page.locator(".portfolio-row .portfolio-title").first).to_have_text(top)
        await expect(row(page, top)).to_have_attribute("style", re.compile("--depth: ?0"))
    # Out of it by hand again.
    below = order[0][1]
    await hers.get_by_role("button", name=f"Initiative {below}").press("Alt+ArrowLeft")
    for page in (hers, his):
        await expect(row(page, below)).to_have_attribute("style", re.compile("--depth: ?0"))


async def timed(planners: Team) -> Page:
    """Return Ann's page at the timeline, with the dates of one initiative."""
    page = planners.ann.page
    await add_initiative(page, "Grow")
    await set_target(page, "Grow", day(30))
    await page.get_by_role("button", name="Timeline").click()
    return page


async def grow(planners: Team) -> tuple[str | None, str | None]:
    """Return the initiative's dates as a program sees them."""
    portfolio = planners.address.rpartition("/")[2]
    async with open_board(planners.server.address, portfolio, await token(planners), offline=False) as known:
        [one] = known.initiatives
        return one.start, one.target


async def test_a_bar_is_moved_and_stretched_by_keyboard_and_pointer(planners: Team) -> None:
    page = await timed(planners)
    bar = page.get_by_role("button", name="Dates of Grow")
    await bar.focus()
    await page.keyboard.press("Alt+ArrowRight")
    await page.keyboard.press("Alt+Shift+ArrowLeft")
    await page.keyboard.press("Shift+ArrowRight")
    await expect(row(page, "Grow").get_by_role("img", name=re.compile("^from .+ to "))).to_be_visible()
    await planners.ann.is_live()
    assert await grow(planners) == (day(30), day(32))
    await page.keyboard.press("Control+z")
    await planners.ann.is_live()
    assert await grow(planners) == (day(30), day(31))
    box = await bar.bounding_box()
    strip = await row(page, "Grow").locator("[data-strip]").bounding_box()
    assert box is not None
    assert strip is not None
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(strip["x"] + strip["width"] / 3, box["y"] + 8, steps=4)
    await page.mouse.up()
    await planners.ann.is_live()
    start, target = await grow(planners)
    assert start is not None
    assert target is not None
    # As long as it was, and earlier.
    assert start < day(30)
    assert (start, target) in {(day(at), day(at + 1)) for at in range(30)}


@pytest.mark.offline
async def test_both_move_one_bar_and_one_of_them_is_offline(planners: Team) -> None:
    hers = await timed(planners)
    bo = await planners.join("Bo")
    his = bo.page
    await his.get_by_role("button", name="Timeline").click()
    await expect(his.get_by_role("button", name="Dates of Grow")).to_be_visible()
    await goes_away(his)
    await his.get_by_role("button", name="Dates of Grow").focus()
    await his.keyboard.press("Alt+Shift+ArrowLeft")  # its start
    await hers.get_by_role("button", name="Dates of Grow").focus()
    await hers.keyboard.press("Shift+ArrowRight")  # its end
    await planners.ann.is_live()
    await his.context.set_offline(False)
    await came_back(bo)
    start, target = await grow(planners)
    assert target == day(31)
    assert start in (day(29), day(30))
    words = await row(his, "Grow").locator(".portfolio-says").get_attribute("aria-label")
    await expect(row(hers, "Grow").locator(".portfolio-says")).to_have_attribute("aria-label", str(words))


async def test_the_bar_of_a_board_leads_to_the_board(planners: Team) -> None:
    page = planners.ann.page
    await add_boards(page, "Shop")
    await set_target(page, "Shop", day(30))
    await page.get_by_role("button", name="Timeline").click()
    href = await row(page, "Shop").locator("a.portfolio-title").get_attribute("href")
    await row(page, "Shop").get_by_role("link", name="Open Shop").click()
    await expect(page).to_have_url(f"{planners.server.address}{href}")
    await BoardPage(page, page.url).is_live()
