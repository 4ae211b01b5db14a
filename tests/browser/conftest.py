"""A real Chromium for the browser tests: one process a run, one empty profile (context) a person.

Playwright's asynchronous API, because several people edit at the same moment in one test, and because its
synchronous API leaves a running event loop in the thread, in which no other asynchronous test could run.
Wait with ``expect(...)``; a sleep would stop the handlers of routes.
"""

from collections.abc import AsyncIterator, Generator
from typing import Literal

import pytest
from playwright.async_api import Browser, BrowserContext, Page, StorageState, async_playwright, expect

from tests.browser import chromium
from tests.browser.boards import Person, Team, come_in
from tests.browser.dated import today
from tests.browser.profiles import Profile, Profiles, errors_of, new_context, profiles_of
from tests.browser.serving import Server

# How long anything may take on a busy machine; nothing waits longer than it has to.
expect.set_options(timeout=30_000)

# The whole Chromium keeps pages of its own user interface (its address bar's lists) alive beside every page of a test:
# two renderers, most of a core, which nobody looks at. The headless shell has none of them.
ITS_OWN_PAGES = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "WebUIOmniboxFullPopup",
    "InitialWebUI",
    "PreloadTopChromeWebUI",
    "PreloadTopChromeWebUILessNavigations",
)
# What Playwright turns off itself: the last switch of this name counts, so ours repeats it.
BY_PLAYWRIGHT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(ITS_OWN_PAGES + BY_PLAYWRIGHT)}",
]

FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
async def browser(anyio_backend: str) -> AsyncIterator[Browser]:
    """The one Chromium of the run; a missing one is an error and never a skip."""
    path = chromium.find()
    assert path is not None, "no Chromium: run `make chromium`"
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        await running.close()


@pytest.fixture(autouse=True)
def one_day() -> None:
    """Let a test count its days from one day, though midnight fall into it."""
    today.cache_clear()


@pytest.fixture
def service_workers(request: pytest.FixtureRequest) -> Literal["allow", "block"]:
    """Whether a new profile keeps the page for when there is no network, which costs as much as the page itself."""
    return "block" if request.node.get_closest_marker("offline") is None else "allow"


@pytest.fixture(scope="session")
async def profiles(browser: Browser, server: Server) -> AsyncIterator[Profiles]:
    """The profiles that are used again, see there."""
    async with profiles_of(browser, server.address) as profiles:
        yield profiles


@pytest.fixture
async def person(
    request: pytest.FixtureRequest,
    browser: Browser,
    profiles: Profiles,
    service_workers: Literal["allow", "block"],
) -> AsyncIterator[Person]:
    """Call it for the page of an empty profile, with its own cookies and storage. Errors on its pages fail the test."""
    again: list[Profile] = []
    own: list[BrowserContext] = []
    errors: list[list[str]] = []
    is_own = service_workers == "allow" or request.node.get_closest_marker("own_profile") is not None

    async def arrive(state: StorageState | None = None) -> Page:
        if not is_own:
            profile = await profiles.take(state)
            again.append(profile)
            errors.append(profile.errors)
            return profile.page
        context = await new_context(browser, state, service_workers)
        own.append(context)
        errors.append(errors_of(context))
        return await context.new_page()

    yield arrive
    if request.node.stash.get(FAILED, True):
        # Whatever it left half done is nobody else's trouble.
        own += [profile.context for profile in again]
        again.clear()
    for profile in again:
        await profiles.give_back(profile)
    for context in own:
        await context.close()
    seen = [error for of_one in errors for error in of_one]
    for of_one in errors:
        of_one.clear()
    assert seen == []


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Remember for the fixtures whether the test itself failed."""
    report = yield
    if report.when == "call":
        item.stash[FAILED] = report.failed
    return report


@pytest.fixture
async def page(person: Person) -> Page:
    """One page of one person."""
    return await person()


@pytest.fixture(scope="session")
async def server(anyio_backend: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    """One server for the whole run; each test has a board of its own on it."""
    server = Server(tmp_path_factory.mktemp("data"))
    await server.start()
    yield server
    await server.stop()


@pytest.fixture(scope="session")
async def admin_session(server: Server, browser: Browser) -> StorageState:
    """The cookies of the first administrator, who is called Ann; the link is good for one sign-in only."""
    context = await browser.new_context(service_workers="block")
    page = await context.new_page()
    await come_in(page, server.sign_in_link, "Ann")
    state = await context.storage_state()
    await context.close()
    return state


@pytest.fixture
async def team(
    request: pytest.FixtureRequest, server: Server, admin_session: StorageState, person: Person
) -> Team:
    """People on a fresh board: ``team.ann`` is its administrator, ``await team.join("Bo")`` brings another.

    Their pages show it, unless the test goes elsewhere first: a page that nobody looks at costs as much as any other.
    """
    opens = request.node.get_closest_marker("elsewhere") is None
    return await Team.on_a_new_board(server, await person(admin_session), person, opens=opens)
