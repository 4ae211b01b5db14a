"""The history of a portfolio: who overwrote what, its rows at a moment, what changed since, and bringing it back."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.boards import Team, has_come
from tests.browser.test_accessible import is_clean
from tests.browser.test_history import deeds
from tests.browser.test_portfolio import add_boards, add_initiative, planners, row, shows
from tests.browser.test_portfolio_together import rename, set_status

__all__ = ["planners"]

pytestmark = pytest.mark.browser


async def open_history(page: Page) -> None:
    """Go there by its key, once the page has keys."""
    await page.keyboard.press("g")
    await page.keyboard.press("y")
    await expect(page.get_by_role("region", name="The portfolio as it is now")).to_be_visible()
    await expect(deeds(page).first).to_be_visible()


def status(page: Page, name: str) -> Locator:
    """Return what the status of a row is, as the history draws it."""
    return row(page, name).locator(".label")


async def test_who_overwrote_a_status_is_read_and_the_rows_are_seen_as_they_were(planners: Team) -> None:
    page = planners.ann.page
    await add_initiative(page, "Grow")
    await add_initiative(page, "Sell")
    await add_boards(page, "Shop")
    await planners.ann.is_live()
    bo = await planners.join("Bo")
    await expect(bo.page.get_by_role("button", name="Initiative", exact=True)).to_be_visible()
    await set_status(bo.page, "Grow", "At risk")
    await bo.is_live()
    await expect(row(page, "Grow").get_by_role("button", name="Status: At risk")).to_be_visible()
    # Each on its own: what is written together is one moment.
    await set_status(page, "Grow", "Paused")
    await planners.ann.is_live()
    await page.get_by_role("button", name="Initiative Sell", exact=True).press("m")
    await page.get_by_role("option", name="Grow").click()
    await planners.ann.is_live()
    await rename(page, "Sell", "Sell more")
    await planners.ann.is_live()
    # Bo reads who has overwritten what was theirs.
    await open_history(bo.page)
    await expect(deeds(bo.page).filter(has_text="from at risk to paused")).to_contain_text(
        "Ann changed the status of the initiative “Grow” from at risk to paused"
    )
    await expect(deeds(bo.page).filter(has_text="set the status")).to_contain_text(
        re.compile("Bo \\d+ set the status of the initiative “Grow” to at risk")
    )
    await expect(deeds(bo.page).filter(has_text="under")).to_contain_text(
        "put the initiative “Sell” under “Grow”"
    )
    await expect(deeds(bo.page).filter(has_text="renamed")).to_contain_text(
        "renamed the initiative “Sell” to “Sell more”"
    )
    # A board that Bo may not see has no name for them.
    await expect(deeds(bo.page).filter(has_text="may not see")).to_contain_text(
        "added a board you may not see"
    )
    await expect(bo.page.get_by_text("1 board you may not see", exact=True)).to_be_visible()

    await open_history(page)
    await expect(deeds(page).filter(has_text="“Shop")).to_contain_text(
        re.compile("added the board “Shop \\d+”")
    )
    await expect(deeds(page).first).to_contain_text("renamed the initiative")
    await expect(status(page, "Grow")).to_have_text("Paused")
    await is_clean(page)
    for name in ("Sell more", "Sell", "Sell"):  # after the renaming, before it, before it was moved
        await page.keyboard.press("ArrowLeft")
        await expect(page.get_by_role("button", name=f"Initiative {name}", exact=True)).to_be_visible()
    then = page.get_by_role("region", name="The portfolio as it was")
    await expect(then).to_be_visible()
    await page.keyboard.press("ArrowLeft")
    await expect(status(page, "Grow")).to_have_text("At risk")
    await expect(row(page, "Sell")).to_have_attribute("style", re.compile("--depth: ?0"))
    await expect(page.get_by_role("status").filter(has_text="As it was on")).to_be_visible()
    await is_clean(page)
    # The moment is in the address, and another way to it is what happened.
    address = page.url
    await page.keyboard.press("Escape")
    await expect(status(page, "Grow")).to_have_text("Paused")
    await page.goto(address)
    await expect(status(page, "Grow")).to_have_text("At risk")
    # What is said of a board stands in its own history, which is shown at the same time.
    await expect(then.get_by_role("link")).to_have_attribute(
        "href", re.compile(r"^/b/\w+/history\?at=20.*Z$")
    )
    await page.get_by_role("button", name="added the initiative “Grow”").click()
    await shows(page, "Grow")
    await expect(status(page, "Grow")).to_have_count(0)
    await page.get_by_role("button", name="Back to now").click()
    await shows(page, "Grow", "Sell more", "Shop")


async def test_an_initiative_and_the_portfolio_are_brought_back_by_keyboard_as_one_step(
    planners: Team,
) -> None:
    page = planners.ann.page
    await add_initiative(page, "Grow")
    await set_status(page, "Grow", "At risk")
    await add_initiative(page, "Sell")
    await add_boards(page, "Shop")
    await planners.ann.is_live()
    await open_history(page)
    await has_come(page, "history_hands")
    await expect(deeds(page).first).to_contain_text("added the board")
    address = page.url
    await page.keyboard.press("ArrowLeft")
    await expect(page).to_have_url(re.compile(r"at="))
    whole = page.url
    await page.goto(address.removesuffix("/history"))
    await expect(page.get_by_role("button", name="Initiative", exact=True)).to_be_visible()
    await set_status(page, "Grow", "Done")
    await rename(page, "Grow", "Shrink")
    await page.get_by_role("button", name="Initiative Sell", exact=True).press("m")
    await page.get_by_role("option", name="Shrink").click()
    await add_initiative(page, "Hire")
    await planners.ann.is_live()
    await page.goto(whole)
    await has_come(page, "history_hands")
    await shows(page, "Grow", "Sell", "Shop")
    # One initiative, with what was done to it since.
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("button", name="Initiative Grow", exact=True)).to_be_focused()
    await page.keyboard.press("Enter")
    panel = page.get_by_role("tabpanel", name="The initiative as it was")
    await expect(panel).to_contain_text("At risk")
    await expect(panel.get_by_role("list", name="Since then").get_by_role("listitem")).to_have_text(
        ["renamed it from “Grow” to “Shrink”", "changed the status from at risk to done"]
    )
    await panel.get_by_role("button", name="Activity").press("Enter")
    await expect(deeds(panel)).to_contain_text(
        ["renamed", "from at risk to done", "set the status to at risk", "added it"]
    )
    await is_clean(page)
    await panel.get_by_role("button", name="Restore the initiative").press("Enter")
    await expect(panel).to_contain_text("It is the same today.")
    await page.get_by_role("button", name="Undo").press("Enter")
    await expect(panel.get_by_role("list", name="Since then")).to_be_visible()
    # Then all of it.
    await page.get_by_role("tab", name="What changed").press("Enter")
    changes = page.get_by_role("tabpanel", name="What changed")
    await expect(changes.get_by_role("region", name="Initiatives").get_by_role("listitem")).to_contain_text(
        ["Shrink", "Sell put under “Shrink”", "Hire added"]
    )
    await page.get_by_role("button", name="Restore the portfolio").press("Enter")
    asked = page.get_by_role("dialog", name="Restore the portfolio")
    await expect(asked).to_contain_text("This changes 3 initiatives.")
    await asked.get_by_role("button", name="Restore", exact=True).press("Enter")
    await expect(page.get_by_text("The portfolio is back as it was").first).to_be_visible()
    await planners.ann.is_live()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("region", name="The portfolio as it is now")).to_be_visible()
    await shows(page, "Grow", "Sell", "Shop")
    await expect(status(page, "Grow")).to_have_text("At risk")


async def test_what_is_posted_about_a_row_and_a_moment_that_is_none_are_told(planners: Team) -> None:
    page = planners.ann.page
    await add_initiative(page, "Grow")
    await page.keyboard.press("u")
    await page.get_by_label("Write a status update").fill("Goes well.")
    await page.get_by_role("button", name="Post", exact=True).click()
    await page.keyboard.press("Escape")
    await planners.ann.is_live()
    await open_history(page)
    await expect(deeds(page).first).to_contain_text("posted a status update on “Grow”: Goes well.")
    # Whoever only looks sees the past, and brings nothing back.
    looking = (await planners.join("Cem", "viewer")).page
    await open_history(looking)
    await looking.keyboard.press("ArrowLeft")
    await expect(looking.get_by_role("region", name="The portfolio as it was")).to_be_visible()
    await looking.get_by_role("button", name="Initiative Grow", exact=True).click()
    await expect(looking.get_by_role("tabpanel", name="The initiative as it was")).to_contain_text(
        "the same today"
    )
    await expect(looking.get_by_role("button", name="Restore")).to_have_count(0)
    await page.goto(planners.address + "/history?at=yesterday")
    await expect(page.get_by_role("alert").filter(has_text="There is no such moment.")).to_be_visible()
    await page.goto(planners.address + "/history?at=2001-01-01T00:00:00Z")
    await expect(page.get_by_text(re.compile("does not reach back|Before anything")).first).to_be_visible()
    await is_clean(page)
