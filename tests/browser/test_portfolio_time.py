"""The timeline of a portfolio, looked at closely: zoom, scrolling, today, dragging, and the same on a phone."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.boards import Team
from tests.browser.dated import DAY_PX, day, pull
from tests.browser.test_accessible import is_clean
from tests.browser.test_portfolio import add_boards, add_initiative, planners, row
from tests.browser.test_portfolio_together import grow, timed

__all__ = ["planners"]

pytestmark = pytest.mark.browser

# Of what stands in a scroller beside its names: the middle of today's line, 0 to 1; outside of that it is out of sight.
TODAY_AT = """() => {
    const list = document.querySelector(".portfolio .windowed");
    const tree = parseFloat(getComputedStyle(list).getPropertyValue("--tree")) || 0;
    const [all, line] = [list, list.querySelector(".portfolio-today")].map(one => one.getBoundingClientRect());
    return (line.left - all.left - tree) / (list.clientWidth - tree);
}"""


BACKGROUND = "element => getComputedStyle(element).backgroundColor"


async def today_at(page: Page) -> float:
    return float(await page.evaluate(TODAY_AT))


def zoom(page: Page, name: str) -> Locator:
    return page.get_by_role("group", name="Zoom").get_by_role("button", name=name)


async def in_time(planners: Team) -> Page:
    """Return Ann's page at the timeline, once its keys are there: they come with its bars."""
    page = await timed(planners)
    await expect(page.get_by_role("button", name="Dates of Grow")).to_be_visible()
    return page


async def test_one_looks_closer_and_from_further_away_by_the_keys_of_a_timeline(planners: Team) -> None:
    page = await in_time(planners)
    pressed = page.locator(".tl-zoom [aria-pressed=true]")
    await expect(pressed).to_have_text("All")
    for key, name in (
        ("+", "Quarter"),
        ("=", "Month"),
        ("+", "Week"),
        ("+", "Day"),
        ("+", "Day"),
        ("-", "Week"),
    ):
        await page.keyboard.press(key)
        await expect(pressed).to_have_text(name)
    await expect(page).to_have_url(re.compile("when=1&zoom=week"))
    assert 0.2 < await today_at(page) < 0.8
    await page.reload()
    await expect(pressed).to_have_text("Week")
    await expect(page.locator(".tl-minor.is-today")).to_have_count(1)
    # It begins at today.
    assert await today_at(page) == pytest.approx(0.25, abs=0.02)
    await add_initiative(page, "Hire")
    # One line over all rows, as blue as on the timeline of a board.
    lines = await page.locator(".portfolio-today").evaluate_all(
        """lines => lines.map(line => line.getBoundingClientRect())
            .map(({ top, bottom }) => [Math.round(top), Math.round(bottom)]).sort((one, other) => one[0] - other[0])"""
    )
    assert len(lines) > 1
    assert all(above[1] >= below[0] for above, below in pairwise(lines))
    accent = await page.get_by_role("button", name="Share").evaluate(BACKGROUND)
    assert await page.locator(".portfolio-today").first.evaluate(BACKGROUND) == accent
    await zoom(page, "Quarter").click()
    await expect(page.locator(".tl-minor.is-today")).to_have_text(re.compile("^Q[1-4]$"))
    await zoom(page, "Month").click()
    await expect(page.locator(".tl-minor.is-today")).to_have_text(re.compile("^[A-Z][a-z]+$"))
    await expect(page.locator(".tl-major").first).to_have_text(re.compile(r"^\d{4}$"))
    await is_clean(page)
    await zoom(page, "All").click()
    await expect(page.get_by_role("button", name="Today")).to_be_disabled()
    await expect(page.locator(".tl-minor")).to_have_count(0)


async def test_names_stand_still_while_the_time_scrolls_and_today_is_found_again(planners: Team) -> None:
    page = await in_time(planners)
    await zoom(page, "Day").click()
    name = page.get_by_role("button", name="Initiative Grow")
    before = await name.bounding_box()
    today = page.get_by_role("button", name="Today")
    await expect(today).to_have_text("Today")
    scroller = page.locator(".portfolio .windowed")
    for left, words, months in ((0, "Today →", "earlier"), (1_000_000, "← Today", "later")):
        await scroller.evaluate("(list, left) => { list.scrollLeft = left; }", left)
        await expect(today).to_have_text(words)
        assert not 0 <= await today_at(page) <= 1, months
        assert await name.bounding_box() == before
        # What is above goes with it.
        heads = [page.locator(".portfolio-head"), scroller]
        scrolled = [await one.evaluate("one => one.scrollLeft") for one in heads]
        assert scrolled[0] == scrolled[1]
        if left == 0:
            await today.click()
        else:
            await name.press("t")
        await expect(today).to_have_text("Today")
        assert await today_at(page) == pytest.approx(0.25, abs=0.02)
    # A bar out of sight comes into it, beside the names.
    await scroller.evaluate("list => { list.scrollLeft = 0; }")
    await name.press("b")
    bar = page.get_by_role("button", name="Dates of Grow")
    await expect(bar).to_be_focused()
    found, all_ = await bar.bounding_box(), await scroller.bounding_box()
    assert found is not None
    assert all_ is not None
    assert all_["x"] + 400 <= found["x"] < all_["x"] + all_["width"]


async def test_a_bar_is_dragged_by_days_and_moved_by_what_can_be_seen(planners: Team) -> None:
    page = await in_time(planners)
    await zoom(page, "Week").click()
    bar = page.get_by_role("button", name="Dates of Grow")
    assert await bar.evaluate("bar => Math.round(bar.getBoundingClientRect().width)") == DAY_PX
    await page.get_by_role("button", name="Initiative Grow").press("b")
    await pull(page, bar, 3 * DAY_PX)
    await planners.ann.is_live()
    assert await grow(planners) == (None, day(33))
    await zoom(page, "Month").click()
    await bar.focus()
    await page.keyboard.press("Alt+ArrowLeft")
    await planners.ann.is_live()
    assert await grow(planners) == (None, day(26))


async def test_on_a_phone_the_bar_is_below_the_name_and_the_time_scrolls(planners: Team) -> None:
    page = planners.ann.page
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.reload()
    await planners.ann.has_hands()
    await add_initiative(page, "Grow")
    await add_boards(page, "Shop")
    await page.get_by_role("button", name="Timeline").click()
    for look in ("All", "Week"):
        await zoom(page, look).click()
        for name in ("Grow", "Shop"):
            line = row(page, name)
            title, strip, menu = [
                await one.bounding_box()
                for one in (
                    line.locator(".portfolio-title"),
                    line.locator("[data-strip]"),
                    line.get_by_role("button", name="More about"),
                )
            ]
            assert title is not None
            assert strip is not None
            assert menu is not None
            assert title["y"] + title["height"] <= strip["y"] + 4
            assert menu["x"] + menu["width"] <= 390
            assert strip["width"] > (300 if look == "All" else 390)
        await expect(page.locator(".portfolio-head .is-when")).to_be_visible()
        assert 0 < await today_at(page) < 1
        await is_clean(page)
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
