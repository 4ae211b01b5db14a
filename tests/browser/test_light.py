"""The client is light: how much the first page is, and that it needs no more to show a board."""

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Route, StorageState, expect

import kanverge
from tests.browser.boards import Team

BUILT = Path(kanverge.__file__).parent / "static"
FIRST_PAGE_BYTES_MAX = 60_000
WHOLE_APP_BYTES_MAX = 120_000
STYLES_BYTES_MAX = 12_000


def size(name: str) -> int:
    return len(gzip.compress((BUILT / name).read_bytes(), 9))


def first_files() -> set[str]:
    """Return the scripts that the shell names, and all that those import before they run."""
    found: set[str] = set()
    todo = re.findall(r"/static/([\w-]+\.js)", (BUILT / "index.html").read_text())
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += re.findall(r'(?:from|import)"\./([\w-]+\.js)"', (BUILT / name).read_text())
    return found


def test_the_first_page_is_small() -> None:
    assert sum(size(name) for name in first_files()) <= FIRST_PAGE_BYTES_MAX


def test_the_whole_app_and_its_styles_are_small() -> None:
    scripts = [path.name for path in BUILT.glob("*.js") if path.name != "sw.js"]
    assert sum(size(name) for name in scripts) <= WHOLE_APP_BYTES_MAX
    assert sum(size(path.name) for path in BUILT.glob("*.css")) <= STYLES_BYTES_MAX


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
