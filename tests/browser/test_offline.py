"""Without a network, and without a server: the page opens, edits stay, and everything merges on return."""

import re
from pathlib import Path

import pytest
from playwright.async_api import BrowserContext, Page, async_playwright, expect

from tests.browser import chromium
from tests.browser.boards import BoardPage, Team
from tests.browser.conftest import FLAGS
from tests.browser.serving import Server
from tests.browser.test_accessible import is_clean
from tests.browser.test_my_work import give, id_of

pytestmark = [pytest.mark.browser, pytest.mark.offline]

# Served from the page's own cache once the worker has taken over.
CONTROLLED = "navigator.serviceWorker.ready.then(() => navigator.serviceWorker.controller !== null)"


async def says_offline(page: Page, *, waiting: int) -> None:
    words = f"Offline, {waiting} waiting" if waiting else "Offline"
    await expect(page.get_by_test_id("sync")).to_have_text(words)


async def test_a_reload_without_a_server_shows_everything_and_merges_later(
    team: Team, server: Server
) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "before")
    await expect(bo.titles("To do")).to_have_text(["before"])
    # Ann's too: a worker that is being installed when the server ends fails, as it must.
    for one in (team.ann, bo):
        await one.page.wait_for_function(CONTROLLED)
    await server.kill()
    try:
        await says_offline(bo.page, waiting=0)
        await bo.page.reload()
        await expect(bo.titles("To do")).to_have_text(["before"])
        await bo.add("To do", "without a server")
        await says_offline(bo.page, waiting=2)
        await bo.page.reload()
        await expect(bo.titles("To do")).to_have_text(["before", "without a server"])
        await says_offline(bo.page, waiting=2)
        await team.ann.add("Doing", "hers")
    finally:
        await server.start()
    for person in (team.ann, bo):
        await came_back(person)
        await expect(person.titles("To do")).to_have_text(["before", "without a server"])
        await expect(person.titles("Doing")).to_have_text(["hers"])


async def came_back(person: BoardPage) -> None:
    """Wait for the connection: it is tried again by itself, within seconds."""
    await expect(person.page.get_by_test_id("sync")).to_have_text("Live", timeout=30_000)


async def test_a_browser_that_goes_offline_says_so_at_once(team: Team) -> None:
    await team.ann.page.context.set_offline(True)
    await says_offline(team.ann.page, waiting=0)
    await team.ann.add("To do", "on the train")
    await says_offline(team.ann.page, waiting=2)
    await team.ann.page.context.set_offline(False)
    await came_back(team.ann)
    await expect(team.ann.card("on the train")).to_contain_text("#1")


async def test_what_is_edited_offline_merges_with_what_others_did_meanwhile(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "one", "two", "three")
    await expect(bo.titles("To do")).to_have_text(["one", "two", "three"])
    await bo.page.wait_for_function(CONTROLLED)
    await bo.page.context.set_offline(True)
    await says_offline(bo.page, waiting=0)
    await bo.page.reload()
    await expect(bo.titles("To do")).to_have_text(["one", "two", "three"])
    await rename(bo, "one", "one, renamed offline")
    await bo.card("two").focus()
    await bo.page.keyboard.press("Alt+ArrowRight")
    await bo.add("Done", "new offline")
    await expect(bo.titles("Doing")).to_have_text(["two"])
    # Meanwhile the others edit the same cards.
    await team.ann.card("one").focus()
    await team.ann.page.keyboard.press("Alt+ArrowDown")
    await rename(team.ann, "two", "two, renamed online")
    await team.ann.card("three").focus()
    await team.ann.page.keyboard.press("#")
    await expect(team.ann.titles("To do")).to_have_text(["two, renamed online", "one"])
    await bo.page.context.set_offline(False)
    for person in (team.ann, bo):
        await came_back(person)
        await expect(person.titles("To do")).to_have_text(["one, renamed offline"])
        await expect(person.titles("Doing")).to_have_text(["two, renamed online"])
        await expect(person.titles("Done")).to_have_text(["new offline"])


async def rename(person: BoardPage, title: str, new: str) -> None:
    await person.open_card(title)
    await person.page.get_by_label("Title", exact=True).fill(new)
    await person.page.keyboard.press("Escape")
    await person.page.keyboard.press("Escape")
    await expect(person.card(new)).to_be_visible()


async def test_two_tabs_without_a_server_keep_what_both_edited(team: Team, server: Server) -> None:
    bo = await team.join("Bo")
    # Ann's too: a worker that is being installed when the server ends fails, as it must.
    for one in (team.ann, bo):
        await one.page.wait_for_function(CONTROLLED)
    other = await BoardPage(await bo.page.context.new_page(), bo.address).open()
    await server.kill()
    try:
        for tab, title in ((bo, "first tab"), (other, "second tab")):
            await says_offline(tab.page, waiting=0)
            await tab.add("To do", title)
            await says_offline(tab.page, waiting=2)
        await other.page.reload()
        await expect(other.card("second tab")).to_be_visible()
        await bo.page.close()
        third = BoardPage(await other.page.context.new_page(), bo.address)
        await third.page.goto(bo.address)
        await expect(third.card("first tab")).to_be_visible()
    finally:
        await server.start()
    for person in (team.ann, other, third):
        await came_back(person)
        await expect(person.cards("To do")).to_have_count(2)
        for title in ("first tab", "second tab"):
            await expect(person.card(title)).to_have_count(1)


async def test_a_browser_that_ends_without_a_server_has_its_edits_the_next_time(
    team: Team, server: Server, tmp_path: Path
) -> None:
    async with async_playwright() as playwright:

        async def launch() -> BrowserContext:
            return await playwright.chromium.launch_persistent_context(
                tmp_path, executable_path=chromium.find(), args=FLAGS
            )

        context = await launch()
        await context.add_cookies(await team.ann.page.context.cookies())  # type: ignore[arg-type]
        first = await BoardPage(context.pages[0], team.address).open()
        for page in (team.ann.page, first.page):
            await page.wait_for_function(CONTROLLED)
        await server.kill()
        try:
            await says_offline(first.page, waiting=0)
            await first.add("To do", "before the end")
            await says_offline(first.page, waiting=2)
            await context.close()
            context = await launch()
            again = BoardPage(context.pages[0], team.address)
            await again.page.goto(team.address)
            await expect(again.titles("To do")).to_have_text(["before the end"])
            await says_offline(again.page, waiting=2)
        finally:
            await server.start()
        for person in (team.ann, again):
            await came_back(person)
            await expect(person.titles("To do")).to_have_text(["before the end"])
        await context.close()


# What this page was told is kept for when there is no network.
KEPT = "name => caches.match(name, { cacheName: 'answers' }).then((kept) => kept !== undefined)"


async def test_my_work_and_the_inbox_open_without_a_network_as_they_were_told_last(team: Team) -> None:
    bo = await team.join("Bo")
    page, me = bo.page, await id_of(bo)
    await page.wait_for_function(CONTROLLED)
    await page.goto(f"{team.server.address}/")
    await expect(page.get_by_role("heading", name="Home", level=1)).to_be_visible()
    await give(team, me, plan={})
    lists = {"inbox": "What concerns me", "my-work": "Cards assigned to me"}
    paths = {"inbox": "/inbox", "my-work": "/my"}
    unreachable = page.get_by_text("The server cannot be reached")
    for kept in lists:
        await page.goto(f"{team.server.address}{paths[kept]}")
        await expect(page.get_by_role("list", name=lists[kept]).get_by_role("link")).to_have_text(
            re.compile("^plan")
        )
        await expect(unreachable).to_be_hidden()
        await page.wait_for_function(KEPT, arg=f"/kept/{kept}/{me}")
    await page.context.set_offline(True)
    for kept in lists:
        await page.goto(f"{team.server.address}{paths[kept]}")
        link = page.get_by_role("list", name=lists[kept]).get_by_role("link", name="plan")
        await expect(link).to_be_visible()
        await expect(unreachable).to_contain_text("this is what it told")
        await is_clean(page)
    await page.goto(f"{team.server.address}/workload")
    await expect(unreachable).to_contain_text("was not open on this device")
    await page.context.set_offline(False)
    await expect(unreachable).to_be_hidden()


async def test_without_a_network_and_never_opened_before_my_work_says_that_nothing_is_here(
    team: Team,
) -> None:
    bo = await team.join("Bo")
    page = bo.page
    await page.wait_for_function(CONTROLLED)
    await page.goto(f"{team.server.address}/")
    await page.context.set_offline(True)
    for path in ("/my", "/inbox"):
        await page.goto(f"{team.server.address}{path}")
        await expect(page.get_by_text("was not open on this device before")).to_be_visible()
        await expect(page.get_by_role("main").get_by_role("heading", level=2)).to_be_hidden()
    await page.context.set_offline(False)
    await expect(page.get_by_role("heading", name="You have seen everything")).to_be_visible()


async def test_what_cannot_be_noted_without_a_network_is_not_shown_as_noted(team: Team) -> None:
    bo = await team.join("Bo")
    page = bo.page
    await page.goto(f"{team.server.address}/inbox")
    await give(team, await id_of(bo), plan={})
    rows = page.get_by_role("list", name="What concerns me")
    await expect(rows.get_by_role("link", name="unread")).to_be_visible()
    await page.context.set_offline(True)
    await page.keyboard.press("j")
    await page.keyboard.press("e")
    await expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    await expect(rows.get_by_role("link", name="unread")).to_be_visible()
