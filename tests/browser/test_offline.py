"""Without a network, and without a server: the page opens, edits stay, and everything merges on return."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.boards import BoardPage, Team
from tests.browser.serving import Server

pytestmark = pytest.mark.browser

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
    await bo.page.wait_for_function(CONTROLLED)
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
