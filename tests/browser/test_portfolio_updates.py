"""Status updates: drafted on a board from what changed, posted to its row of a portfolio, read there by everybody."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Browser, Page, StorageState, expect

from tests.browser.boards import BoardPage, Team
from tests.browser.dated import today
from tests.browser.test_accessible import is_clean
from tests.browser.test_portfolio import add_boards, add_initiative, planners, row

__all__ = ["planners"]

pytestmark = pytest.mark.browser


async def post(page: Page, words: str) -> None:
    await page.get_by_label("Write a status update").fill(words)
    await page.keyboard.press("Control+Enter")
    panel = page.get_by_role("dialog", name="Status updates")
    await expect(panel.locator(".comment").filter(has_text=words)).to_be_visible()


async def test_a_draft_is_edited_and_posted_to_the_row_of_its_board(planners: Team) -> None:
    page = planners.ann.page
    await add_boards(page, "Shop")
    bo = await planners.join("Bo", role="viewer")
    href = await row(page, "Shop").locator("a").get_attribute("href")
    board = await BoardPage(page, f"{planners.server.address}{href}").open()
    await board.add("To do", "plan")
    await board.is_live()
    await page.goto(f"{planners.server.address}{href}/history")
    await page.get_by_role("tab", name="What changed").press("Enter")
    await page.get_by_role("button", name="Draft a status update").press("Enter")
    draft = page.get_by_label("Draft of a status update")
    await expect(draft).to_have_value(re.compile("plan"))
    await draft.fill("## We plan\n\nNothing is **late**.")
    await page.get_by_role("button", name="Post to Everything").press("Enter")
    await page.get_by_role("button", name="Open", exact=True).click()
    await expect(page).to_have_url(planners.address)
    for one in (page, bo.page):
        # Bo may not see the board: its row is only counted, and so is what is said of it.
        seen = one.get_by_role("button", name=re.compile("Status updates: Ann.*We plan"))
        await expect(seen).to_have_count(1 if one is page else 0)
    export = f"{planners.address.replace('/p/', '/api/boards/')}/export"
    [listing] = (await (await page.request.get(export)).json())["boards"]
    [update] = listing["updates"]
    assert (update["name"], update["text"]) == ("Ann", "## We plan\n\nNothing is **late**.")
    assert listing["id"] == str(href).rpartition("/")[2]


async def test_the_last_update_is_seen_by_all_the_earlier_ones_fold_and_all_by_keyboard(
    planners: Team,
) -> None:
    page = planners.ann.page
    await add_initiative(page, "Grow")
    bo = await planners.join("Bo")
    await page.get_by_role("button", name="Initiative Grow").press("u")
    panel = page.get_by_role("dialog", name="Status updates")
    await expect(panel).to_contain_text("Nothing was posted yet.")
    for words in ("First we looked.", "Then we leapt."):
        await post(page, words)
    await expect(panel.get_by_text("First we looked.")).to_be_hidden()
    await panel.get_by_text("1 earlier update").press("Enter")
    await expect(panel.get_by_text("First we looked.")).to_be_visible()
    await is_clean(page)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Initiative Grow")).to_be_focused()
    seen = bo.page.get_by_role("button", name=re.compile("Status updates: Ann.*Then we leapt"))
    await seen.click()
    # Bo may post, and neither edit nor remove what Ann said.
    theirs = bo.page.get_by_role("dialog", name="Status updates")
    await expect(theirs.get_by_role("button", name="Remove")).to_have_count(0)
    await post(bo.page, "And landed.")
    await theirs.get_by_role("button", name="Edit").click()
    await theirs.get_by_label("Edit what you said").fill("And landed well.")
    await theirs.get_by_role("button", name="Save").click()
    await expect(
        page.get_by_role("button", name=re.compile("Status updates: Bo.*landed well"))
    ).to_be_visible()


async def test_who_may_only_look_reads_updates_on_a_phone_too_and_posts_none(planners: Team) -> None:
    page = planners.ann.page
    await add_initiative(page, "Grow")
    await page.keyboard.press("u")
    await post(page, "All is well.")
    await page.keyboard.press("Escape")
    viewer = await planners.join("Vi", role="viewer")
    await viewer.page.set_viewport_size({"width": 390, "height": 844})
    await row(viewer.page, "Grow").get_by_role("button", name="More about").click()
    await viewer.page.get_by_role("menuitem", name="Status updates").click()
    panel = viewer.page.get_by_role("dialog", name="Status updates")
    await expect(panel.get_by_text("All is well.")).to_be_visible()
    await expect(panel.get_by_label("Write a status update")).to_have_count(0)
    await is_clean(viewer.page)


async def test_a_phone_has_in_the_menu_what_its_rows_have_no_room_for_and_names_stand_whole(
    planners: Team, admin_session: StorageState, browser: Browser
) -> None:
    page, next_year = planners.ann.page, today().year + 1
    await add_initiative(page, "Grow")
    await add_boards(page, "Shop")
    await row(page, "Shop").locator(".portfolio-title").drag_to(row(page, "Grow"))
    await expect(page.get_by_test_id("announcer")).to_have_text(re.compile("under Grow"))
    await page.get_by_role("button", name="Initiative Grow").press("d")
    await page.get_by_label("Target date", exact=True).last.fill(f"{next_year}-02-06")
    await page.keyboard.press("Enter")
    name = await row(page, "Shop").locator(".portfolio-title").inner_text()
    await row(page, "Shop").locator(".portfolio-title").press("u")
    words = f"## {name}: what changed since Monday\n\nWe shipped the cart and all around it."
    await page.get_by_label("Write a status update").fill(words)
    await page.keyboard.press("Control+Enter")
    await expect(page.locator(".comment").filter(has_text="We shipped the cart")).to_be_visible()
    context = await browser.new_context(
        storage_state=admin_session, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}
    )
    phone = (await BoardPage(await context.new_page(), planners.address).open()).page
    # Whose name it is stands above, once.
    update = row(phone, "Shop").get_by_role("button", name="Status updates: Ann")
    await expect(update).to_have_text(re.compile("^Ann: what changed since Monday"))
    title = row(phone, "Shop").locator(".portfolio-title")
    assert await title.evaluate("one => one.scrollWidth <= one.clientWidth")
    above = await phone.get_by_role("button", name="Initiative Grow").bounding_box()
    below = await title.bounding_box()
    assert above is not None
    assert below is not None
    assert above["x"] < below["x"]
    await row(phone, "Grow").get_by_role("button", name="More about Grow").tap()
    await expect(phone.get_by_role("dialog", name="More about Grow")).to_contain_text(
        re.compile(f"to .*{next_year}")
    )
    await is_clean(phone)
    await phone.get_by_role("menuitem", name="Target date").tap()
    await expect(phone.get_by_label("Target date", exact=True).last).to_have_value(f"{next_year}-02-06")
    await phone.keyboard.press("Escape")
    await row(phone, "Grow").get_by_role("button", name="More about Grow").tap()
    await phone.get_by_role("menuitem", name="Note").tap()
    await expect(phone.get_by_role("dialog", name="Note")).to_be_visible()
    await context.close()
