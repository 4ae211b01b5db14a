"""Rules, recurring cards and templates, made and seen to work on a real server."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.boards import Team
from tests.browser.test_accessible import is_clean

pytestmark = pytest.mark.browser


async def open_rules(team: Team) -> Page:
    await team.ann.open("/rules")
    page = team.ann.page
    await expect(page.get_by_role("heading", name="Rules", exact=True)).to_be_visible()
    return page


async def test_a_rule_is_made_as_a_sentence_and_does_what_it_says(team: Team) -> None:
    ann = team.ann
    page = ann.page
    await ann.add("To do", "plan")
    await page.keyboard.press("Escape")
    await page.keyboard.press("g")
    await page.keyboard.press("r")
    await page.get_by_role("button", name="Add a rule").click()
    form = page.get_by_role("form", name="New rule")
    await expect(form.get_by_label("Name of the rule")).to_be_focused()
    await page.keyboard.type("Praise")
    await form.get_by_label("Column").select_option("Doing")
    await form.get_by_role("combobox", name="Action").select_option("comment")
    await form.get_by_label("Comment", exact=True).fill("Off we go")
    await form.get_by_role("button", name="Add an action").click()
    await form.get_by_role("combobox", name="Action").last.select_option("set the priority")
    await is_clean(page)
    await form.get_by_role("button", name="Save").click()
    await expect(
        page.get_by_text("When a card is moved to Doing, then comment “Off we go” and set")
    ).to_be_visible()
    await page.keyboard.press("g")
    await page.keyboard.press("b")
    await ann.card("plan").focus()
    await page.keyboard.press("Alt+ArrowRight")
    sheet = await ann.open_card("plan")
    await expect(sheet.get_by_text("Off we go")).to_be_visible()
    await expect(sheet.get_by_text("Praise")).to_be_visible()
    await expect(sheet.get_by_role("button", name="Priority")).to_contain_text("high")
    page = await open_rules(team)
    await page.get_by_role("button", name="What Praise did").click()
    await expect(page.get_by_text("Done: comment, set")).to_be_visible()
    await is_clean(page)
    await page.get_by_role("switch", name="Praise is on").click()
    await expect(page.get_by_role("switch", name="Praise is on")).not_to_be_checked()
    await page.get_by_role("button", name="Remove Praise").click()
    await expect(page.get_by_role("switch", name="Praise is on")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("switch", name="Praise is on")).to_be_visible()


async def test_a_recurring_card_shows_its_next_five_times(team: Team) -> None:
    page = await open_rules(team)
    await page.get_by_role("button", name="Add a recurring card").click()
    form = page.get_by_role("form", name="New recurring card")
    await form.get_by_label("Title of the card").fill("Stand-up")
    await form.get_by_label("How often").select_option("Every weekday")
    await expect(form.get_by_role("status")).to_contain_text("·")
    await is_clean(page)
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Every weekday at 09:00 in To do. Next:")).to_be_visible()
    await page.get_by_role("button", name="Edit Stand-up").click()
    form = page.get_by_role("form", name="Recurring card Stand-up")
    await form.get_by_label("When").select_option("days after it was done")
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)


async def test_a_card_is_kept_as_a_template_and_made_again(team: Team) -> None:
    ann = team.ann
    page = ann.page
    await ann.add("To do", "Onboard somebody")
    sheet = await ann.open_card("Onboard somebody")
    await sheet.get_by_role("button", name="More about this card").click()
    await page.get_by_role("menuitem", name="Keep as a template").click()
    await page.get_by_role("button", name="Show").click()
    await page.get_by_role("button", name="Make a card of Onboard somebody").click()
    await expect(page.get_by_role("dialog", name="Card Onboard somebody")).to_be_visible()
    await is_clean(page)
    await page.keyboard.press("Escape")
    await page.keyboard.press("g")
    await page.keyboard.press("b")
    await expect(ann.titles("To do")).to_have_text(["Onboard somebody", "Onboard somebody"])
