"""What the sheet of a card says about others: relations, mentions, numbers; and its cover and milestone."""

import pytest
from playwright.async_api import Locator, expect

from tests.browser.boards import Team
from tests.browser.test_accessible import is_clean

pytestmark = pytest.mark.browser


async def relate(team: Team, sheet: Locator, kind: str, title: str) -> None:
    """Add a relation by keyboard."""
    page = team.ann.page
    await sheet.get_by_role("button", name="Add a relation").press("Enter")
    await expect(page.get_by_role("combobox", name="Relation")).to_be_focused()
    await page.keyboard.type(kind)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox", name=f"{kind}: which card?")).to_be_focused()
    await page.keyboard.type(title)
    await page.keyboard.press("Enter")


async def test_relations_are_seen_from_both_cards(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "house", "walls", "roof")
    sheet = await team.ann.open_card("walls")
    await relate(team, sheet, "Parent", "house")
    await relate(team, sheet, "Blocks", "roof")
    relations = sheet.get_by_role("region", name="Relations").get_by_role("listitem")
    await expect(relations).to_have_text(["Parent#1 house", "Blocks#3 roof"])
    await is_clean(page)
    await sheet.get_by_role("link", name="roof").click()
    roof = page.get_by_role("dialog", name="Card roof")
    others = roof.get_by_role("region", name="Relations").get_by_role("listitem")
    await expect(others).to_have_text(["Blocked by#2 walls"])
    await roof.get_by_role("button", name="Remove: Blocked by walls").click()
    await expect(others).to_have_count(0)
    await page.keyboard.press("Control+z")
    await expect(others).to_have_text(["Blocked by#2 walls"])
    await page.goto(f"{team.address}/c/1")
    house = page.get_by_role("dialog", name="Card house")
    await expect(house.get_by_text("Sub-card")).to_be_visible()
    await house.get_by_role("button", name="Remove: Sub-card walls").click()
    await expect(house.get_by_text("Sub-card")).to_have_count(0)


async def test_a_relation_is_removed_from_the_side_that_did_not_make_it(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one", "two")
    await relate(team, await team.ann.open_card("one"), "Relates to", "two")
    await page.goto(f"{team.address}/c/2")
    two = page.get_by_role("dialog", name="Card two")
    await two.get_by_role("button", name="Remove: Relates to one").click()
    await page.goto(f"{team.address}/c/1")
    await expect(page.get_by_role("dialog", name="Card one")).to_be_visible()
    await expect(page.get_by_text("Relates to")).to_have_count(0)


async def test_a_cover_shows_on_the_face_and_a_milestone_is_made_in_its_picker(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan", "other")
    sheet = await team.ann.open_card("plan")
    await sheet.get_by_role("button", name="Cover").click()
    await page.get_by_role("option", name="Teal").click()
    await expect(team.ann.card("plan").locator(".card-cover")).to_be_visible()
    await sheet.get_by_role("button", name="Milestone").click()
    await page.get_by_role("combobox", name="Milestone").fill("Beta")
    await page.keyboard.press("Enter")
    await expect(sheet.get_by_role("button", name="Milestone")).to_have_text("Beta")
    await page.keyboard.press("Escape")
    sheet = await team.ann.open_card("other")
    await sheet.get_by_role("button", name="Milestone").click()
    await page.get_by_role("option", name="Beta").click()
    await expect(sheet.get_by_role("button", name="Milestone")).to_have_text("Beta")
    await is_clean(page)


async def test_a_comment_names_people_and_cards(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one", "plan")
    sheet = await team.ann.open_card("plan")
    comment = sheet.get_by_label("Write a comment")
    await comment.press_sequentially("@an")
    await expect(page.get_by_role("option", name="Ann")).to_be_visible()
    await comment.press("Tab")
    await comment.press_sequentially("after #on")
    await page.get_by_role("option", name="#1 one").click()
    await expect(comment).to_have_value("@Ann after #1 ")
    await comment.press_sequentially("not #99 or @nobody")
    await comment.press("Control+Enter")
    said = sheet.locator(".comment .markdown")
    await expect(said).to_have_text("@Ann after #1 not #99 or @nobody")
    await expect(said.locator(".mention.is-me")).to_have_text("@Ann")
    await expect(said.get_by_role("link")).to_have_text(["#1"])
    await is_clean(page)
    await said.get_by_role("link", name="#1").click()
    await expect(page.get_by_role("dialog", name="Card one")).to_be_visible()


async def test_what_was_typed_and_not_sent_is_there_when_the_card_is_opened_again(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan")
    sheet = await team.ann.open_card("plan")
    await sheet.get_by_label("Write a comment").fill("half a thou")
    await page.keyboard.press("Escape")
    await expect(sheet).to_have_count(0)
    await team.ann.open_card("plan")
    await expect(sheet.get_by_label("Write a comment")).to_have_value("half a thou")


async def test_the_number_of_a_card_is_its_address(team: Team) -> None:
    await team.ann.add("To do", "plan")
    sheet = await team.ann.open_card("plan")
    link = sheet.get_by_role("link", name="#1")
    await expect(link).to_have_attribute("href", team.address.removeprefix(team.server.address) + "/c/1")
    await team.ann.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await sheet.get_by_role("button", name="More about this card").click()
    await team.ann.page.get_by_role("menuitem", name="Copy link").click()
    await expect(team.ann.page.get_by_text("Link copied")).to_be_visible()
    assert await team.ann.page.evaluate("navigator.clipboard.readText()") == f"{team.address}/c/1"


async def test_an_item_of_a_checklist_has_somebody_a_day_and_a_place(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan")
    sheet = await team.ann.open_card("plan")
    await sheet.get_by_role("button", name="Add a checklist").click()
    for name in ("first", "second"):
        await sheet.get_by_label("New item").fill(name)
        await page.keyboard.press("Enter")
    items = sheet.get_by_role("checkbox")
    await sheet.get_by_role("button", name="Menu of second").press("Enter")
    await page.get_by_role("combobox", name="Assignee", exact=True).select_option(label="Ann")
    await page.get_by_label("Due", exact=True).last.fill("2020-02-03")
    await is_clean(page)
    await page.get_by_role("menuitem", name="Move up").click()
    await expect(items).to_have_count(2)
    await expect(items.first).to_have_accessible_name("second")
    row = sheet.get_by_role("listitem").filter(has=page.get_by_role("checkbox", name="second"))
    await expect(row.get_by_role("img", name="Ann")).to_be_visible()
    await expect(row.get_by_text("3 Feb 2020")).to_be_visible()


async def test_a_date_that_is_typed_is_one_step(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "Paint")
    sheet = await team.ann.open_card("Paint")
    await sheet.get_by_role("button", name="Due").click()
    # Each digit of the year makes another valid day.
    await page.get_by_label("Due", exact=True).last.press_sequentially("02032020")
    await page.get_by_label("Due", exact=True).last.press("Enter")
    await expect(sheet.get_by_role("button", name="Due")).to_contain_text("3 Feb 2020")
    await page.keyboard.press("Control+z")
    await expect(sheet.get_by_role("button", name="Due")).to_have_text("None")


async def test_escape_closes_what_lies_on_top(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan")
    sheet = await team.ann.open_card("plan")
    await page.keyboard.press("Control+k")
    menu = page.get_by_role("dialog", name="Command menu")
    await expect(menu.get_by_role("combobox")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(menu).to_have_count(0)
    await expect(sheet).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(sheet).to_have_count(0)
