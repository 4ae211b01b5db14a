"""A real Chromium under the bench: pages with a board open, what they cost and when they were painted.

CPU is that of the page's main thread: script, style, layout and painting, as the browser counts it for its tasks (CDP
``Performance`` in the time domain of the thread). It hardly grows when the machine is busy with something else; what is
done on other threads is not in it. Times to paint are real time, by the page's own clock.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, BrowserContext, CDPSession, Page, async_playwright, expect

from tests.browser import chromium
from tests.browser.boards import come_in
from tests.browser.conftest import FLAGS

LIMIT_MS: Final = 60_000
SAMPLE_US: Final = 100
QUIET_MS, QUIET_CPU_MS = 500, 5.0
# Runs before the page's own scripts. A frame is painted when the task runs that its animation frame has queued.
WATCH: Final = """
const when = (selector) =>
  new Promise((done) => {
    const look = () => {
      if (document.querySelector(selector) === null) return;
      seen.disconnect();
      requestAnimationFrame(() => setTimeout(() => done(performance.now())));
    };
    const seen = new MutationObserver(look);
    seen.observe(document, { childList: true, subtree: true });
  });
window.when = { painted: when(".card-title"), usable: when(".facepile") };
"""
# From an input's own moment to the frame that shows what it did (Event Timing, in steps of 8 ms).
INPUTS: Final = """() => {
  window.inputs = [];
  new PerformanceObserver((list) => {
    for (const { name, duration } of list.getEntries()) inputs.push([name, duration]);
  }).observe({ type: "event", durationThreshold: 16 });
}"""
PAINTED: Final = (
    "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
)
NODES: Final = """() => {
  let nodes = 0;
  for (const all = document.createTreeWalker(document); all.nextNode() !== null; ) nodes += 1;
  return nodes;
}"""


@asynccontextmanager
async def chromium_running() -> AsyncIterator[Browser]:
    """Run the Chromium of the browser tests."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def somebody(browser: Browser, way_in: str) -> AsyncIterator[BrowserContext]:
    """Sign somebody in, with a profile of the browser that has kept nothing else."""
    context = await browser.new_context(viewport={"width": 1440, "height": 900})
    context.set_default_timeout(LIMIT_MS)
    await come_in(await context.new_page(), way_in, "Ann")
    await context.pages[0].close()
    await context.add_init_script(WATCH)
    yield context
    await context.close()


async def page_of(context: BrowserContext) -> BoardPage:
    """Return a new page."""
    page = await context.new_page()
    devtools = await context.new_cdp_session(page)
    await devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    return BoardPage(page, devtools)


@dataclass
class BoardPage:
    """A page that shows a board."""

    page: Page
    devtools: CDPSession
    profiles: Path | None = None
    """Where CPU profiles go, if they shall be written; profiling costs, so figures count only without it."""

    async def cpu_ms(self) -> float:
        """Return the CPU time of the page's main thread so far."""
        found = (await self.devtools.send("Performance.getMetrics"))["metrics"]
        return 1e3 * float(next(metric["value"] for metric in found if metric["name"] == "TaskDuration"))

    async def painted(self) -> None:
        """Return when what was changed is painted."""
        await self.page.evaluate(PAINTED)

    async def quiet(self) -> None:
        """Return when everything is saved and nothing is left to do."""
        await expect(self.page.get_by_test_id("sync")).to_have_attribute("data-badge", "live")
        before = await self.cpu_ms()
        while True:
            await self.page.wait_for_timeout(QUIET_MS)
            now = await self.cpu_ms()
            if now - before < QUIET_CPU_MS:
                return
            before = now

    async def ms_until(self, moment: str) -> float:
        """Wait, and return how long after the navigation began the board was ``painted`` or ``usable``."""
        return float(await self.page.evaluate(f"when.{moment}"))

    async def nodes(self) -> int:
        """Return how many nodes the document has, elements and texts."""
        return int(await self.page.evaluate(NODES))

    @asynccontextmanager
    async def profiled(self, name: str) -> AsyncIterator[None]:
        """Write a CPU profile of the block, for DevTools to open, where profiles are wanted."""
        if self.profiles is None:
            yield
            return
        await self.devtools.send("Profiler.enable")
        await self.devtools.send("Profiler.setSamplingInterval", {"interval": SAMPLE_US})
        await self.devtools.send("Profiler.start")
        yield
        found = await self.devtools.send("Profiler.stop")
        (self.profiles / f"{name}.cpuprofile").write_text(json.dumps(found["profile"]))
