"""The built page: the shell loads its own bundle and draws with it, from our origin alone."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Route, expect

import kanverge

# No other test is at home at this page's origin.
pytestmark = [pytest.mark.browser, pytest.mark.own_profile]

BUILT = Path(kanverge.__file__).parent / "static"


@pytest.fixture
async def shell(page: Page) -> Page:
    """The built page, served from its files by the browser's own network layer."""

    async def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/api/"):
            await route.fulfill(status=401, json={"code": "not-signed-in", "detail": "sign in first"})
            return
        name = path.removeprefix("/static/") if path.startswith("/static/") else "index.html"
        await route.fulfill(path=BUILT / name)

    await page.route("https://kanverge.test/**", answer)
    await page.goto("https://kanverge.test/")
    return page


async def test_the_built_page_draws_itself(shell: Page) -> None:
    await expect(shell.get_by_role("heading", name="Sign in")).to_be_visible()


async def test_colours_come_from_the_tokens_in_light_and_dark(shell: Page) -> None:
    await shell.emulate_media(color_scheme="light")
    await expect(shell.locator("body")).to_have_css("background-color", "rgb(249, 250, 251)")
    await shell.emulate_media(color_scheme="dark")
    await expect(shell.locator("body")).to_have_css("background-color", "rgb(15, 16, 20)")


async def test_the_page_has_no_accessibility_violations(shell: Page) -> None:
    await expect(shell.get_by_role("heading", name="Sign in")).to_be_visible()
    results = await Axe().run(shell)
    assert results.violations_count == 0, results.generate_report()
