"""Keys: peeking, the ladder of Escape, and where the keyboard is after each."""

import pytest
from playwright.async_api import expect

from tests.browser.boards import Team

pytestmark = pytest.mark.browser


async def test_space_peeks_and_arrows_take_the_peek_along(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one", "two")
    await team.ann.card("one").focus()
    await page.keyboard.press("Space")
    await expect(page.get_by_role("dialog", name="Card one")).to_be_visible()
    await expect(team.ann.card("one")).to_be_focused()
    await expect(page).to_have_url(team.address)
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_role("dialog", name="Card two")).to_be_visible()
    await expect(team.ann.card("two")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{team.address}/c/2")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(team.ann.card("two")).to_be_focused()


# The second key once what the first did is drawn, and before anything that waits for the screen.
ONE_AFTER_THE_OTHER = """async (keys) => {
  for (const key of keys) {
    document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
  }
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 200)));
}"""


async def test_a_card_closed_as_soon_as_it_was_opened_stays_closed(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one")
    await team.ann.card("one").click()
    await expect(page).to_have_url(f"{team.address}/c/1")  # it has its number
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await team.ann.card("one").focus()
    await page.evaluate(ONE_AFTER_THE_OTHER, ["Enter", "Escape"])
    await expect(page).to_have_url(team.address)
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_escape_goes_down_the_ladder_one_rung_at_a_time(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one", "two")
    await team.ann.card("one").focus()
    await page.keyboard.press("x")
    await expect(page.get_by_role("toolbar", name="Selected cards")).to_be_visible()
    await page.keyboard.press("Space")
    sheet = page.get_by_role("dialog", name="Card one")
    await sheet.get_by_role("button", name="Labels").click()
    picker = page.get_by_role("combobox", name="Label")
    await expect(picker).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(picker).to_have_count(0)
    await expect(sheet).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(sheet).to_have_count(0)
    await expect(page.get_by_role("toolbar", name="Selected cards")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("toolbar", name="Selected cards")).to_have_count(0)
    await expect(team.ann.card("one")).to_be_focused()


async def test_a_key_on_a_card_opens_its_picker_whatever_the_card_has(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "bare")
    for key in "pmald":
        await team.ann.card("bare").focus()
        await page.keyboard.press(key)
        sheet = page.get_by_role("dialog", name="Card bare")
        await expect(sheet.locator("[aria-haspopup=dialog][aria-expanded=true]")).to_have_count(1)
        await expect(page.locator(".popover :focus")).to_have_count(1)
        await page.keyboard.press("Escape")
        await page.keyboard.press("Escape")
        await expect(sheet).to_have_count(0)


async def test_the_keyboard_stays_in_the_sheet_after_typing(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one")
    await page.keyboard.press("e")
    await expect(page.get_by_role("textbox", name="Title")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Card one")).to_be_focused()
    await page.keyboard.press("p")
    await page.keyboard.press("1")
    await expect(team.ann.card("one").get_by_text("urgent", exact=True)).to_be_visible()


async def test_keys_say_what_they_did(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one")
    said = page.get_by_test_id("announcer")
    await page.keyboard.press("i")
    await expect(said).to_have_text("Ann added")
    await page.keyboard.press("i")
    await expect(said).to_have_text("Ann removed")


async def test_keys_do_nothing_while_somebody_types(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one")
    sheet = await team.ann.open_card("one")
    await sheet.get_by_label("Write a comment").press_sequentially("exits #? /k")
    await expect(sheet.get_by_label("Write a comment")).to_have_value("exits #? /k")
    await expect(page.get_by_role("dialog")).to_have_count(1)
    await expect(team.ann.card("one")).to_have_count(1)


async def test_the_filter_gives_the_keyboard_back_and_mine_does_not_take_it(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one")
    await page.keyboard.press("/")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(team.ann.card("one")).to_be_focused()
    await page.keyboard.press("i")
    await page.keyboard.press("q")
    await expect(page.get_by_role("searchbox")).to_be_visible()
    await expect(team.ann.card("one")).to_be_focused()
