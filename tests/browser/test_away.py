"""Pages without a server behind them: each says what it is, and what can be done."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.boards import Team
from tests.browser.serving import Server
from tests.browser.test_accessible import is_clean

pytestmark = [pytest.mark.browser, pytest.mark.offline]

KEPT = """async () => {
  await navigator.serviceWorker.ready;
  const kept = await caches.open("answers");
  return (await kept.match("/api/boards")) !== undefined && (await kept.match("/api/me")) !== undefined;
}"""


async def visited_once(page: Page, address: str) -> None:
    """Wait until the worker that came with the first page has what it needs."""
    await page.goto(address)
    await page.wait_for_function(KEPT)


async def test_one_visit_is_enough_to_see_ones_boards_without_a_network(team: Team, server: Server) -> None:
    page = team.ann.page
    await visited_once(page, server.address)
    await page.context.set_offline(True)
    await page.reload()
    await expect(page.locator(".tile").first).to_be_visible()
    await expect(page.get_by_role("button", name="Ann, signed in")).to_be_visible()


async def test_a_board_that_is_not_on_this_device_says_so_and_opens_on_return(
    team: Team, server: Server
) -> None:
    page = team.ann.page
    made = await page.request.post(
        f"{server.address}/api/boards", data={"name": "Elsewhere"}, headers={"origin": server.address}
    )
    await visited_once(page, server.address)
    await page.context.set_offline(True)
    await page.goto(f"{server.address}/b/{(await made.json())['id']}")
    await expect(page.get_by_role("alert")).to_contain_text("not on this device yet")
    await is_clean(page)
    await page.context.set_offline(False)
    await expect(page.get_by_role("heading", name="Elsewhere", level=1)).to_be_visible()
    await expect(page.get_by_role("alert")).to_have_count(0)


async def test_where_nothing_is_kept_the_page_of_all_boards_says_that_the_server_is_away(
    team: Team, server: Server
) -> None:
    page = team.ann.page
    await visited_once(page, server.address)
    await page.evaluate("caches.delete('answers')")
    await page.context.set_offline(True)
    await page.goto(server.address)
    await expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    await is_clean(page)
    await page.context.set_offline(False)
    await page.get_by_role("button", name="Try again").click()
    await expect(page.locator(".tile").first).to_be_visible()
