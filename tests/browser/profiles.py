"""Profiles of a browser that are used again: what a page costs most is being the first of its profile.

A new profile starts a process, fetches every file and compiles it: twice the processor time of what a test then does on
its page. So whoever is done gives the profile back with nothing of theirs in it, and the next finds an empty one whose
files are fetched already. What cannot be taken back from a page (``IRREVOCABLE``) is for tests that are marked
``own_profile``: theirs are new and end with them.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Literal

from playwright.async_api import Browser, BrowserContext, CDPSession, Page, StorageState, ViewportSize

IRREVOCABLE = (".add_init_script(", ".clock.", ".expose_", ".on(", ".route_web_socket(")
"""What a test may do to a page that no later one must find."""

VIEWPORT: ViewportSize = {"width": 1280, "height": 720}
USES_MAX = 40
"""A page that was used so often ends: it may have grown."""
STORED = "local_storage,indexeddb,cache_storage,file_systems"


@dataclass
class Profile:
    """One person's cookies, storage and page."""

    context: BrowserContext
    page: Page
    devtools: CDPSession
    errors: list[str]
    """Of scripts, on all its pages, since it was taken."""
    uses: int = 0


@dataclass
class Profiles:
    """All that are of no one at the moment, of one browser and for one server."""

    browser: Browser
    address: str
    _free: list[Profile] = field(default_factory=list)

    async def take(self, state: StorageState | None) -> Profile:
        """Return an empty one, or one that holds an earlier session: its cookies and what its pages kept."""
        profile = self._free.pop() if self._free else await self._make()
        profile.uses += 1
        if state is not None:
            await profile.context.add_cookies(state["cookies"])  # type: ignore[arg-type] # read and given alike
            kept = [[item["name"], item["value"]] for one in state["origins"] for item in one["localStorage"]]
            await profile.page.evaluate(
                "kept => kept.forEach(([key, value]) => localStorage.setItem(key, value))", kept
            )
        return profile

    async def give_back(self, profile: Profile) -> None:
        """Take everything of a test out of it, and keep it for the next."""
        if profile.uses >= USES_MAX or profile.page.is_closed():
            await profile.context.close()
            return
        context, page = profile.context, profile.page
        for other in context.pages:
            if other != page:
                await other.close()
        await context.set_offline(False)
        await self._rest(page)
        # By now nobody waits for what they had taken over.
        await context.unroute_all(behavior="ignoreErrors")
        await page.unroute_all(behavior="ignoreErrors")
        await context.clear_cookies()
        await context.clear_permissions()
        await profile.devtools.send(
            "Storage.clearDataForOrigin", {"origin": self.address, "storageTypes": STORED}
        )
        await profile.devtools.send("Page.resetNavigationHistory")
        await page.evaluate("sessionStorage.clear()")
        await page.emulate_media(
            media="null", color_scheme="null", reduced_motion="null", forced_colors="null"
        )
        if page.viewport_size != VIEWPORT:
            await page.set_viewport_size(VIEWPORT)
        # Out of the page, where it points at nothing of what is drawn next.
        await page.mouse.move(-1, -1)
        self._free.append(profile)

    async def end(self) -> None:
        """Close those that are left."""
        for profile in self._free:
            await profile.context.close()

    async def _make(self) -> Profile:
        context = await new_context(self.browser, None, "block")
        errors = errors_of(context)
        page = await context.new_page()
        await self._rest(page)
        return Profile(context, page, await context.new_cdp_session(page), errors)

    async def _rest(self, page: Page) -> None:
        """Go where nothing of the app runs and yet its origin is, so that the process of the page stays."""
        await page.goto(f"{self.address}/healthz")


async def new_context(
    browser: Browser, state: StorageState | None, service_workers: Literal["allow", "block"]
) -> BrowserContext:
    """Return a new profile as every test has it."""
    return await browser.new_context(
        locale="en-GB",
        timezone_id="UTC",
        storage_state=state,
        service_workers=service_workers,
        viewport=VIEWPORT,
    )


def errors_of(context: BrowserContext) -> list[str]:
    """Return a list to which every error of a script is added, of any page of a profile."""
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(error.error.stack or str(error.error)))
    return errors


@asynccontextmanager
async def profiles_of(browser: Browser, address: str) -> AsyncIterator[Profiles]:
    """Have profiles for one server, and close them in the end."""
    profiles = Profiles(browser, address)
    yield profiles
    await profiles.end()
