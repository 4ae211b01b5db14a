"""What is drawn fits: long words, other scripts, many labels."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.boards import Team

pytestmark = pytest.mark.browser


async def width(what: Locator) -> float:
    box = await what.bounding_box()
    assert box is not None
    return box["width"]


async def test_a_long_column_name_is_cut_and_keeps_its_count(team: Team) -> None:
    page = team.ann.page
    name = "A column with a very long name that needs more room than there is"
    await page.get_by_role("button", name="Add column").click()
    await page.get_by_label("Name of the new column").fill(name)
    await page.keyboard.press("Enter")
    column = team.ann.column(name)
    assert await width(column) == await width(team.ann.column("Doing"))
    count = await column.get_by_role("img", name="0 cards").bounding_box()
    head = await column.get_by_role("heading").bounding_box()
    assert count is not None
    assert head is not None
    assert head["x"] + head["width"] <= count["x"]


async def test_a_word_without_end_stays_on_its_card(team: Team) -> None:
    await team.ann.add("To do", "x" * 200)
    card = team.ann.column("To do").locator(".card-title")
    assert await card.evaluate("title => title.scrollWidth <= title.clientWidth")


@pytest.mark.parametrize(
    ("title", "side"), [("\u0645\u0631\u062d\u0628\u0627 English", "right"), ("plain English", "left")]
)
async def test_a_title_runs_as_its_own_letters_do(team: Team, title: str, side: str) -> None:
    await team.ann.add("To do", title)
    gap = (
        await team.ann.column("To do")
        .locator(".card-title")
        .evaluate(
            """(title, side) => {
          const text = document.createRange();
          text.selectNodeContents(title);
          return Math.abs(text.getBoundingClientRect()[side] - title.getBoundingClientRect()[side]);
        }""",
            side,
        )
    )
    assert gap < 2


async def test_labels_are_in_the_order_of_the_board(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan")
    sheet = await team.ann.open_card("plan")
    names = ["Zebra", "Apple", "Mole", "Crane"]
    for name in names:
        await sheet.get_by_role("button", name="Labels").click()
        await page.get_by_role("combobox", name="Label").fill(name)
        await page.keyboard.press("Enter")
    await expect(team.ann.card("plan").locator(".label")).to_have_text(names)
