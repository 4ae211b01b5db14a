"""The board: cards and columns as one person works with them, by mouse and by keyboard."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.boards import NODES_MAX, Team, nodes

pytestmark = pytest.mark.browser


async def drag(what: Locator, onto: Locator, *, at: tuple[float, float] = (0.5, 0.5)) -> None:
    """Drag with the mouse, in steps, to a place within another element."""
    page = what.page
    start, end = await what.bounding_box(), await onto.bounding_box()
    assert start is not None
    assert end is not None
    await page.mouse.move(start["x"] + start["width"] / 2, start["y"] + start["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(end["x"] + end["width"] * at[0], end["y"] + end["height"] * at[1], steps=8)
    await expect(page.locator(".dragged")).to_be_visible()
    await page.mouse.up()
    await expect(page.locator(".dragged")).to_have_count(0)


async def test_the_composer_adds_card_after_card(team: Team) -> None:
    await team.ann.add("To do", "one", "two", "three")
    await expect(team.ann.titles("To do")).to_have_text(["one", "two", "three"])
    await expect(team.ann.card("three")).to_contain_text("#3")
    await team.ann.is_live()


async def test_a_closed_composer_gives_the_keyboard_to_nobody_who_did_not_ask(team: Team) -> None:
    page = team.ann
    await page.add("To do", "one")
    await page.column("To do").get_by_role("button", name="Add card", exact=True).click()
    composer = page.page.get_by_label("Title of the new card")
    await composer.fill("two")
    await composer.press("Enter")
    await expect(page.titles("To do")).to_have_text(["one", "two"])
    # Both in one turn, as when the page is busy: the composer would hand over after the next frame.
    await page.card("one").evaluate(
        """(one) => {
          const escape = { key: "Escape", bubbles: true, cancelable: true };
          document.activeElement.dispatchEvent(new KeyboardEvent("keydown", escape));
          one.focus();
          return new Promise((done) => {
            requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done)));
          });
        }"""
    )
    await expect(composer).to_have_count(0)
    await expect(page.card("one")).to_be_focused()


async def test_pasted_lines_become_one_card_each(team: Team) -> None:
    await team.ann.paste("To do", ["one", "two", "three"])
    await expect(team.ann.titles("To do")).to_have_text(["one", "two", "three"])


async def test_a_dragged_card_lands_in_the_very_slot(team: Team) -> None:
    await team.ann.add("To do", "one", "two", "three")
    await drag(team.ann.card("three"), team.ann.card("one"), at=(0.5, 0.9))
    await expect(team.ann.titles("To do")).to_have_text(["one", "three", "two"])


async def test_a_card_is_dragged_into_an_empty_column(team: Team) -> None:
    await team.ann.add("To do", "one", "two")
    await drag(team.ann.card("one"), team.ann.column("Done"))
    await expect(team.ann.titles("To do")).to_have_text(["two"])
    await expect(team.ann.titles("Done")).to_have_text(["one"])


async def test_escape_puts_a_dragged_card_back(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one")
    await team.ann.card("one").hover()
    await page.mouse.down()
    await team.ann.column("Done").hover()
    await expect(page.locator(".dragged")).to_be_visible()
    assert "rotate(2deg)" in str(await page.locator(".dragged").get_attribute("style"))
    await page.keyboard.press("Escape")
    await page.mouse.up()
    await expect(page.locator(".dragged")).to_have_count(0)
    await expect(team.ann.titles("To do")).to_have_text(["one"])


async def test_columns_are_dragged_by_their_heads(team: Team) -> None:
    await drag(team.ann.column("To do").get_by_role("heading"), team.ann.column("Doing"), at=(0.9, 0.05))
    columns = team.ann.page.locator("[data-column] h2")
    await expect(columns).to_have_text(["Doing", "To do", "Done"])


async def test_a_column_is_renamed_limited_moved_archived_and_brought_back(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("Doing", "one", "two")
    menu = page.get_by_role("button", name="Menu of Doing")
    await menu.click()
    await page.get_by_label("Card limit").fill("1")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("img", name="2 cards, limit 1, over the limit")).to_be_visible()
    await menu.click()
    await page.get_by_role("menuitem", name="Rename").click()
    await page.get_by_label("Column name").fill("In work")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Menu of In work").click()
    await page.get_by_role("menuitem", name="Move left").click()
    columns = page.locator("[data-column] h2")
    await expect(columns).to_have_text(["In work", "To do", "Done"])
    await page.get_by_role("button", name="Menu of In work").click()
    await page.get_by_role("menuitem", name="Archive column").click()
    await expect(columns).to_have_text(["To do", "Done", "Unsorted"])
    await page.get_by_role("button", name="Undo").click()
    await expect(columns).to_have_text(["In work", "To do", "Done"])


async def test_a_column_is_added(team: Team) -> None:
    page = team.ann.page
    await page.get_by_role("button", name="Add column").click()
    await page.get_by_label("Name of the new column").fill("Later")
    await page.keyboard.press("Enter")
    await expect(page.locator("[data-column] h2")).to_have_text(["To do", "Doing", "Done", "Later"])


async def test_everything_goes_by_keyboard_alone(team: Team) -> None:
    page = team.ann.page
    await page.keyboard.press("n")
    await page.keyboard.type("one")
    await page.keyboard.press("Enter")
    await page.keyboard.type("two")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await expect(team.ann.card("two")).to_be_focused()
    await page.keyboard.press("Alt+ArrowUp")
    await expect(team.ann.titles("To do")).to_have_text(["two", "one"])
    await expect(page.get_by_test_id("announcer")).to_have_text("Moved to position 1 of 2 in To do")
    await page.keyboard.press("Alt+ArrowRight")
    await expect(team.ann.titles("Doing")).to_have_text(["two"])
    await expect(team.ann.card("two")).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await expect(team.ann.card("one")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Card one")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(team.ann.card("one")).to_be_focused()
    await page.keyboard.press("#")
    await expect(team.ann.card("one")).to_have_count(0)
    await page.keyboard.press("Control+z")
    await expect(team.ann.card("one")).to_be_focused()
    await page.keyboard.press("Control+Shift+z")
    await expect(team.ann.card("one")).to_have_count(0)


async def test_the_command_menu_does_what_its_words_say(team: Team) -> None:
    page = team.ann.page
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("combobox")).to_be_focused()
    await page.keyboard.type("go to the list")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(f"{team.address}/list")


async def test_the_board_is_renamed_and_undone_by_menu(team: Team) -> None:
    page = team.ann.page
    before = await page.get_by_role("heading", level=1).inner_text()
    menu = page.get_by_role("button", name="More about this board")
    await menu.click()
    await page.get_by_role("menuitem", name="Rename the board").click()
    await page.get_by_label("Board name").fill("Plans")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Plans")
    await menu.click()
    await page.get_by_role("menuitem", name="Undo").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(before)


async def test_the_sheet_of_keys_comes_from_the_registry(team: Team) -> None:
    await team.ann.page.keyboard.press("?")
    keys = team.ann.page.get_by_role("dialog", name="Keys")
    await expect(keys.get_by_text("Move the card up")).to_be_visible()


async def test_the_filter_is_in_the_address_and_can_be_sent(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "apple", "pear")
    await page.keyboard.press("f")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await page.keyboard.type("pea")
    await expect(team.ann.titles("To do")).to_have_text(["pear"])
    await expect(page).to_have_url(f"{team.address}?q=pea")
    await page.reload()
    await expect(team.ann.titles("To do")).to_have_text(["pear"])
    await page.get_by_role("button", name="Clear").click()
    await expect(team.ann.titles("To do")).to_have_text(["apple", "pear"])


async def test_many_cards_draw_few_nodes(team: Team) -> None:
    page = team.ann.page
    for column, cards in {"To do": 214, "Doing": 234, "Done": 234}.items():
        await team.ann.paste(column, [f"{column} card {index}" for index in range(cards)])
    await expect(page.get_by_role("img", name="214 cards")).to_be_visible()
    assert await nodes(page) <= NODES_MAX
    row = team.ann.column("To do").get_by_role("listitem").last
    await expect(row).to_have_attribute("aria-setsize", "214")
