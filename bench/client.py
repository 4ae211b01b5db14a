"""The client: how much of it is fetched, and what a board of 5,000 cards costs the page that shows it.

Mount is from a click on "Board" in the archive until the board is painted; a remote move is somebody else's, between
the tops of two columns in sight; a drag step is one movement of the pointer and the frame it leads to.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, BrowserContext

import kanverge_client
from bench import servers, sizes
from bench.board import imported_board
from bench.browser import INPUTS, BoardPage, chromium_running, page_of, somebody
from bench.report import Row, Rows, table
from bench.servers import Server
from tests.browser import boards

CARDS: Final = 5_000
COLD: Final = (1_000, 10_000)
MOUNTS, MOVES, WARM_MOVES, STEPS, ACTIONS, OPENINGS = 7, 20, 6, 60, 20, 3
MOVE_EVERY_S: Final = 0.3  # a move glides for 160 ms
STEP_PX: Final = 6


def run(runs: int) -> Rows:
    """Return sizes, costs and times to paint, medians over ``runs``."""
    found: dict[str, list[float]] = {}
    for _ in range(runs):
        for name, value in asyncio.run(_measured(None)).items():
            found.setdefault(name, []).append(value)
    return [*_sizes(), *(_row(name, statistics.median(values)) for name, values in found.items())]


def _sizes() -> Rows:
    return [
        Row(
            "client: JavaScript of the first board page, gzipped", "kB", sizes.first_page() / 1e3, at_most=60
        ),
        Row("client: JavaScript of the whole app, gzipped", "kB", sizes.whole_app() / 1e3, at_most=120),
        Row("client: style sheets, gzipped", "kB", sizes.styles() / 1e3, at_most=12),
    ]


_ROWS: Final = {
    "mount": (f"client, {CARDS:,} cards: mount", "ms CPU", 50),
    "remote move": (f"client, {CARDS:,} cards: a remote move", "ms CPU", 5),
    "glide": (f"client, {CARDS:,} cards: a remote move that glides", "ms CPU", None),
    "drag step": (f"client, {CARDS:,} cards: a drag step", "ms CPU", 4),
    "nodes": (f"client, {CARDS:,} cards: nodes", "", 1_500),
    "action": (f"client, {CARDS:,} cards: an action painted, median", "ms", 50),
    "slowest action": (f"client, {CARDS:,} cards: an action painted, slowest", "ms", 50),
    "cold 1000": ("client, 1,000 cards: usable, cold", "ms", 1_000),
    "cached 1000": ("client, 1,000 cards: painted, cached", "ms", 300),
    "cached CPU 1000": ("client, 1,000 cards: painted, cached", "ms CPU", None),
    "cold 10000": ("client, 10,000 cards: usable, cold", "ms", 3_000),
    "cached 10000": ("client, 10,000 cards: painted, cached", "ms", None),
    "cached CPU 10000": ("client, 10,000 cards: painted, cached", "ms CPU", None),
}
"""What is measured -> how its row is spelled, and the most it shall be."""


def _row(name: str, value: float) -> Row:
    what, unit, at_most = _ROWS[name]
    return Row(what, unit, value, at_most=at_most)


async def _measured(profiles: Path | None) -> dict[str, float]:
    found: dict[str, float] = {}
    async with chromium_running() as browser:
        async with _opened(browser, CARDS) as (server, context):
            board = await _on(server, context, profiles)
            await board.quiet()
            found["nodes"] = await board.nodes()
            found["mount"] = await _mount(board)
            found["remote move"], found["glide"] = await _remote_moves(board, server)
            found["drag step"] = await _drag_step(board)
            found["action"], found["slowest action"] = await _actions(board)
        for cards in COLD:
            found |= await _openings(browser, cards)
    return found


@asynccontextmanager
async def _opened(browser: Browser, cards: int) -> AsyncIterator[tuple[Server, BrowserContext]]:
    """Serve a board, with somebody signed in who has not seen it yet."""
    with servers.kanverge(imported_board(cards)) as server:
        async with somebody(browser, server.way_in) as context:
            yield server, context


async def _on(server: Server, context: BrowserContext, profiles: Path | None = None) -> BoardPage:
    board = await page_of(context)
    board.profiles = profiles
    await board.page.goto(f"http://127.0.0.1:{server.port}/b/{server.board}")
    await board.ms_until("usable")
    await board.ms_until("painted")
    return board


async def _mount(board: BoardPage) -> float:
    """Return what drawing the board costs, the document being open."""
    shown, kanban = boards.BoardPage(board.page, ""), board.page.get_by_role("link", name="Board", exact=True)
    costs: list[float] = []
    async with board.profiled("mount"):
        for _ in range(MOUNTS):
            await shown.show("Archive")
            await board.page.wait_for_selector("main .archive")
            await board.painted()
            box = await kanban.bounding_box()
            assert box is not None
            await board.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            await board.painted()
            before = await board.cpu_ms()
            await board.page.mouse.down()
            await board.page.mouse.up()
            await board.painted()
            costs.append(await board.cpu_ms() - before)
    return statistics.median(costs)


async def _remote_moves(board: BoardPage, server: Server) -> tuple[float, float]:
    """Return what a move by somebody else costs, of the first card in sight to the top of the next column.

    First for those who asked for no motion, which is the move itself; then with the rows gliding to their places.
    """
    url = f"http://127.0.0.1:{server.port}"
    async with kanverge_client.open(url, server.board, server.token, offline=False) as other:
        largest = sorted(
            other.columns, key=lambda column: -sum(card.column == column.id for card in other.cards)
        )
        card = next(card for card in other.cards if card.column == largest[0].id)

        async def move(times: int) -> None:
            for number in range(times):
                other.cards.move(card, column=largest[(number + 1) % 2], after=None)
                await other.saved()
                await asyncio.sleep(MOVE_EVERY_S)

        costs: list[float] = []
        for motion in ("reduce", "no-preference"):
            await board.page.emulate_media(reduced_motion=motion)
            await move(WARM_MOVES)
            before = await board.cpu_ms()
            async with board.profiled(f"remote-move-{motion}"):
                await move(MOVES)
            costs.append((await board.cpu_ms() - before) / MOVES)
    return costs[0], costs[1]


async def _drag_step(board: BoardPage) -> float:
    """Return what a step costs of dragging a card down its own column and across to the next."""
    mouse = board.page.mouse
    box = await board.page.locator(".card").nth(1).bounding_box()
    assert box is not None
    x, y = box["x"] + 40, box["y"] + 10
    await mouse.move(x, y)
    await mouse.down()
    await mouse.move(x, y + 10, steps=3)
    await board.painted()
    before = await board.cpu_ms()
    async with board.profiled("drag-step"):
        for step in range(STEPS):
            across = max(0, step - STEPS // 2)
            await mouse.move(x + across * STEP_PX, y + 10 + min(step, STEPS // 2) * STEP_PX)
    cost = (await board.cpu_ms() - before) / STEPS
    await board.page.keyboard.press("Escape")
    await mouse.up()
    return cost


async def _actions(board: BoardPage) -> tuple[float, float]:
    """Return how long after a key it is painted that a card has moved: in the middle, and the slowest."""
    await board.page.locator(".card").nth(1).focus()
    await board.page.keyboard.down("Alt")
    await board.page.evaluate(INPUTS)
    for number in range(ACTIONS):
        await board.page.keyboard.press("ArrowDown" if number % 2 == 0 else "ArrowUp")
        await board.painted()
    await board.page.keyboard.up("Alt")
    await board.quiet()
    found = await board.page.evaluate("inputs.filter(([name]) => name === 'keydown').map(([, ms]) => ms)")
    # What is not told was painted within one frame.
    painted = sorted([*found, *[16.0] * (ACTIONS - len(found))])
    return statistics.median(painted), painted[-1]


async def _openings(browser: Browser, cards: int) -> dict[str, float]:
    """Return when a board is usable that was never seen, and when it is painted where it was, at what cost."""
    async with _opened(browser, cards) as (server, context):
        first = await _on(server, context)
        # What is needed to edit, and the cards, come in either order.
        cold = max(await first.ms_until("usable"), await first.ms_until("painted"))
        await first.quiet()
        await first.page.close()
        cached: list[tuple[float, float]] = []
        for _ in range(OPENINGS):
            again = await _on(server, context)
            cached.append((await again.ms_until("painted"), await again.cpu_ms()))
            await again.quiet()
            await again.page.close()
    painted, cpu = (statistics.median(column) for column in zip(*cached, strict=True))
    return {f"cold {cards}": cold, f"cached {cards}": painted, f"cached CPU {cards}": cpu}


def main() -> None:
    """Measure once; ``--profiles FOLDER`` also writes what the page's CPU was spent on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profiles", type=Path, help="a folder for CPU profiles, which DevTools opens")
    options = parser.parse_args()
    if options.profiles is not None:
        options.profiles.mkdir(parents=True, exist_ok=True)
    found = asyncio.run(_measured(options.profiles))
    print(table([*_sizes(), *(_row(name, value) for name, value in found.items())]))


if __name__ == "__main__":
    main()
