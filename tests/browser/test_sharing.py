"""Sharing: links that let people in, what each role is offered, and what happens when that changes."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.boards import BoardPage, Person, Team, come_in
from tests.browser.serving import Server
from tests.browser.test_accessible import is_clean

pytestmark = pytest.mark.browser


async def share(page: Page) -> None:
    await page.get_by_role("button", name="Share").click()
    await expect(page.get_by_role("dialog", name="Share this board")).to_be_visible()


async def name_of(person: BoardPage) -> str:
    label = await person.page.locator(".facepile .avatar").first.get_attribute("aria-label")
    assert label is not None
    return label.removesuffix(": you")


async def test_a_role_that_changes_is_felt_at_once_by_who_is_connected(team: Team) -> None:
    await team.ann.add("To do", "plan")
    bo = await team.join("Bo")
    name = await name_of(bo)
    await share(team.ann.page)
    role = team.ann.page.get_by_label(f"Role of {name}")
    await expect(role).to_have_value("editor")
    await is_clean(team.ann.page)
    await role.select_option("viewer")
    await expect(bo.page.get_by_role("button", name="Add card", exact=True)).to_have_count(0)
    await role.select_option("editor")
    await expect(bo.page.get_by_role("button", name="Add card", exact=True)).to_have_count(3)
    await team.ann.page.get_by_role("button", name=f"Take {name} off this board").click()
    await expect(bo.page.get_by_role("alert")).to_contain_text("not open to you")


@pytest.mark.offline
async def test_who_may_no_longer_edit_gets_unsaved_edits_back_in_words(team: Team) -> None:
    bo = await team.join("Bo")
    name = await name_of(bo)
    await bo.page.context.set_offline(True)
    await bo.add("To do", "plan the trip")
    await share(team.ann.page)
    async with team.ann.page.expect_response("**/members/*"):
        await team.ann.page.get_by_label(f"Role of {name}").select_option("viewer")
    await bo.page.context.set_offline(False)
    badge = bo.page.get_by_test_id("sync")
    await expect(badge).to_have_text("1 refused")
    await badge.click()
    await bo.page.get_by_role("button", name="Show what was refused").click()
    refused = bo.page.get_by_role("dialog", name="Refused edits")
    await expect(refused).to_contain_text("Add the card “plan the trip”")
    await expect(refused.locator("pre")).to_have_text("plan the trip")
    await expect(bo.page.get_by_role("alert")).to_have_count(0)
    await is_clean(bo.page)
    await refused.get_by_role("button", name="Dismiss").click()
    await bo.page.keyboard.press("Escape")
    await expect(badge).to_have_text("Live")


async def test_a_used_and_a_revoked_link_say_so(team: Team, person: Person) -> None:
    page = team.ann.page
    await share(page)
    await page.get_by_role("button", name="Make a link").click()
    link = await page.get_by_label("The link", exact=True).input_value()
    await come_in(await person(), link, "Cleo")
    late = await person()
    await late.goto(link)
    await expect(late.get_by_role("alert")).to_contain_text("used")
    await expect(late.get_by_role("button", name="Come in")).to_have_count(0)
    await is_clean(late)
    await page.get_by_role("button", name="Make a link").click()
    await expect(page.get_by_label("The link", exact=True)).not_to_have_value(link)
    link = await page.get_by_label("The link", exact=True).input_value()
    await page.get_by_role("button", name="Revoke the link that can edit").last.click()
    await expect(page.get_by_role("button", name="Revoke the link")).to_have_count(0)
    await late.goto(link)
    await expect(late.get_by_role("alert")).to_be_visible()


async def test_a_link_is_copied_also_where_the_browser_has_no_clipboard_for_the_page(team: Team) -> None:
    page = team.ann.page
    # As over plain http under another name than localhost.
    await page.evaluate("delete Navigator.prototype.clipboard")
    await share(page)
    await page.get_by_role("button", name="Make a link").click()
    link = await page.get_by_label("The link", exact=True).input_value()
    await page.evaluate("addEventListener('copy', () => { window.copied = document.activeElement.value; })")
    await page.get_by_role("button", name="Copy").click()
    await expect(page.get_by_text("Copied")).to_be_visible()
    assert await page.evaluate("window.copied") == link


async def test_who_comments_is_offered_comments_and_nothing_else_to_change(team: Team) -> None:
    await team.ann.add("To do", "plan")
    cleo = await team.join("Cleo", "commenter")
    await expect(cleo.page.get_by_role("button", name="Add card", exact=True)).to_have_count(0)
    await expect(cleo.page.get_by_role("button", name="Share")).to_have_count(0)
    await cleo.page.keyboard.press("Control+k")
    await expect(cleo.page.get_by_role("dialog", name="Command menu").get_by_role("combobox")).to_be_focused()
    for words in ("Undo", "Assign to me", "Archive"):
        await expect(cleo.page.get_by_role("option", name=words, exact=True)).to_have_count(0)
    await cleo.page.keyboard.press("Escape")
    sheet = await cleo.open_card("plan")
    await sheet.get_by_label("Write a comment").fill("fine")
    await sheet.get_by_role("button", name="Comment", exact=True).click()
    await expect(sheet.get_by_text("fine")).to_be_visible()


async def test_signing_out_leaves_nothing_of_the_board_behind(team: Team, server: Server) -> None:
    bo = await team.join("Bo")
    await bo.page.get_by_role("button", name="signed in").click()
    await bo.page.get_by_role("menuitem", name="Sign out").click()
    await expect(bo.page.get_by_role("heading", name="Sign in")).to_be_visible()
    await bo.page.goto(team.address)
    await expect(bo.page.get_by_role("alert")).to_contain_text("not signed in")
    await expect(bo.page.locator(".card-title")).to_have_count(0)
    await expect(bo.page.get_by_role("button", name="Filter cards")).to_be_visible()
    await expect(bo.page.get_by_role("button", name="Add column")).to_have_count(0)


@pytest.mark.offline
async def test_the_badge_explains_itself_by_keyboard(team: Team) -> None:
    page = team.ann.page
    await page.get_by_test_id("sync").focus()
    await page.keyboard.press("Enter")
    details = page.get_by_role("dialog", name="How saving goes")
    await expect(details).to_contain_text("Everything is saved on the server")
    await is_clean(page)
    await page.context.set_offline(True)
    await expect(details.get_by_role("button", name="Try now")).to_be_visible()
    await is_clean(page)
    await page.context.set_offline(False)
    await team.ann.is_live()
    await page.keyboard.press("Escape")
    await expect(page.get_by_test_id("sync")).to_be_focused()
