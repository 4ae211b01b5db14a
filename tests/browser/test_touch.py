"""A finger: it scrolls, it taps, and held still it drags."""

import pytest
from playwright.async_api import Browser, CDPSession, Locator, StorageState, expect

from tests.browser.boards import BoardPage, Person, Team

pytestmark = pytest.mark.browser


async def touch(session: CDPSession, kind: str, x: float, y: float) -> None:
    points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
    await session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})


async def middle(what: Locator) -> tuple[float, float]:
    box = await what.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def test_a_finger_held_still_drags_a_card(
    team: Team, admin_session: StorageState, person: Person
) -> None:
    await team.ann.add("To do", "one", "two", "three")
    phone = await BoardPage(await person(admin_session), team.address).open()
    await phone.page.set_viewport_size({"width": 390, "height": 844})
    session = await phone.page.context.new_cdp_session(phone.page)
    x, y = await middle(phone.card("three"))
    _, top = await middle(phone.card("one"))
    await touch(session, "touchStart", x, y)
    await expect(phone.page.locator(".dragged")).to_be_visible()
    await touch(session, "touchMove", x, (y + top) / 2)
    await touch(session, "touchMove", x, top - 20)
    await touch(session, "touchEnd", x, top)
    await expect(phone.titles("To do")).to_have_text(["three", "one", "two"])
    await expect(team.ann.titles("To do")).to_have_text(["three", "one", "two"])


async def test_a_moving_finger_drags_nothing(team: Team, admin_session: StorageState, person: Person) -> None:
    await team.ann.add("To do", "one", "two")
    phone = await BoardPage(await person(admin_session), team.address).open()
    session = await phone.page.context.new_cdp_session(phone.page)
    x, y = await middle(phone.card("one"))
    await touch(session, "touchStart", x, y)
    await touch(session, "touchMove", x, y + 60)
    await expect(phone.page.locator(".dragged")).to_have_count(0)
    await touch(session, "touchEnd", x, y + 60)
    await expect(phone.titles("To do")).to_have_text(["one", "two"])


async def test_what_a_finger_presses_is_large_enough(
    team: Team, admin_session: StorageState, browser: Browser
) -> None:
    await team.ann.add("To do", "one")
    context = await browser.new_context(
        storage_state=admin_session, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}
    )
    phone = await BoardPage(await context.new_page(), team.address).open()
    await phone.card("one").tap()
    sheet = phone.page.get_by_role("dialog", name="Card one")
    await sheet.get_by_role("button", name="Add a checklist").tap()
    await sheet.get_by_role("button", name="Priority").tap()
    small = await phone.page.evaluate(
        """() => [...document.querySelectorAll(".sheet button, .popover [role=option]")]
          .filter(one => one.getBoundingClientRect().height < 44)
          .map(one => one.getAttribute("aria-label") ?? one.textContent)"""
    )
    assert small == []
    await context.close()


async def test_a_phone_has_no_small_targets_and_no_field_it_would_zoom_into(
    team: Team, admin_session: StorageState, browser: Browser
) -> None:
    context = await browser.new_context(
        storage_state=admin_session, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}
    )
    phone = await BoardPage(await context.new_page(), team.address).open()
    page = phone.page
    low = """() => [...document.querySelectorAll("a, button, input, select, textarea")]
      .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < 44)
      .map(one => one.outerHTML)"""
    tiny = """() => [...document.querySelectorAll("input, select, textarea")]
      .filter(one => parseFloat(getComputedStyle(one).fontSize) < 16)
      .map(one => one.outerHTML)"""
    assert await page.evaluate(low) == []
    name = await page.get_by_role("heading", level=1).evaluate("name => [name.scrollWidth, name.clientWidth]")
    assert name[0] <= name[1], "a short name of a board is cut"
    await page.get_by_role("button", name="More about this board").tap()
    await page.get_by_role("menuitem", name="Go to the archive").tap()
    await expect(page.get_by_label("Search the archive")).to_be_visible()
    await page.go_back()
    await page.get_by_role("button", name="Sidebar").tap()
    await expect(page.get_by_role("navigation", name="Workspace")).to_be_visible()
    assert await page.evaluate(low) == []
    await page.get_by_role("button", name="Close the sidebar").tap(position={"x": 350, "y": 400})
    await phone.column("To do").get_by_role("button", name="Add card", exact=True).tap()
    await expect(page.get_by_label("Title of the new card")).to_be_visible()
    assert await page.evaluate(tiny) == []
    await page.goto(phone.address.partition("/b/")[0])
    await expect(page.locator(".tile").first).to_be_visible()
    assert await page.evaluate(low) == []
    await page.get_by_role("button", name="New board").tap()
    await expect(page.get_by_role("dialog").get_by_label("Name")).to_be_visible()
    assert await page.evaluate(low) == []
    assert await page.evaluate(tiny) == []
    await context.close()
