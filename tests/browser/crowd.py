"""A crowd on one board: people who type, add, move, archive and undo at random, by keyboard, without a pause."""

from __future__ import annotations

import asyncio
import random
import re
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import Locator, Page, expect

from tests.browser.boards import BoardPage

COLUMNS = ("To do", "Doing", "Done")
SHARED = "shared"
"""The card in whose description everybody types."""

# Every card drawn while a column is scrolled from top to end, by its place: what is focused is drawn wherever it is, so
# the order in which cards come into sight says nothing. A place that stayed empty, or was taken twice because the board
# changed meanwhile, makes this no answer: null.
READ_COLUMN = """async (column) => {
  const scroller = column.querySelector('.windowed');
  const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const seen = new Map();
  let size = 0, isSteady = true;
  for (let top = 0; ; top += Math.max(100, scroller.clientHeight / 2)) {
    scroller.scrollTop = top;
    await frame();
    for (const row of column.querySelectorAll('[aria-posinset]')) {
      const card = row.querySelector('[data-card]');
      const place = Number(row.ariaPosInSet);
      const read = [card.dataset.card, card.querySelector('.card-title').textContent];
      isSteady &&= !seen.has(place) || seen.get(place)[0] === read[0];
      seen.set(place, read);
      size = Number(row.ariaSetSize);
    }
    if (top + scroller.clientHeight >= scroller.scrollHeight) break;
  }
  scroller.scrollTop = 0;
  await frame();
  isSteady &&= seen.size === size;
  return isSteady ? Array.from({ length: size }, (_, index) => seen.get(index + 1)) : null;
}"""

# Opens an address as a click on a link in the page does, without loading the page anew.
GO = """(path) => {
  history.pushState(null, '', path);
  dispatchEvent(new PopStateEvent('popstate'));
}"""

FOCUS_SOME_CARD = """([shared, share]) => {
  const cards = [...document.querySelectorAll('[data-card]')]
    .filter((card) => card.querySelector('.card-title').textContent !== shared);
  const card = cards[Math.floor(share * cards.length)];
  card?.focus();
  return card !== undefined;
}"""


@dataclass
class Member:
    """One of the crowd, with what they have done so far."""

    name: str
    board: BoardPage
    source: random.Random
    done: Counter[str] = field(default_factory=Counter)

    @property
    def page(self) -> Page:
        return self.board.page

    async def act(self) -> None:
        """Do one thing at random."""
        action = self.source.choice((self.add, self.move, self.move, self.move, self.archive, self.undo))
        await action()
        await self.page.keyboard.press("Escape")

    async def write(self, words: int) -> None:
        """Type into the shared description, where the others type as well; each letter is an edit."""
        if not await self.board.card(SHARED).count():
            return  # it is out of sight, or somebody's key hit it when their card was taken away
        await self._edit_description(await self.board.open_card(SHARED))
        for _ in range(words):
            text = f"{self.name}{self.source.randrange(100)}\N{SLIGHTLY SMILING FACE} "
            await self.page.keyboard.press(self.source.choice(("Home", "End", "ArrowLeft", "ArrowRight")))
            await self.page.keyboard.type(text)
            self.done["letters"] += len(text)
        await self.page.keyboard.press("Escape")
        await self.page.keyboard.press("Escape")

    async def _edit_description(self, sheet: Locator) -> Locator:
        await sheet.get_by_role("button", name=re.compile("Edit description|Add a description")).click()
        box = self.page.get_by_role("textbox", name="Description")
        await box.focus()
        return box

    async def add(self) -> None:
        await self.page.keyboard.press("n")
        composer = self.page.get_by_label("Title of the new card")
        if await composer.count():
            await composer.fill(f"{self.name} {self.done['added']}")
            await composer.press("Enter")
            self.done["added"] += 1

    async def move(self) -> None:
        if await self._focus_some_card():
            for _ in range(self.source.randrange(1, 5)):
                key = self.source.choice(("Right", "Left", "Down", "Up", "Right", "Down"))
                await self.page.keyboard.press(f"Alt+Arrow{key}")
                self.done["moved"] += 1

    async def archive(self) -> None:
        if await self._focus_some_card():
            await self.page.keyboard.press("#")
            self.done["archived"] += 1
            if self.source.random() < 0.5:
                await self.undo()

    async def undo(self) -> None:
        await self.page.keyboard.press("Control+z")
        self.done["undone"] += 1

    async def _focus_some_card(self) -> bool:
        """Focus a card that is drawn now, but the shared one; in one step, because others may take it away."""
        return bool(await self.page.evaluate(FOCUS_SOME_CARD, [SHARED, self.source.random()]))

    async def read(self) -> dict[str, list[tuple[str, str]] | None]:
        """Return what this screen shows: per column, id and title of each card in order, scrolled through.

        None stands for a column that changed while it was read.
        """
        shown: dict[str, list[tuple[str, str]] | None] = {}
        for column in COLUMNS:
            rows = await self.board.column(column).evaluate(READ_COLUMN)
            shown[column] = None if rows is None else [(card, title) for card, title in rows]
        return shown

    async def read_description(self, card: str) -> str:
        """Return the shared description as this screen shows it, found by its address as it may be out of sight."""
        await self.page.evaluate(GO, f"{urlsplit(self.board.address).path}/c/{card}")
        box = await self._edit_description(self.page.get_by_role("dialog", name=f"Card {SHARED}"))
        return await box.input_value()


async def rush(members: list[Member], rounds: int) -> None:
    """Let everybody act at once; the last two are cut off twice meanwhile and go on offline."""

    async def one(member: Member) -> None:
        for _ in range(4):
            await one_part(member)

    async def cut_off(member: Member) -> None:
        for _ in range(2):
            await one_part(member)
            await member.page.context.set_offline(True)
            await expect(member.page.get_by_test_id("sync")).to_contain_text("Offline")
            await one_part(member)
            await member.page.context.set_offline(False)

    async def one_part(member: Member) -> None:
        await member.write(max(1, rounds // 4))
        for _ in range(max(1, rounds // 4)):
            await member.act()

    steady, cut = members[:-2], members[-2:]
    await asyncio.gather(*map(one, steady), *map(cut_off, cut))
    for member in members:
        await expect(member.page.get_by_test_id("sync")).to_have_text("Live", timeout=60_000)
