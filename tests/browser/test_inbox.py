"""The inbox: what one person does reaches another, at once and only once; and subscribing in a calendar."""

from __future__ import annotations

import re

import icalendar
import pytest
from playwright.async_api import Page, expect

from tests.browser.boards import Team
from tests.browser.test_accessible import is_clean
from tests.browser.test_my_work import give, id_of

pytestmark = pytest.mark.browser


async def comment(page: Page, title: str, text: str) -> None:
    """Open a card and say something."""
    await page.get_by_role("link", name=title).first.click()
    sheet = page.get_by_role("dialog", name=f"Card {title}")
    await sheet.get_by_label("Write a comment").fill(text)
    await sheet.get_by_role("button", name="Comment", exact=True).click()
    await expect(sheet.locator(".comment")).to_have_count(1)


async def test_who_is_mentioned_is_told_at_once_and_goes_there(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "Plan")
    await bo.page.goto(f"{team.server.address}/")
    inbox = bo.page.get_by_role("link", name="Inbox")
    await expect(inbox).to_be_visible()
    await comment(team.ann.page, "Plan", "@bo please look")
    await expect(inbox.get_by_role("status")).to_have_text("1")
    await bo.page.keyboard.press("g")
    await bo.page.keyboard.press("i")
    rows = bo.page.get_by_role("list", name="What concerns me")
    await expect(rows.get_by_role("link", name="Plan")).to_be_visible()
    await expect(rows.get_by_text("Ann mentioned you: @bo please look")).to_be_visible()
    await is_clean(bo.page)
    await bo.page.keyboard.press("j")
    await expect(rows.get_by_role("link", name="Plan")).to_be_focused()
    await bo.page.keyboard.press("Enter")
    await expect(bo.page.get_by_role("dialog", name="Card Plan")).to_be_visible()
    await expect(inbox.get_by_role("status")).to_be_hidden()
    # Ann was told nothing of what she said herself.
    answer = await team.ann.page.request.get(f"{team.server.address}/api/inbox")
    board = team.address.rpartition("/")[2]
    assert [notice for notice in (await answer.json())["notices"] if notice["board"] == board] == []


async def test_notices_are_read_and_put_off_by_keys(team: Team) -> None:
    bo = await team.join("Bo")
    me = await id_of(bo)
    await bo.page.goto(f"{team.server.address}/inbox")
    await give(team, me, first={}, second={})
    rows = bo.page.get_by_role("list", name="What concerns me")
    unread = bo.page.get_by_role("link", name="Inbox").get_by_role("status")
    await expect(rows.get_by_role("link", name="first")).to_be_visible()
    await expect(rows.get_by_text(re.compile("assigned this to you")).first).to_be_visible()
    await expect(rows.get_by_role("link", name="second")).to_be_visible()
    # Bo was on the board a moment ago, so the first may have counted as seen.
    origin = {"origin": team.server.address}
    await bo.page.request.patch(f"{team.server.address}/api/inbox", data={"read": False}, headers=origin)
    await expect(unread).to_have_text("2")
    await bo.page.keyboard.press("j")
    await bo.page.keyboard.press("e")
    await expect(unread).to_have_text("1")
    await bo.page.keyboard.press("e")
    await expect(unread).to_have_text("2")
    await bo.page.keyboard.press("h")
    await expect(rows.get_by_role("heading", name="Put off")).to_be_visible()
    await expect(unread).to_have_text("1")
    await bo.page.get_by_role("button", name="Undo").click()
    await expect(unread).to_have_text("2")
    await bo.page.set_viewport_size({"width": 390, "height": 844})
    await is_clean(bo.page)
    assert await rows.locator(".my-row").first.evaluate("row => row.scrollHeight <= row.clientHeight")
    await bo.page.get_by_role("button", name="Mark all as read").click()
    await expect(bo.page.get_by_role("button", name="Mark all as read")).to_be_hidden()


async def test_a_calendar_is_subscribed_to_and_revoked(team: Team) -> None:
    page = team.ann.page
    await give(team, await id_of(team.ann), Launch={"due": "2026-02-28"})
    await page.keyboard.press("ControlOrMeta+k")
    await page.keyboard.type("Subscribe")
    await page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Subscribe in a calendar")
    await is_clean(page)
    for name in ("This board", "Everything assigned to me"):
        part = dialog.get_by_role("region", name=name)
        await part.get_by_role("button", name="Make an address").click()
        address = await part.get_by_label("The address of").input_value()
        answer = await page.request.get(address, headers={"cookie": ""})
        calendar = icalendar.Calendar.from_ical(await answer.body())
        # Of all that is assigned to her on a server that other tests share, this one too.
        titles = [str(event["summary"]) for event in calendar.walk("VEVENT")]
        assert titles == ["Launch"] if name == "This board" else "Launch" in titles
        await part.get_by_role("button", name=re.compile("Revoke")).click()
        await expect(part.get_by_role("button", name=re.compile("Revoke"))).to_have_count(0)
        assert (await page.request.get(address)).status == 404
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()


async def test_the_addresses_of_a_board_are_reached_from_its_calendar_and_where_it_is_shared(
    team: Team,
) -> None:
    page = team.ann.page
    dialog = page.get_by_role("dialog", name="Subscribe in a calendar")
    await team.ann.open("/calendar")
    await page.get_by_role("button", name="Subscribe in a calendar").focus()
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_role("region", name="This board")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(dialog).to_be_hidden()
    await page.get_by_role("button", name="Share").click()
    shared = page.get_by_role("dialog", name="Share this board")
    await shared.get_by_role("button", name="Subscribe in a calendar").focus()
    await page.keyboard.press("Enter")
    await expect(dialog.get_by_role("region", name="This board")).to_be_visible()
    await expect(shared).to_be_hidden()


async def test_one_chooses_by_whose_days_one_is_told_what_is_due(team: Team) -> None:
    page = team.ann.page
    await page.goto(f"{team.server.address}/inbox")
    # What the browser said when it came is kept with the account.
    zone = await page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    await expect(page.get_by_role("button", name=f"Time zone: {zone}")).to_be_visible()
    assert (await (await page.request.get(f"{team.server.address}/api/me")).json())["zone"] == zone
    await page.get_by_role("button", name=f"Time zone: {zone}").focus()
    await page.keyboard.press("Enter")
    choice = page.get_by_label("Time zone", exact=True)
    await expect(choice).to_be_focused()
    await is_clean(page)
    await choice.select_option("Pacific/Auckland")
    await expect(page.get_by_role("button", name="Time zone: Pacific/Auckland")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name="Time zone: Pacific/Auckland")).to_be_visible()
    await is_clean(page)
    # Ann is the administrator whom other tests meet again.
    await page.request.patch(
        f"{team.server.address}/api/me", data={"zone": zone}, headers={"origin": team.server.address}
    )
