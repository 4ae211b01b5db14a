"""Parts of the page that are files of their own: what is said while one does not come, and that it comes by itself."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Locator, Page, Request, Route, StorageState, expect

from bench.sizes import app_files
from tests.browser.boards import BoardPage, Team, has_come

pytestmark = pytest.mark.browser

MISSING = re.compile("has not come yet, as the server does not answer")

BOARD_FILES_MAX = 6

# However long a busy machine takes to open the page.
TEN_SECONDS_ARE_OVER_WHEN_WE_SAY = """
  const atOnce = setTimeout;
  globalThis.late = [];
  globalThis.setTimeout = (run, ms, ...more) => (ms === 10_000 ? late.push(run) : atOnce(run, ms, ...more));
"""


@dataclass
class Cut:
    """A page between which and one file of it something stands."""

    page: Page
    held: str
    passed: asyncio.Event = field(default_factory=asyncio.Event)
    is_away: bool = True

    @property
    def notice(self) -> Locator:
        return self.page.get_by_role("status").filter(has_text=MISSING)

    @property
    def dialog(self) -> Locator:
        return self.page.get_by_role("dialog")

    async def answer(self, route: Route) -> None:
        """Let nothing of the file through while it is away."""
        if self.is_away:
            await route.abort()
        else:
            await self.passed.wait()
            await route.continue_()

    async def hold(self, name: str, *, away: bool = True) -> None:
        """From now on the file of that name does not come: no answer, or none until `release`."""
        self.held, self.is_away = name, away
        await self.page.route(f"**/static/{name}-*.js*", self.answer)

    async def release(self) -> None:
        """Let the file through, and tell the page that there is a network again, as the browser does."""
        self.is_away = False
        self.passed.set()
        await self.page.context.set_offline(True)
        await self.page.context.set_offline(False)


def scripts_of(page: Page) -> set[str]:
    """Return the names of the scripts that a page asks for, as it goes on."""
    asked: set[str] = set()

    def note(request: Request) -> None:
        path = urlsplit(request.url).path
        if request.resource_type == "script" and path.startswith("/static/"):
            asked.add(path.removeprefix("/static/"))

    page.on("request", note)
    return asked


@pytest.fixture
async def cut(team: Team, browser: Browser, admin_session: StorageState) -> AsyncIterator[Cut]:
    # A service worker would answer from its cache, past the route.
    context = await browser.new_context(storage_state=admin_session, service_workers="block")
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield Cut(await context.new_page(), "")
    await context.close()
    assert errors == []


async def test_a_view_that_does_not_come_is_said_and_comes_by_itself(team: Team, cut: Cut) -> None:
    await cut.hold("rules")
    await BoardPage(cut.page, team.address).open("/rules")
    await expect(cut.notice).to_be_visible()
    await cut.release()
    await expect(cut.page.get_by_role("heading", name="Rules")).to_be_visible()
    await expect(cut.notice).to_have_count(0)


@pytest.mark.own_profile
async def test_the_other_views_are_fetched_beforehand_where_a_page_stays(team: Team, cut: Cut) -> None:
    asked = scripts_of(cut.page)
    await cut.page.add_init_script(TEN_SECONDS_ARE_OVER_WHEN_WE_SAY)
    await BoardPage(cut.page, team.address).open()
    assert len(asked) <= BOARD_FILES_MAX
    # What every page fetches counts to the app, whatever it is.
    assert asked <= app_files()
    async with cut.page.expect_request(re.compile("/static/timeline-")):
        await cut.page.evaluate("late.forEach((run) => run())")


async def test_try_now_asks_at_once_and_goes_on_saying_what_is_missing(team: Team, cut: Cut) -> None:
    await cut.hold("rules")
    await BoardPage(cut.page, team.address).open("/rules")
    async with cut.page.expect_request(re.compile("/static/rules-")):
        await cut.page.get_by_role("button", name="Try now").click()
    await expect(cut.notice).to_be_visible()
    await cut.page.get_by_role("button", name="Dismiss").click()
    await expect(cut.notice).to_have_count(0)
    await cut.release()
    await expect(cut.page.get_by_role("heading", name="Rules")).to_be_visible()


async def test_what_changes_a_board_comes_by_itself(team: Team, cut: Cut) -> None:
    await team.ann.add("To do", "one")
    await cut.hold("page_hands")
    await cut.page.goto(team.address)
    await expect(cut.page.get_by_text("The board can be read, but what is needed")).to_be_visible()
    await cut.release()
    await BoardPage(cut.page, team.address).has_hands()
    await BoardPage(cut.page, team.address).add("To do", "two")
    await expect(team.ann.titles("To do")).to_have_text(["one", "two"])


async def home_without_hands(team: Team, cut: Cut, *, away: bool = True) -> Page:
    """Open the page of all boards, whose keys are there before what its windows come with."""
    # No sidebar, which would wait for the same file.
    await cut.page.set_viewport_size({"width": 1000, "height": 700})
    await cut.hold("page_hands", away=away)
    await cut.page.goto(team.server.address)
    await expect(cut.page.get_by_role("heading", name="Home", level=1)).to_be_visible()
    return cut.page


async def test_a_window_that_did_not_come_opens_when_it_can(team: Team, cut: Cut) -> None:
    page = await home_without_hands(team, cut)
    await page.keyboard.press("ControlOrMeta+k")
    await expect(cut.notice).to_be_visible()
    await cut.release()
    await expect(page.get_by_role("dialog", name="Command menu")).to_be_visible()
    await expect(cut.notice).to_have_count(0)


@pytest.mark.parametrize("away", [True, False], ids=["without an answer", "slow"])
async def test_a_window_that_was_given_up_by_escape_stays_closed(team: Team, cut: Cut, away: bool) -> None:
    page = await home_without_hands(team, cut, away=away)
    await page.keyboard.press("?")
    if away:
        await expect(cut.notice).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(cut.notice).to_have_count(0)
    await cut.release()
    await has_come(page, cut.held)
    await expect(cut.dialog).to_have_count(0)
    await page.keyboard.press("?")
    await expect(cut.dialog).to_be_visible()


async def test_who_does_something_else_meanwhile_has_given_the_window_up(team: Team, cut: Cut) -> None:
    page = await home_without_hands(team, cut)
    await page.keyboard.press("?")
    await expect(cut.notice).to_be_visible()
    await page.keyboard.press("/")
    await expect(page.get_by_role("searchbox")).to_be_focused()
    await expect(cut.notice).to_have_count(0)
    await page.get_by_role("heading", name="Home", level=1).click()
    await page.keyboard.press("?")
    await expect(cut.notice).to_be_visible()
    await page.get_by_role("searchbox").click()
    await expect(cut.notice).to_have_count(0)
    await cut.release()
    await has_come(page, cut.held)
    await expect(cut.dialog).to_have_count(0)


async def test_a_card_opened_before_its_sheet_has_come_is_shown_when_it_can(team: Team, cut: Cut) -> None:
    await team.ann.add("To do", "one")
    await cut.hold("page_hands")
    await cut.page.goto(team.address)
    await BoardPage(cut.page, team.address).card("one").click()
    await expect(cut.notice.filter(has_text="A part of this page")).to_be_visible()
    await cut.release()
    await expect(cut.page.get_by_role("dialog", name="Card one")).to_be_visible()
    await expect(cut.notice).to_have_count(0)


async def test_a_browser_that_remembers_the_failure_gets_the_file_under_another_address(
    team: Team, cut: Cut
) -> None:
    async def remember(route: Route) -> None:
        # As such a browser behaves: what is looked at is there, and yet the address is never imported again.
        is_refused = route.request.resource_type == "script" and "?again=" not in route.request.url
        await (route.abort() if is_refused else route.continue_())

    await cut.page.route(re.compile(r"/static/page_hands-\w+\.js"), remember)
    board = await BoardPage(cut.page, team.address).open()
    await cut.page.keyboard.press("ControlOrMeta+k")
    await expect(cut.page.get_by_role("dialog", name="Command menu")).to_be_visible()
    await expect(cut.notice).to_have_count(0)
    # It works on the page as it is, and not on a second one of its own.
    await cut.page.get_by_role("combobox").fill("add a card")
    await cut.page.keyboard.press("Enter")
    await expect(board.page.get_by_label("Title of the new card")).to_be_focused()


async def test_a_file_that_an_update_took_away_asks_for_a_reload(team: Team, cut: Cut) -> None:
    await cut.page.route(re.compile(r"/static/rules-\w+\.js"), lambda route: route.fulfill(status=404))
    await BoardPage(cut.page, team.address).open("/rules")
    await expect(cut.page.get_by_text("A part of this page could not be loaded")).to_be_visible()
    await cut.page.unroute_all()
    await cut.page.get_by_role("button", name="Reload").click()
    await expect(cut.page.get_by_role("heading", name="Rules")).to_be_visible()
