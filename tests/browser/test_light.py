"""The client is light: how much the first page is, and that it needs no more to show a board."""

from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Route, StorageState, expect

from bench.sizes import first_files, first_page, further_views, styles, whole_app
from tests.browser.boards import Team

FIRST_PAGE_BYTES_MAX = 60_000
WHOLE_APP_BYTES_MAX = 120_000
STYLES_BYTES_MAX = 16_000  # of all views; a board and its sheet alone take half
FURTHER_VIEW_BYTES_MAX = 10_000


def test_the_first_page_is_small() -> None:
    assert first_page() <= FIRST_PAGE_BYTES_MAX


def test_the_whole_app_and_its_styles_are_small() -> None:
    assert whole_app() <= WHOLE_APP_BYTES_MAX
    assert styles() <= STYLES_BYTES_MAX


def test_each_further_view_is_small() -> None:
    assert {view: size for view, size in further_views().items() if size > FURTHER_VIEW_BYTES_MAX} == {}


@pytest.mark.browser
async def test_the_first_page_shows_the_board_by_itself(
    team: Team, browser: Browser, admin_session: StorageState
) -> None:
    await team.ann.add("To do", "one", "two")
    # A service worker would answer from its cache, past the route below.
    context = await browser.new_context(storage_state=admin_session, service_workers="block")
    allowed, refused = first_files(), list[str]()

    async def answer(route: Route) -> None:
        name = urlsplit(route.request.url).path.removeprefix("/static/")
        if name in allowed:
            await route.continue_()
        else:
            refused.append(name)
            await route.abort()

    await context.route("**/static/*.js", answer)
    page = await context.new_page()
    await page.goto(team.address)
    await expect(page.locator(".card-title")).to_have_text(["one", "two"])
    await expect(page.get_by_text("The board can be read, but")).to_be_visible()
    assert refused
    await context.close()
