"""Two planners write the note of one initiative at the same time, one of them without a network for a while."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from kanverge_client import open as open_board
from kanverge_crdt.edits import VERBS
from kanverge_crdt.edits.arguments import Arguments
from kanverge_crdt.edits.draft import Draft
from tests.browser.boards import Team
from tests.browser.dated import token
from tests.browser.test_accessible import is_clean
from tests.browser.test_offline import came_back
from tests.browser.test_portfolio import add_initiative, planners, row
from tests.browser.test_portfolio_together import goes_away

__all__ = ["planners"]

pytestmark = pytest.mark.browser


async def write(page: Page, name: str) -> Locator:
    """Open the note of an initiative for typing, by key."""
    # What changes a portfolio comes last.
    await expect(page.get_by_role("button", name="Initiative", exact=True)).to_be_visible()
    await page.get_by_role("button", name=f"Initiative {name}", exact=True).press("w")
    field = page.get_by_role("dialog", name="Note").get_by_label("Note", exact=True)
    await expect(field).to_be_focused()
    return field


async def says(page: Page, name: str, note: str) -> None:
    await page.set_viewport_size({"width": 1500, "height": 800})  # a column of its own
    await expect(row(page, name).get_by_role("button", name=f"Note: {note}", exact=True)).to_be_visible()


async def type_at(field: Locator, at: str, words: str) -> None:
    """Type words at the end of what the field holds, or at its start, stroke by stroke."""
    await field.press(f"Control+{at}")
    await field.press_sequentially(words)


async def test_two_planners_type_in_one_note_and_see_each_other_there(planners: Team) -> None:
    hers = planners.ann.page
    await add_initiative(hers, "Grow")
    his = (await planners.join("Bo")).page
    her_field, his_field = await write(hers, "Grow"), await write(his, "Grow")
    await type_at(her_field, "End", "Hiring is slow. ")
    await expect(his_field).to_have_value("Hiring is slow. ")
    await type_at(his_field, "End", "Sales are not.")
    await type_at(her_field, "Home", "Today: ")
    for page, field, other in ((hers, her_field, "Bo"), (his, his_field, "Ann")):
        await expect(field).to_have_value("Today: Hiring is slow. Sales are not.")
        await expect(page.locator(".caret-name")).to_contain_text(other)
        await expect(
            row(page, "Grow").get_by_role("img", name=re.compile(f"^{other}.* editing"))
        ).to_be_visible()
    await is_clean(hers)
    # Hers goes and comes back, in one step or two by how fast it was typed; his stays.
    await her_field.press("Control+z")
    await expect(his_field).not_to_have_value(re.compile("Today"))
    await expect(his_field).to_have_value(re.compile("Sales are not."))
    await her_field.press("Control+Shift+z")
    await expect(his_field).to_have_value("Today: Hiring is slow. Sales are not.")
    await her_field.press("Escape")
    await expect(hers.get_by_role("dialog", name="Note")).to_have_count(0)
    await expect(row(hers, "Grow").locator(":focus")).to_have_count(1)
    await says(hers, "Grow", "Today: Hiring is slow. Sales are not.")
    await expect(his.locator(".caret-name")).to_have_count(0)


async def test_a_note_written_by_both_while_one_is_away_has_the_words_of_both(planners: Team) -> None:
    hers = planners.ann.page
    await add_initiative(hers, "Grow")
    await type_at(await write(hers, "Grow"), "End", "Slowly.")
    await hers.keyboard.press("Escape")
    bo = await planners.join("Bo")
    await says(bo.page, "Grow", "Slowly.")
    await both_write_while_one_is_away(planners, bo)
    for page in (hers, bo.page):
        await says(page, "Grow", "His: Slowly. Hers.")


async def test_a_note_from_before_it_was_a_text_keeps_its_words_and_those_of_both(
    planners: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    hers = planners.ann.page
    monkeypatch.setitem(VERBS, "initiatives.before", add_as_before)
    board = planners.address.rpartition("/")[2]
    async with open_board(planners.server.address, board, await token(planners), offline=False) as known:
        known.edit("initiatives.before", {"id": "g" * 22, "name": "Grow", "note": "Slowly."})
        await known.saved()
    bo = await planners.join("Bo")
    for page in (hers, bo.page):
        await says(page, "Grow", "Slowly.")
    await both_write_while_one_is_away(planners, bo)
    for page in (hers, bo.page):
        await says(page, "Grow", "His: Slowly. Hers.")


def add_as_before(draft: Draft, arguments: Arguments) -> None:
    """Add an initiative as programs did before notes were texts."""
    content: dict[str, Any] = {"name": arguments.string("name", 256), "note": arguments.string("note", 4_000)}
    draft.create(("initiatives", arguments.id()), content | {"at": ["", "a0"]}, {})


async def both_write_while_one_is_away(planners: Team, bo: Any) -> None:
    """Write before the note as Bo, who has no network, and behind it as Ann; then he comes back."""
    hers, his = planners.ann.page, bo.page
    await goes_away(his)
    field = await write(his, "Grow")
    await type_at(field, "Home", "His: ")
    await expect(field).to_have_value("His: Slowly.")
    await field.press("Escape")
    field = await write(hers, "Grow")
    await type_at(field, "End", " Hers.")
    await expect(field).to_have_value("Slowly. Hers.")
    await field.press("Escape")
    await planners.ann.is_live()
    await his.context.set_offline(False)
    await came_back(bo)
    await expect(his.get_by_test_id("sync")).to_have_text("Live")
    await expect(his.get_by_text("refused")).to_have_count(0)


async def test_a_note_that_would_be_too_long_is_refused_in_words_and_what_stands_stays(
    planners: Team,
) -> None:
    hers = planners.ann.page
    await add_initiative(hers, "Grow")
    field = await write(hers, "Grow")
    await field.fill("😀" * 4_000)
    await field.press("Control+End")
    await field.press_sequentially("x")
    await expect(hers.get_by_text(re.compile("4,?000"))).to_be_visible()
    await expect(field).to_have_value("😀" * 4_000)
