"""Goals of a board and of a portfolio: measured by numbers or by done cards, changed in place and by keys."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.boards import Team
from tests.browser.test_accessible import is_clean

pytestmark = pytest.mark.browser


def goal(page: Page, name: str) -> Locator:
    return page.locator(".portfolio-row").filter(has=page.get_by_role("button", name=f"Goal {name}"))


async def add_goal(page: Page, name: str) -> Locator:
    await page.keyboard.press("g")
    await page.keyboard.press("o")
    await page.get_by_role("button", name="Goal", exact=True).click()
    await page.get_by_label("Name of the goal").fill(name)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name=f"Goal {name}")).to_be_focused()
    return goal(page, name)


async def test_a_goal_is_measured_by_the_share_of_its_cards_that_are_done(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan", "pear")
    shown = await add_goal(page, "Ship it")
    await page.keyboard.press("x")
    await page.get_by_role("option", name="plan").click()
    await page.get_by_role("option", name="pear").click()
    await page.keyboard.press("Escape")
    await expect(shown).to_contain_text("0 of 2 cards")
    bo = await team.join("Bo")
    await bo.page.goto(team.address)
    sheet = await bo.open_card("plan")
    await expect(sheet.get_by_role("button", name="Goals")).to_have_text("Ship it")
    await sheet.get_by_role("button", name="Due").click()
    await bo.page.get_by_role("checkbox", name="Done").check()
    await expect(shown).to_contain_text("50 %")
    await bo.page.keyboard.press("Escape")
    await sheet.get_by_role("button", name="Goals").click()
    await bo.page.get_by_role("option", name="Ship it").click()
    await expect(shown).to_contain_text("0 of 1 card")


async def test_a_goal_is_made_measured_archived_and_brought_back_by_keyboard(team: Team) -> None:
    page = team.ann.page
    shown = await add_goal(page, "Users")
    await page.keyboard.press("s")
    await page.get_by_label("Measured by").select_option("number")
    for label, value in (("From", "100"), ("Now", "150"), ("Target", "300"), ("Unit", "people")):
        await page.get_by_label(label, exact=True).fill(value)
    await page.keyboard.press("Enter")
    await expect(shown).to_contain_text("150, from 100 to 300 people")
    await expect(shown).to_contain_text("25 %")
    await page.get_by_role("button", name="Goal Users").press("#")
    await expect(shown).to_have_count(0)
    await page.get_by_role("button", name="Archived goals").click()
    await page.get_by_role("option", name="Users").click()
    await expect(page.get_by_role("button", name="Goal Users")).to_be_focused()
    await expect(shown).to_contain_text("25 %")
    await page.keyboard.press("Control+z")
    await expect(shown).to_have_count(0)
    await page.keyboard.press("Control+z")
    await expect(shown).to_contain_text("25 %")


async def test_what_contributes_to_a_goal_by_number_is_said_not_to_count(team: Team) -> None:
    await team.ann.add("To do", "plan")
    page = team.ann.page
    await add_goal(page, "Users")
    contributes = page.get_by_role("button", name="Contributes:")
    await contributes.click()
    await page.get_by_role("option", name="plan").click()
    await expect(contributes).to_have_text("1 card")
    await page.keyboard.press("Escape")
    await page.keyboard.press("s")
    await page.get_by_label("Measured by").select_option("number")
    await expect(contributes).to_have_text("1 card, not counted")


async def test_only_the_keys_that_do_something_are_told_on_a_page_without_cards(team: Team) -> None:
    await team.ann.add("To do", "plan")
    page = team.ann.page
    await add_goal(page, "Users")
    keys = page.get_by_role("dialog", name="Keys")
    await page.keyboard.press("?")
    await expect(keys.get_by_text("Add a goal")).to_be_visible()
    await expect(keys.get_by_text("Undo")).to_be_visible()
    for absent in (
        "Move the card up",
        "Move the column left",
        "Select the card",
        "Set labels",
        "Filter cards",
    ):
        await expect(keys.get_by_text(absent)).to_have_count(0)
    await page.keyboard.press("Escape")
    # Where cards are, all of it is.
    await team.ann.show("Board")
    await expect(team.ann.card("plan")).to_be_visible()
    await page.keyboard.press("?")
    await expect(keys.get_by_text("Move the column left")).to_be_visible()
    await expect(keys.get_by_text("Add a goal")).to_have_count(0)


async def test_a_goal_that_is_given_no_name_has_never_been(team: Team) -> None:
    page = team.ann.page
    await add_goal(page, "Users")
    for typed, left in (("Half a", "Escape"), ("  ", "Enter"), ("", "Escape")):
        await page.keyboard.press("c")
        await expect(page.get_by_label("Name of the goal")).to_be_focused()
        await page.keyboard.type(typed)
        await page.keyboard.press(left)
        await expect(page.locator(".portfolio-row")).to_have_count(1)
        await expect(page.get_by_role("button", name="Goal Users")).to_be_focused()
    await page.get_by_role("button", name="Goal", exact=True).click()
    await expect(page.get_by_label("Name of the goal")).to_be_focused()
    await page.get_by_role("heading", level=1).click()
    await expect(page.locator(".portfolio-row")).to_have_count(1)
    # The one step there is to take back is the goal that has a name.
    await page.keyboard.press("Control+z")
    await expect(page.locator(".portfolio-row")).to_have_count(0)
    exported = await page.request.get(team.address.replace("/b/", "/api/boards/") + "/export")
    assert [name for name in (goal["name"] for goal in (await exported.json())["goals"]) if name == ""] == []


async def test_a_number_that_a_goal_cannot_hold_is_refused_at_its_field(team: Team) -> None:
    page = team.ann.page
    shown = await add_goal(page, "Users")
    await page.keyboard.press("s")
    await page.get_by_label("Measured by").select_option("number")
    target = page.get_by_label("Target", exact=True)
    await target.fill("1e300")
    await page.keyboard.press("Enter")
    said = page.get_by_role("alert")
    await expect(said).to_have_text("Target: That is too small or too large.")
    await expect(target).to_be_focused()
    await expect(target).to_have_attribute("aria-invalid", "true")
    await target.fill("300")
    await page.keyboard.press("Enter")
    await expect(said).to_have_count(0)
    await expect(shown).to_contain_text("of 300")


async def test_a_viewer_reads_goals_and_changes_none(team: Team) -> None:
    await add_goal(team.ann.page, "Users")
    bo = await team.join("Bo", role="viewer")
    await bo.page.goto(f"{team.address}/goals")
    await expect(goal(bo.page, "Users")).to_be_visible()
    await expect(bo.page.get_by_role("button", name="Goal", exact=True)).to_have_count(0)
    await expect(goal(bo.page, "Users").get_by_role("button", name=re.compile("^Measure"))).to_have_count(0)


async def test_goals_are_without_violations(team: Team) -> None:
    page = team.ann.page
    await add_goal(page, "Users")
    await is_clean(page)
    await page.keyboard.press("s")
    await expect(page.get_by_label("Measured by")).to_be_visible()
    await is_clean(page)
    await page.keyboard.press("Escape")
    await page.set_viewport_size({"width": 390, "height": 844})
    await is_clean(page)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
