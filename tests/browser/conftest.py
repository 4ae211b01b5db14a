"""A real Chromium for the browser tests: one process a run, one fresh profile (context) a person.

Playwright's asynchronous API, because several people edit at the same moment in one test, and because its
synchronous API leaves a running event loop in the thread, in which no other asynchronous test could run.
Wait with ``expect(...)``; a sleep would stop the handlers of routes.
"""

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.browser import chromium

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

Person = Callable[[], Awaitable[BrowserContext]]


@pytest.fixture(scope="session")
async def browser(anyio_backend: str) -> AsyncIterator[Browser]:
    """The one Chromium of the run; a missing one is an error and never a skip."""
    path = chromium.find()
    assert path is not None, "no Chromium: run `make chromium`"
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        await running.close()


@pytest.fixture
async def person(browser: Browser) -> AsyncIterator[Person]:
    """Call it for a new profile: own cookies, own IndexedDB. An error on any of its pages fails the test."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    async def arrive() -> BrowserContext:
        context = await browser.new_context(locale="en-GB", timezone_id="UTC")
        context.on("weberror", lambda error: errors.append(str(error.error)))
        contexts.append(context)
        return context

    yield arrive
    for context in contexts:
        await context.close()
    assert errors == []


@pytest.fixture
async def page(person: Person) -> Page:
    """One page of one person."""
    return await (await person()).new_page()
