"""The composer: marks set properties, and what can be named is offered while it is typed."""

import pytest
from playwright.async_api import expect

from tests.browser.boards import Team

pytestmark = pytest.mark.browser


async def test_marks_in_the_line_become_properties_of_the_card(team: Team) -> None:
    page = team.ann.page
    await page.keyboard.press("n")
    await page.keyboard.type("Write the plan @ann !urgent ^2020-02-03")
    for text in ("Ann", "urgent", "3 Feb 2020"):
        await expect(page.locator(".composer-marks")).to_contain_text(text)
    await page.keyboard.press("Enter")
    await expect(team.ann.titles("To do")).to_have_text(["Write the plan"])
    card = team.ann.card("Write the plan")
    await expect(card.get_by_text("urgent", exact=True)).to_be_visible()
    await expect(card.get_by_text("3 Feb 2020")).to_be_visible()
    await expect(card.get_by_role("img", name="Ann")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+z")
    await expect(team.ann.titles("To do")).to_have_count(0)


async def test_a_word_with_a_sign_is_completed_by_keyboard(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "old")
    sheet = await team.ann.open_card("old")
    for name in ("Big design", "Bug"):
        await sheet.get_by_role("button", name="Labels").click()
        await page.get_by_role("combobox", name="Label").fill(name)
        await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await page.keyboard.type("new #b")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    await expect(options).to_have_text(["Big design", "Bug"])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    composer = page.get_by_label("Title of the new card")
    await expect(composer).to_have_value("new #Bug ")
    await page.keyboard.type("!h")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(team.ann.titles("To do")).to_have_text(["old", "new"])
    await expect(team.ann.card("new").locator(".label")).to_have_text(["Bug"])
    await expect(team.ann.card("new").get_by_text("high", exact=True)).to_be_visible()


async def test_escape_closes_the_offers_before_the_composer(team: Team) -> None:
    page = team.ann.page
    await page.keyboard.press("n")
    await page.keyboard.type("call @a")
    offers = page.get_by_role("listbox", name="Suggestions")
    await expect(offers).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(offers).to_have_count(0)
    await expect(page.get_by_label("Title of the new card")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_label("Title of the new card")).to_have_count(0)


async def test_a_sign_alone_does_not_stop_enter(team: Team) -> None:
    page = team.ann.page
    await page.keyboard.press("n")
    await page.keyboard.type("meet @")
    await expect(page.get_by_role("listbox", name="Suggestions")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(team.ann.titles("To do")).to_have_text(["meet @"])


async def test_a_tapped_offer_is_taken(team: Team) -> None:
    page = team.ann.page
    await page.keyboard.press("n")
    await page.keyboard.type("call ^tom")
    await page.get_by_role("option", name="Tomorrow").click()
    await expect(page.get_by_label("Title of the new card")).to_have_value("call ^tomorrow ")
    await expect(page.get_by_label("Title of the new card")).to_be_focused()


async def test_enter_that_ends_a_composition_adds_nothing(team: Team) -> None:
    page = team.ann.page
    await page.keyboard.press("n")
    composer = page.get_by_label("Title of the new card")
    session = await page.context.new_cdp_session(page)
    await session.send("Input.imeSetComposition", {"text": "\u706b", "selectionStart": 1, "selectionEnd": 1})
    enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229, "type": "rawKeyDown"}
    await session.send("Input.dispatchKeyEvent", enter)
    await session.send("Input.insertText", {"text": "\u706b\u8eca"})
    await expect(composer).to_have_value("\u706b\u8eca")
    # Safari sends the key after the composition has ended.
    await composer.dispatch_event(
        "keydown", {"key": "Enter", "keyCode": 229, "bubbles": True, "cancelable": True}
    )
    await expect(composer).to_have_value("\u706b\u8eca")
    await composer.press("Enter")
    await expect(team.ann.titles("To do")).to_have_text(["\u706b\u8eca"])
