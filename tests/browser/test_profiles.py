"""Who comes to a profile that was used finds nothing of it; and what would stay is for profiles of one's own."""

import ast
from pathlib import Path

import pytest
from playwright.async_api import Browser, StorageState, expect

from tests.browser.profiles import IRREVOCABLE, VIEWPORT, Profiles
from tests.browser.serving import Server

KEPT = "() => [localStorage.length, sessionStorage.length, history.length, document.cookie]"
LEAVE = """async () => {
  localStorage.setItem("a", "1"); sessionStorage.setItem("a", "1"); document.cookie = "a=1";
  await new Promise((resolve, reject) => {
    const asked = indexedDB.open("a");
    asked.onsuccess = resolve;
    asked.onerror = reject;
  });
  await caches.open("a");
}"""
STORED = "async () => [(await indexedDB.databases()).length, (await caches.keys()).length]"
LOOKS = "() => ['(prefers-color-scheme: dark)', '(forced-colors: active)', 'print'].map(one => matchMedia(one).matches)"


@pytest.mark.browser
async def test_an_empty_one_has_nothing_of_who_had_it_before(
    browser: Browser, server: Server, admin_session: StorageState
) -> None:
    profiles = Profiles(browser, server.address)
    first = await profiles.take(admin_session)
    await first.page.goto(server.address)
    await expect(first.page.get_by_role("heading", name="Boards", exact=True)).to_be_visible()
    await first.page.evaluate(LEAVE)
    tab = await first.context.new_page()
    await first.page.route("**/healthz", lambda route: route.fulfill(body="mine"))
    await first.page.emulate_media(color_scheme="dark", forced_colors="active", media="print")
    await first.page.set_viewport_size({"width": 390, "height": 844})
    await first.context.set_offline(True)
    await profiles.give_back(first)

    then = await profiles.take(None)
    assert then is first
    assert tab.is_closed()
    assert await then.context.cookies() == []
    assert then.page.viewport_size == VIEWPORT
    answer = await then.page.goto(f"{server.address}/healthz")
    assert answer is not None
    assert await answer.text() != "mine"
    assert await then.page.evaluate(KEPT) == [0, 0, 1, ""]
    assert await then.page.evaluate(STORED) == [0, 0]
    assert await then.page.evaluate(LOOKS) == [False, False, False]
    await then.page.goto(server.address)
    await expect(then.page.get_by_role("heading", name="Sign in")).to_be_visible()
    await profiles.give_back(then)
    await profiles.end()


@pytest.mark.browser
async def test_a_page_that_was_closed_is_nobody_elses(browser: Browser, server: Server) -> None:
    profiles = Profiles(browser, server.address)
    first = await profiles.take(None)
    await first.page.close()
    await profiles.give_back(first)
    then = await profiles.take(None)
    assert then is not first
    await profiles.give_back(then)
    await profiles.end()


OWN = {"own_profile", "offline"}


def test_what_cannot_be_taken_back_is_done_to_ones_own_profile_only() -> None:
    found, shared = 0, []
    for path in Path(__file__).parent.glob("test_*.py"):
        text = path.read_text()
        module = ast.parse(text)
        marks = {
            name.attr
            for statement in module.body
            if isinstance(statement, ast.Assign)
            for name in ast.walk(statement)
            if isinstance(name, ast.Attribute)
        }
        for statement in module.body:
            if not isinstance(statement, ast.AsyncFunctionDef):
                continue
            source = ast.get_source_segment(text, statement) or ""
            if path == Path(__file__) or not any(call in source for call in IRREVOCABLE):
                continue
            found += 1
            own = {
                name.attr
                for mark in statement.decorator_list
                for name in ast.walk(mark)
                if isinstance(name, ast.Attribute)
            }
            if not OWN & (own | marks) and "browser.new_context(" not in source:
                shared.append(f"{path.name}: {statement.name}")
    assert found > 5
    assert shared == []
