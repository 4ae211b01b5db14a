"""Every view without violations that axe can find, in light and in dark; keys and words for those who do not see."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.boards import Person, Team
from tests.browser.serving import Server

pytestmark = pytest.mark.browser

OF_COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules whose answer another colour scheme can change: the others see the same page in both."""
STILL = """() => document.getAnimations().every(
  (one) => one.playState !== "running" || one.effect.getComputedTiming().endTime === Infinity
)"""
VIOLATIONS = (
    "rules => axe.run({ runOnly: rules, resultTypes: ['violations'] }).then((found) => found.violations)"
)


async def is_clean(page: Page) -> None:
    # What moves is half transparent, and no colour of ours: nothing begins to any more, and what has begun ends.
    await page.emulate_media(reduced_motion="reduce", color_scheme="light")
    await page.wait_for_function(STILL)
    light = await Axe().run(page)
    assert light.violations_count == 0, f"light: {light.generate_report()}"
    await page.emulate_media(color_scheme="dark")
    assert await page.evaluate(VIOLATIONS, OF_COLOURS) == [], "dark"


async def filled(team: Team) -> Page:
    """Return Ann's page with a card that has a bit of everything."""
    page = team.ann.page
    await team.ann.add("To do", "plan", "pear")
    sheet = await team.ann.open_card("plan")
    await sheet.get_by_role("button", name="Labels").click()
    await page.get_by_role("combobox", name="Label").fill("Urgent")
    await page.keyboard.press("Enter")
    await sheet.get_by_role("button", name="Due").click()
    await page.get_by_label("Due", exact=True).last.fill("2020-02-03")
    await page.keyboard.press("Escape")
    await sheet.get_by_role("button", name="Assignees").click()
    await page.get_by_role("option", name="Ann").click()
    await sheet.get_by_role("button", name="Add a checklist").click()
    await sheet.get_by_label("New item").fill("first")
    await page.keyboard.press("Enter")
    await expect(sheet.get_by_role("checkbox", name="first")).to_be_visible()
    return page


async def test_the_board_and_the_sheet(team: Team) -> None:
    page = await filled(team)
    await is_clean(page)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await is_clean(page)


async def test_the_composer_the_menus_and_the_filter(team: Team) -> None:
    page = await filled(team)
    await page.get_by_role("button", name="Close the card").click()
    await page.get_by_role("button", name="Menu of Doing").click()
    await is_clean(page)
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await is_clean(page)
    await page.keyboard.press("Escape")
    await page.keyboard.press("f")
    await page.get_by_role("button", name="Filter by label").click()
    await is_clean(page)


async def test_the_list_and_the_archive(team: Team) -> None:
    page = await filled(team)
    await page.get_by_role("button", name="Close the card").click()
    await page.get_by_role("link", name="List").click()
    await page.get_by_role("checkbox", name="Select plan").check()
    await is_clean(page)
    await page.get_by_role("button", name="Archive", exact=True).click()
    await team.ann.show("Archive")
    await expect(page.get_by_role("button", name="Restore plan")).to_be_visible()
    await is_clean(page)


async def test_what_is_laid_over_the_page(team: Team) -> None:
    page = team.ann.page
    for key, name in {"Control+k": "Command menu", "?": "Keys"}.items():
        await page.keyboard.press(key)
        await expect(page.get_by_role("dialog", name=name)).to_be_visible()
        await is_clean(page)
        await page.keyboard.press("Escape")
        await expect(page.get_by_role("dialog")).to_have_count(0)
    await page.get_by_role("button", name="Share").click()
    await expect(page.get_by_role("dialog", name="Share this board")).to_be_visible()
    await is_clean(page)


async def test_the_pages_that_are_not_a_board(team: Team, server: Server, person: Person) -> None:
    page = team.ann.page
    for path, heading in {
        "/": "Home",
        "/import": "Import a board",
        "/b/no/such/place": "Nothing here",
    }.items():
        await page.goto(server.address + path)
        await expect(page.get_by_role("heading", name=heading, level=1)).to_be_visible()
        await is_clean(page)
    stranger = await person()
    await stranger.goto(server.address)
    await expect(stranger.get_by_role("heading", name="Sign in")).to_be_visible()
    await is_clean(stranger)
    await stranger.goto(f"{server.address}/in/no_such_link")
    await expect(stranger.get_by_role("alert")).to_be_visible()
    await is_clean(stranger)


async def test_a_phone_shows_one_column_at_a_time_and_the_sheet_over_it(team: Team) -> None:
    page = await filled(team)
    await page.set_viewport_size({"width": 390, "height": 844})
    box = await page.get_by_role("dialog", name="Card plan").bounding_box()
    assert box is not None
    assert box["width"] == 390
    await is_clean(page)
    await page.get_by_role("button", name="Close the card").click()
    await is_clean(page)
    column = await team.ann.column("To do").bounding_box()
    assert column is not None
    assert 300 < column["width"] < 390
