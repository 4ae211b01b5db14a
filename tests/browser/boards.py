"""Words for what people do on a board, so that a test reads as what happens."""

from __future__ import annotations

import re
from collections.abc import Awaitable
from dataclasses import dataclass
from itertools import count
from secrets import token_hex
from typing import Any, Protocol, Self

from playwright.async_api import Locator, Page, StorageState, expect

from tests.browser.serving import Server


class Person(Protocol):
    """Call it for the page of an empty profile; ``state`` is what another had stored, such as its session."""

    def __call__(self, state: StorageState | None = None) -> Awaitable[Page]: ...


_names = count(1)


@dataclass
class BoardPage:
    """One person's page with the board open."""

    page: Page
    address: str
    """Of the board."""

    async def open(self, path: str = "") -> Self:
        """Open the board and wait until it is live."""
        await self.page.goto(self.address + path)
        await self.is_live()
        await self.has_hands()
        return self

    async def has_hands(self) -> None:
        """Wait until what is fetched after the board's first sight is there: keys, menus, faces."""
        await expect(self.page.get_by_role("list", name="People here now")).to_be_visible()
        await expect(self.page.locator(".bar")).to_be_attached()  # with it comes what people do together

    async def is_live(self) -> None:
        """Wait until everything is saved on the server."""
        await expect(self.page.get_by_test_id("sync")).to_have_attribute("data-badge", "live")

    async def show(self, view: str) -> None:
        """Go to a view, by its tab or where there is no room for one."""
        tab = self.page.get_by_role("navigation", name="Views").get_by_role("link", name=view)
        more = self.page.get_by_role("button", name="More views")
        if await more.count() and not await tab.count():
            await more.click()
            await self.page.get_by_role("menuitem", name=view).click()
        else:
            await tab.click()

    def column(self, name: str) -> Locator:
        """Return a column by its name."""
        return self.page.get_by_role("region", name=name, exact=True)

    def cards(self, column: str) -> Locator:
        """Return the cards drawn in a column."""
        return self.column(column).locator("[data-card]")

    def titles(self, column: str) -> Locator:
        """Return the titles drawn in a column, in order."""
        return self.column(column).locator(".card-title")

    def card(self, title: str) -> Locator:
        """Return the face of a card."""
        whole = self.page.locator(".card-title", has_text=re.compile(f"^{re.escape(title)}$"))
        return self.page.locator("[data-card]").filter(has=whole)

    async def add(self, column: str, *titles: str) -> None:
        """Add cards with the composer of a column."""
        await self._begin(column)
        composer = self.page.get_by_label("Title of the new card")
        for title in titles:
            await composer.fill(title)
            await composer.press("Enter")
            await expect(composer).to_have_value("")
        await composer.press("Escape")

    async def _begin(self, column: str) -> None:
        # By key: a card that somebody else adds moves the button away between press and release of a click.
        await self.column(column).get_by_role("button", name="Add card", exact=True).press("Enter")

    async def paste(self, column: str, titles: list[str]) -> None:
        """Add many cards at once, as pasted lines."""
        await self._begin(column)
        await self.page.get_by_label("Title of the new card").fill("\n".join(titles))
        await self.page.get_by_role("button", name=f"Add {len(titles)} cards").click()
        await self.page.keyboard.press("Escape")

    async def open_card(self, title: str) -> Locator:
        """Open a card and return its sheet."""
        await self.card(title).click()
        sheet = self.page.get_by_role("dialog", name=f"Card {title}")
        await expect(sheet).to_be_visible()
        return sheet


@dataclass
class Team:
    """Several people on one board."""

    server: Server
    address: str
    ann: BoardPage
    _person: Person
    _opens: bool = True
    """Whether everyone who comes opens the board."""

    @classmethod
    async def on_a_new_board(cls, server: Server, page: Page, person: Person, *, opens: bool = True) -> Self:
        """Make a board with three columns as Ann, on her page, and open it."""
        made = await post(page, f"{server.address}/api/boards", name=f"Board {next(_names)}")
        address = f"{server.address}/b/{made['id']}"
        team = cls(server, address, BoardPage(page, address), person, opens)
        if opens:
            await team.ann.open()
        return team

    async def join(self, name: str, role: str = "editor") -> BoardPage:
        """Bring somebody in by a link, as the page does it (test_sharing.py goes the whole way)."""
        made = await post(
            self.ann.page,
            f"{self.server.address}/api/boards/{self.address.rpartition('/')[2]}/invitations",
            role=role,
            uses=1,
        )
        page = await self._person()
        await post(
            page,
            f"{self.server.address}/api/links/accept",
            secret=made["secret"],
            attempt=token_hex(16),
            # Names are taken once in a workspace, and every test brings its own Bo.
            name=f"{name} {next(_names)}",
        )
        who = BoardPage(page, self.address)
        return await who.open() if self._opens else who


NODES_MAX = 1_500
"""However much there is, a page draws no more."""


async def nodes(page: Page) -> int:
    """Return how many nodes a page draws, but for the sidebar: it names the boards of all tests of this run."""
    drawn: int = await page.evaluate("document.querySelectorAll('*').length")
    beside: int = await page.evaluate("document.querySelectorAll('.sidebar *').length")
    return drawn - beside


async def lies_below(above: Locator, below: Locator) -> None:
    """Wait until something ends before another begins, so that this covers nothing of it."""
    ends = "([above, below]) => above.getBoundingClientRect().bottom <= below.getBoundingClientRect().top"
    page = above.page
    await page.wait_for_function(ends, arg=[await above.element_handle(), await below.element_handle()])


async def has_come(page: Page, part: str) -> None:
    """Wait until a part of the page that is fetched later has come and has run."""
    found = "name => performance.getEntriesByType('resource').map(one => one.name).find(one => one.includes(name))"
    address = await page.wait_for_function(found, arg=f"/static/{part}-")
    await page.evaluate("address => import(address).then(() => null)", await address.json_value())


async def post(page: Page, address: str, **body: object) -> Any:
    """Ask the server as a page's script would, under the page's cookies; return the answer."""
    answer = await page.request.post(address, data=body, headers={"origin": "/".join(address.split("/")[:3])})
    assert answer.ok, await answer.text()
    return await answer.json() if answer.status != 204 else None


async def come_in(page: Page, link: str, name: str) -> None:
    """Take a link under a name."""
    await page.goto(link)
    await page.get_by_label("The name others see").fill(name)
    await page.get_by_role("button", name="Come in").click()
    await expect(page).not_to_have_url(link)
