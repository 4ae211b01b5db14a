"""Columns folded to a strip, moved by keys, and counted as done."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.boards import Team
from tests.browser.test_board import drag

pytestmark = pytest.mark.browser


async def fold(team: Team, name: str) -> Locator:
    """Collapse a column by its menu and return the strip."""
    await team.ann.page.get_by_role("button", name=f"Menu of {name}").click()
    await team.ann.page.get_by_role("menuitem", name="Collapse").click()
    await expect(team.ann.page.get_by_role("button", name=f"Expand {name}")).to_be_focused()
    return team.ann.column(name)


async def width(what: Locator) -> float:
    box = await what.bounding_box()
    assert box is not None
    return box["width"]


async def test_a_folded_column_is_a_strip_for_me_alone_and_stays_so(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("Doing", "one")
    strip = await fold(team, "Doing")
    assert await width(strip) < 60
    await expect(team.ann.titles("Doing")).to_have_count(0)
    await expect(team.ann.page.get_by_test_id("announcer")).to_have_text("Column Doing collapsed")
    await expect(bo.titles("Doing")).to_have_text(["one"])
    await team.ann.page.reload()
    await team.ann.has_hands()
    await expect(team.ann.titles("Doing")).to_have_count(0)
    await team.ann.page.get_by_role("button", name="Expand Doing").press("Enter")
    await expect(team.ann.titles("Doing")).to_have_text(["one"])


async def test_a_card_is_dropped_on_a_folded_column(team: Team) -> None:
    await team.ann.add("Doing", "there")
    await team.ann.add("To do", "one", "two")
    strip = await fold(team, "Doing")
    await drag(team.ann.card("one"), strip)
    await expect(strip.get_by_role("img", name="2 cards")).to_be_visible()
    await strip.click(position={"x": 10, "y": 200})
    await expect(team.ann.titles("Doing")).to_have_text(["there", "one"])


async def test_keys_pass_over_a_folded_column_and_still_move_cards_into_it(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("Doing", "hidden")
    await team.ann.add("Done", "last")
    await team.ann.add("To do", "one")
    await fold(team, "Doing")
    await team.ann.card("one").focus()
    await page.keyboard.press("ArrowRight")
    await expect(team.ann.card("last")).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("Alt+ArrowRight")
    await expect(team.ann.column("Doing").get_by_role("img", name="2 cards")).to_be_visible()
    await page.keyboard.press("Alt+ArrowRight")
    await expect(team.ann.card("one")).to_be_focused()
    await expect(team.ann.titles("Done")).to_have_text(["one", "last"])


async def test_undo_unfolds_the_column_where_it_happened(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("Doing", "one")
    await team.ann.card("one").focus()
    await page.keyboard.press("#")
    await expect(team.ann.card("one")).to_have_count(0)
    await fold(team, "Doing")
    await page.keyboard.press("Control+z")
    await expect(team.ann.card("one")).to_be_focused()


async def test_the_column_of_the_focused_card_is_moved_by_keys(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one")
    await expect(team.ann.card("one")).to_be_focused()
    await page.keyboard.press("Alt+Shift+ArrowRight")
    await expect(page.locator("[data-column] h2")).to_have_text(["Doing", "To do", "Done"])
    await expect(page.get_by_test_id("announcer")).to_have_text("Column moved to position 2 of 3")
    await expect(team.ann.card("one")).to_be_focused()


async def test_cards_of_a_column_that_counts_as_done_are_done(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("Doing", "plan")
    sheet = await team.ann.open_card("plan")
    await sheet.get_by_role("button", name="Due").click()
    await page.get_by_label("Due", exact=True).last.fill("2020-02-03")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(team.ann.card("plan").get_by_title("Overdue")).to_be_visible()
    await page.get_by_role("button", name="Menu of Doing").click()
    await page.get_by_label("Category").select_option("done")
    await expect(team.ann.card("plan").get_by_title("Done")).to_be_visible()
    await expect(team.ann.column("Doing").get_by_title("done", exact=True)).to_be_visible()
