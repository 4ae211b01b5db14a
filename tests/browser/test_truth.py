"""The badge tells the truth: "Live" is never said while something is not on the server's disk, whatever fails."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest
from playwright.async_api import Page, expect

from kanverge.store.directory import DataDirectory
from kanverge.store.locks import FileLock
from tests.browser.boards import BoardPage, Team
from tests.browser.serving import Server
from tests.doubles.eventually import eventually
from tests.faults.store import Valkey

pytestmark = [pytest.mark.browser, pytest.mark.offline]

# Tells each word that the badge ever shows, however shortly, from the first one of each page.
LISTEN = """
new MutationObserver(() => {
  const badge = document.querySelector('[data-testid=sync]');
  if (badge === null || badge.textContent === window.lastSaid) return;
  window.lastSaid = badge.textContent;
  window.said(badge.textContent);
}).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
"""


async def listen(page: Page) -> list[str]:
    """Return a list to which everything is added that the badge says, also after a reload."""
    said: list[str] = []
    await page.expose_function("said", lambda word: said.append(word))
    await page.add_init_script(LISTEN)
    await page.evaluate(LISTEN)
    return said


@asynccontextmanager
async def killed(server: Server) -> AsyncIterator[None]:
    """Kill the store, and let nobody start it anew."""
    directory = DataDirectory(server.data)
    held: list[FileLock] = []

    def hold() -> bool:
        lock = FileLock.try_exclusive(directory.lock)
        held.extend([] if lock is None else [lock])
        return lock is not None

    await eventually(hold)
    Valkey(server.data).kill()
    try:
        yield
    finally:
        for lock in held:
            lock.release()


@asynccontextmanager
async def hung(server: Server) -> AsyncIterator[None]:
    """Stop the store's process, which keeps its connections and answers nothing."""
    Valkey(server.data).signal(signal.SIGSTOP)
    try:
        yield
    finally:
        Valkey(server.data).signal(signal.SIGCONT)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("stopped", [killed, hung])
async def test_while_the_store_is_stopped_nothing_is_said_to_be_saved(
    team: Team, server: Server, stopped: Callable[[Server], AbstractAsyncContextManager[None]]
) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "before")
    await expect(bo.titles("To do")).to_have_text(["before"])
    await team.ann.is_live()
    said = await listen(team.ann.page)
    async with stopped(server):
        if stopped is killed:
            await expect(bo.page.get_by_test_id("sync")).to_have_text("Saving paused")
        await team.ann.add("To do", "meanwhile")
        await expect(team.ann.page.get_by_test_id("sync")).to_have_text("Saving paused, 2 waiting")
        edited = len(said)
        await team.ann.page.reload()
        await expect(team.ann.titles("To do")).to_have_text(["before", "meanwhile"])
        await team.ann.add("Doing", "after a reload")
        await expect(team.ann.titles("Doing")).to_have_text(["after a reload"])
        await expect(team.ann.page.get_by_test_id("sync")).to_contain_text("4 waiting")
        assert "Live" not in said[edited:]
        await expect(bo.titles("To do")).to_have_text(["before"])
    for person in (team.ann, bo):
        await expect(person.page.get_by_test_id("sync")).to_have_text("Live", timeout=60_000)
        await expect(person.titles("To do")).to_have_text(["before", "meanwhile"])
        await expect(person.titles("Doing")).to_have_text(["after a reload"])


async def test_an_edit_is_said_to_be_saved_only_after_it_is(team: Team, server: Server) -> None:
    said = await listen(team.ann.page)
    await team.ann.add("To do", "one")
    await expect(team.ann.card("one")).to_contain_text("#1")
    await eventually(lambda: said[-1:] == ["Live"])
    assert any(word.startswith("Saving ") for word in said)
    assert set(said) <= {"Live", *(f"Saving {waiting}" for waiting in range(1, 4))}


async def back(person: BoardPage) -> None:
    await expect(person.page.get_by_test_id("sync")).to_have_text("Live", timeout=60_000)


async def test_clocks_that_are_wrong_harm_nothing(team: Team) -> None:
    bo = await team.join("Bo")
    for person, year in ((team.ann, 1999), (bo, 2049)):
        await person.page.clock.set_system_time(f"{year}-01-01T00:00:00Z")
    await team.ann.add("To do", "from the past")
    await bo.add("To do", "from the future")
    for person in (team.ann, bo):
        await expect(person.titles("To do")).to_have_text(["from the past", "from the future"])
        await person.page.reload()
        await back(person)
        await expect(person.titles("To do")).to_have_text(["from the past", "from the future"])
    sheet = await bo.open_card("from the past")
    await sheet.get_by_label("Title").fill("from the past, renamed")
    await bo.page.keyboard.press("Escape")
    await expect(team.ann.titles("To do")).to_have_text(["from the past, renamed", "from the future"])
    await asyncio.gather(back(team.ann), back(bo))
