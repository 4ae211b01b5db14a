"""Texts and names over their limit: the person is told, nothing is half done, and what stood before stands."""

import pytest
from playwright.async_api import Locator, Page, expect

import kanverge_client
from tests.browser.boards import Team
from tests.browser.dated import token
from tests.browser.test_offline import came_back

pytestmark = pytest.mark.browser

FACE = "\N{GRINNING FACE}"


async def paste(field: Locator, text: str) -> None:
    """Put text in as a paste does, as one input event."""
    await field.focus()
    await field.page.keyboard.insert_text(text)


def told(page: Page, words: str) -> Locator:
    return page.get_by_role("alert").filter(has_text=words)


async def test_a_text_over_its_limit_is_refused_in_words_and_the_rest_is_typed(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "plan")
    sheet = await team.ann.open_card("plan")
    title = sheet.get_by_role("textbox", name="Title")
    await title.press("End")
    await paste(title, "x" * 10_000)
    await expect(told(team.ann.page, "at most 1,000 characters, and it would be 10,004")).to_be_visible()
    await expect(title).to_have_value("plan")
    await title.press_sequentially("ned")
    await expect(title).to_have_value("planned")
    await expect(bo.titles("To do")).to_have_text(["planned"])
    await paste(title, FACE * 993)
    await expect(title).to_have_value("planned" + FACE * 993)
    for _ in range(3):
        await title.press("y")
    await expect(title).to_have_value("planned" + FACE * 993)
    # The same words are there once, however often they are said.
    await expect(told(team.ann.page, "it would be 1,001")).to_have_count(1)
    await team.ann.is_live()
    await team.ann.page.reload()
    await expect(title).to_have_value("planned" + FACE * 993)


async def test_what_is_no_number_or_no_day_is_refused_in_words_and_what_stood_stands(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan")
    sheet = await team.ann.open_card("plan")
    await page.keyboard.press("d")
    due = page.locator(".popover input[type=date]")
    await due.fill("2028-05-06")
    await page.keyboard.press("Enter")
    await expect(due).to_have_count(0)
    await page.keyboard.press("d")
    await due.focus()
    # No 29th of February is in 2027, whichever of the two comes first in this browser.
    await page.keyboard.type("02292027")
    if not await due.evaluate("field => field.validity.badInput"):
        await due.fill("2028-05-06")
        await due.focus()
        await page.keyboard.type("29022027")
    await expect(told(page, "no day there is")).to_have_count(0)
    await page.keyboard.press("Enter")
    await expect(told(page, "That is no day there is. Nothing was changed.")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(due).to_have_count(0)
    await sheet.get_by_role("button", name="Estimate").click()
    estimate = page.get_by_role("spinbutton", name="Estimate")
    await estimate.fill("3")
    await page.keyboard.press("Enter")
    await expect(estimate).to_have_count(0)
    await sheet.get_by_role("button", name="Estimate").click()
    await estimate.fill("-5")
    await page.keyboard.press("Enter")
    await expect(told(page, "That is no number from 0 up. Nothing was changed.")).to_be_visible()
    await team.ann.is_live()
    board = team.address.rpartition("/")[2]
    async with kanverge_client.open(team.server.address, board, await token(team), offline=False) as client:
        [card] = client.cards
        assert (card.due, card.estimate) == ("2028-05-06", 3)


async def test_a_description_is_measured_in_characters(team: Team) -> None:
    await team.ann.add("To do", "plan")
    sheet = await team.ann.open_card("plan")
    await sheet.get_by_role("button", name="Add a description…").click()
    text = sheet.get_by_role("textbox", name="Description")
    await paste(text, "kept " + FACE * 60_000)
    await expect(text).to_have_value("kept " + FACE * 60_000)
    await paste(text, "z" * 50_000)
    await expect(told(team.ann.page, "at most 100,000 characters, and it would be 110,005")).to_be_visible()
    await expect(text).to_have_value("kept " + FACE * 60_000)
    await told(team.ann.page, "100,000").get_by_role("button", name="Copy it").click()


@pytest.mark.offline
async def test_two_who_fill_a_title_apart_lose_nothing_and_may_shorten_it(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "-")
    for person in (team.ann, bo):
        await person.open_card("-")
    # The sheet is called by its title, which changes.
    fields = [person.page.get_by_role("textbox", name="Title", exact=True) for person in (team.ann, bo)]
    hers, his = fields
    await bo.page.context.set_offline(True)
    await his.press("End")
    await paste(his, "b" * 900)
    await hers.press("Home")
    await paste(hers, "a" * 900)
    await bo.page.context.set_offline(False)
    await came_back(bo)
    whole = "a" * 900 + "-" + "b" * 900
    for field in fields:
        await expect(field).to_have_value(whole)
    await hers.press("Control+End")
    await hers.press("c")
    await expect(told(team.ann.page, "at most 1,000 characters, and it would be 1,802")).to_be_visible()
    await hers.press("Backspace")
    for field in fields:
        await expect(field).to_have_value(whole[:-1])
    await hers.press("Control+a")
    await hers.press("Delete")
    await expect(his).to_have_value("")


async def test_a_name_that_does_not_fit_is_refused_in_words(team: Team) -> None:
    page = team.ann.page
    await page.get_by_role("button", name="Add column").click()
    name = page.get_by_label("Name of the new column")
    await name.press_sequentially("Later")
    await paste(name, "n" * 10_000)
    await expect(told(page, "at most 256 characters, and it would be 10,005")).to_be_visible()
    await expect(name).to_have_value("Later")
    await name.press("Enter")
    await expect(team.ann.column("Later")).to_be_visible()


async def test_a_title_of_spaces_is_none(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan")
    sheet = await team.ann.open_card("plan")
    title = sheet.get_by_role("textbox", name="Title")
    await title.fill("   ")
    nameless = page.get_by_role("dialog", name="Card without a title")
    await expect(nameless).to_be_visible()
    # What is typed on goes behind the spaces.
    await expect(page.get_by_role("textbox", name="Title", exact=True)).to_have_value("   ")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await expect(team.ann.titles("To do")).to_have_text(["Card without a title"])


async def test_a_name_as_long_as_it_may_be_takes_two_lines_of_a_picker(team: Team) -> None:
    page = team.ann.page
    await page.get_by_role("button", name="Add column").click()
    name = page.get_by_label("Name of the new column")
    await paste(name, "long " * 51)
    await name.press("Enter")
    await page.keyboard.press("Escape")
    await team.ann.add("To do", "plan")
    sheet = await team.ann.open_card("plan")
    await sheet.get_by_role("button", name="Column").click()
    long, short = (
        page.get_by_role("option", name=each).locator(".choice-name") for each in ("long", "Doing")
    )
    await expect(long).to_be_visible()
    heights = [(await each.bounding_box() or {"height": 0})["height"] for each in (long, short)]
    assert heights[0] <= 2 * heights[1] + 1, heights
