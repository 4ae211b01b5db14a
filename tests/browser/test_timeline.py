"""The timeline: bars by mouse, finger and keyboard, dependencies, milestones, and what is wrong with a plan."""

from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, StorageState, expect

from tests.browser.boards import NODES_MAX, BoardPage, Person, Team, lies_below, nodes
from tests.browser.dated import DAY_PX, bar, calendar, dates_of, day, planned, pull, row, span, timeline
from tests.browser.test_accessible import is_clean
from tests.browser.test_touch import middle, touch

pytestmark = [pytest.mark.browser, pytest.mark.elsewhere]


def arrow(page: Page) -> Locator:
    return page.locator(".tl-arrow")


def said(page: Page) -> Locator:
    return page.get_by_test_id("announcer")


async def test_a_bar_goes_from_start_to_due_and_is_dragged_as_one_step_of_undo(team: Team) -> None:
    await planned(team, plan=span(2, 6))
    page = await timeline(team.ann)
    box = await bar(page, "plan").bounding_box()
    assert box is not None
    assert abs(box["width"] - 5 * DAY_PX) <= 1
    await pull(page, bar(page, "plan"), 3 * DAY_PX)
    await expect(said(page)).to_contain_text("plan:")
    await team.ann.is_live()
    assert await dates_of(team, "plan") == {"plan": (day(5), day(9))}
    await expect(page).to_have_url(f"{team.address}/timeline")  # the click that ends a drag opens nothing
    await page.keyboard.press("Control+z")
    await expect(said(page)).to_have_text("Undone")
    await team.ann.is_live()
    assert await dates_of(team, "plan") == {"plan": (day(2), day(6))}


async def test_both_ends_resize_and_escape_puts_them_back(team: Team) -> None:
    await planned(team, plan=span(2, 8))
    page = await timeline(team.ann)
    await pull(page, bar(page, "plan").locator("[data-hold=end]"), 2 * DAY_PX)
    await pull(page, bar(page, "plan").locator("[data-hold=start]"), -1 * DAY_PX)
    await team.ann.is_live()
    assert await dates_of(team, "plan") == {"plan": (day(1), day(10))}
    await pull(page, bar(page, "plan"), 2 * DAY_PX, drop=False)
    await expect(page.locator(".tl-bar.is-held")).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(page.locator(".tl-bar.is-held")).to_have_count(0)
    await page.mouse.up()  # over the bar, which is back: this opens nothing, the next click does
    await expect(said(page)).to_have_text("Move cancelled")
    assert await dates_of(team, "plan") == {"plan": (day(1), day(10))}
    await expect(page).to_have_url(f"{team.address}/timeline")
    await bar(page, "plan").click()
    await expect(page.get_by_role("dialog", name="Card plan")).to_be_visible()


async def test_a_card_is_late_from_the_day_after_it_was_due(team: Team) -> None:
    await planned(team, past={"due": day(-1)}, now={"due": day(0)}, finished={"due": day(-1), "done": True})
    for view, query in ((timeline, ""), (calendar, f"?on={day(-1)}")):
        page = await view(team.ann, query)
        late = page.locator(".tl-bar.is-late")
        await expect(late).to_have_count(1)
        await expect(late.and_(bar(page, "past"))).to_be_visible()
        await expect(bar(page, "finished")).to_be_visible()


async def test_everything_goes_by_keyboard(team: Team) -> None:
    await planned(team, one=span(2, 4), two=span(6, 8))
    page = await timeline(team.ann)
    keys = page.keyboard
    await keys.press("ArrowDown")
    await expect(row(page, "one")).to_be_focused()
    for press in ("Alt+ArrowRight", "Alt+ArrowRight", "Shift+ArrowRight", "Alt+Shift+ArrowLeft"):
        await keys.press(press)
    await expect(row(page, "one")).to_be_focused()
    await keys.press("j")
    await expect(row(page, "two")).to_be_focused()
    await keys.press("b")
    panel = page.get_by_role("dialog", name="Dates and dependencies of two")
    await panel.get_by_role("button", name="Waits for: add a card").press("Enter")
    await keys.type("one")
    await keys.press("Enter")
    await expect(arrow(page)).to_have_count(1)
    await expect(said(page)).to_have_text("two waits for one")
    await panel.get_by_role("button", name="Remove: Waits for #1 one").press("Enter")
    await expect(arrow(page)).to_have_count(0)
    await keys.press("Escape")
    await expect(row(page, "two")).to_be_focused()
    await keys.press("Shift+M")
    await keys.type("Beta")
    await keys.press("Enter")
    diamond = page.get_by_role("button", name="Milestone Beta")
    await diamond.focus()
    await keys.press("Alt+ArrowRight")
    await expect(said(page)).to_contain_text("Beta:")
    await keys.press("-")
    await expect(page.get_by_role("button", name="Month")).to_have_attribute("aria-pressed", "true")
    await expect(page).to_have_url(f"{team.address}/timeline?zoom=month")
    await team.ann.is_live()
    assert await dates_of(team, "one", "two") == {"one": (day(3), day(7)), "two": (day(6), day(8))}


async def test_a_dependency_is_drawn_from_end_to_bar_and_a_circle_is_refused_in_words(team: Team) -> None:
    await planned(team, one=span(0, 2), two=span(5, 7))
    page = await timeline(team.ann)
    await bar(page, "one").hover()
    knob, target = bar(page, "one").locator("[data-hold=link]"), bar(page, "two")
    await knob.hover()
    await page.mouse.down()
    await target.hover()
    await expect(page.locator(".tl-thread")).to_have_count(1)
    await page.mouse.up()
    await expect(arrow(page)).to_have_count(1)
    await page.keyboard.press("Control+z")
    await expect(arrow(page)).to_have_count(0)
    await page.keyboard.press("Control+Shift+z")
    await expect(arrow(page)).to_have_count(1)
    await bar(page, "two").hover()
    await bar(page, "two").locator("[data-hold=link]").hover()
    await page.mouse.down()
    await bar(page, "one").hover()
    await page.mouse.up()
    refused = page.get_by_role("alert")
    await expect(refused).to_contain_text("would make a circle")
    await expect(arrow(page)).to_have_count(1)
    # It lies over nothing, and goes with the next deed.
    await lies_below(page.locator(".tl-scroll"), refused)
    await bar(page, "one").press("Alt+ArrowRight")
    await expect(refused).to_have_count(0)
    await expect(arrow(page)).to_have_count(1)
    await page.locator(".tl-hit").click(force=True)
    panel = page.get_by_role("dialog", name="Dates and dependencies of two")
    await panel.get_by_role("button", name="Remove: Waits for #1 one").click()
    await expect(arrow(page)).to_have_count(0)


STRUCK = """() => [...document.querySelectorAll(".tl-arrow > path:last-of-type")].flatMap(path => {
    const from = path.closest("[data-arrow]").dataset.arrow.split(" ")[0];
    const title = document.querySelector(`[data-bar="${from}"] .tl-title.is-beside`).getBoundingClientRect();
    const plane = path.ownerSVGElement.getBoundingClientRect();
    return Array.from({ length: Math.ceil(path.getTotalLength()) }, (_, at) => path.getPointAtLength(at))
        .map(({ x, y }) => [x + plane.left, y + plane.top])
        .filter(([x, y]) => x >= title.left && x <= title.right && y >= title.top && y <= title.bottom);
})"""


async def test_no_arrow_runs_through_the_title_beside_the_bar_that_it_leaves(team: Team) -> None:
    await planned(
        team,
        one={**span(0, 0), "blocks": ["far"]},
        two={**span(1, 1), "blocks": ["far", "near", "back"]},
        near=span(2, 3),
        back=span(0, 1),
        far=span(20, 25),
    )
    page = await timeline(team.ann)
    await expect(arrow(page)).to_have_count(4)
    await expect(page.locator(".tl-title.is-beside", has_text="two")).to_be_visible()
    assert await page.evaluate(STRUCK) == []


async def test_the_critical_path_and_what_is_wrong_are_shown_and_told(team: Team) -> None:
    await planned(
        team,
        a={**span(0, 2), "blocks": ["b", "c"]},
        b={**span(3, 9), "blocks": ["d"]},
        c={**span(3, 4), "blocks": ["d"]},
        d=span(7, 12),
        late={"start": day(5), "due": day(1)},
        x={**span(1, 2), "blocks": ["y"]},
        y={**span(3, 4), "blocks": ["x"]},
    )
    page = await timeline(team.ann, "?path=critical")
    await expect(page.locator(".tl-bar.is-critical")).to_have_count(3)
    await expect(page.get_by_role("button", name="Critical path · 16 d")).to_be_visible()
    await expect(page.locator(".tl-slack")).to_have_count(1)
    await expect(row(page, "c")).to_contain_text("5 days of slack")
    await expect(page.locator(".tl-arrow.is-conflict")).to_have_count(2)
    await expect(page.locator(".tl-arrow.is-circle")).to_have_count(2)
    await expect(page.locator(".tl-bar.is-reversed")).to_have_count(1)
    await page.get_by_role("button", name="4 problems of this plan").click()
    for words in (
        "2 cards wait for each other in a circle",
        "“d” starts before “b” ends",
        "“late” is due before it starts",
    ):
        await expect(page.get_by_role("button", name=words)).to_be_visible()
    await is_clean(page)
    await page.get_by_role("button", name="“late” is due before it starts").click()
    await expect(row(page, "late")).to_be_focused()


async def test_milestones_are_added_dragged_renamed_and_done(team: Team) -> None:
    page = await timeline(team.ann)
    await page.get_by_role("button", name="Add a milestone").click()
    await page.get_by_label("Name of the new milestone").fill("Beta")
    await page.get_by_label("Date of the new milestone").fill(day(4))
    await page.get_by_role("button", name="Add milestone", exact=True).click()
    diamond = page.locator("[data-milestone]")
    await pull(page, diamond.locator("i"), 3 * DAY_PX)
    await expect(said(page)).to_contain_text("Beta:")
    await diamond.get_by_role("button").click()
    await expect(page.get_by_label("Date of the milestone")).to_have_value(day(7))
    await page.get_by_label("Name of the milestone").fill("Gamma")
    await page.get_by_role("checkbox", name="Done").check()
    await is_clean(page)
    await page.keyboard.press("Escape")
    await expect(
        page.get_by_role("button", name="Milestone Gamma").and_(page.get_by_label("done"))
    ).to_be_visible()


async def test_a_card_without_a_date_is_dragged_out_of_the_tray(team: Team) -> None:
    await planned(team, plan=span(0, 2), loose={})
    page = await timeline(team.ann)
    await page.get_by_role("button", name="Without any date 1").click()
    tray = page.get_by_role("complementary", name="Without any date")
    await is_clean(page)
    target = await bar(page, "plan").bounding_box()
    assert target is not None
    # Nothing of the axis shines through the tree below the last row.
    assert await page.evaluate("""() => {
      const ground = document.querySelector(".tl-rows");
      const { left, bottom } = document.querySelector(".tl-scroll").getBoundingClientRect();
      const seen = document.elementFromPoint(left + 20, bottom - 40);
      return seen.closest(".tl-rows") === ground;
    }""")
    await tray.get_by_role("link", name="loose").hover()
    await page.mouse.down()
    await page.mouse.move(target["x"] + 5 * DAY_PX + 4, target["y"] + 40, steps=6)
    await expect(page.locator(".dragged")).to_be_visible()
    await expect(page.locator(".tl-line.is-target")).to_be_visible()
    await page.mouse.up()
    await expect(bar(page, "loose")).to_be_visible()
    await team.ann.is_live()
    assert await dates_of(team, "loose") == {"loose": (None, day(5))}
    await expect(tray.get_by_role("link")).to_have_count(0)


async def test_rows_stand_under_columns_or_parents_fold_and_follow_the_filter(team: Team) -> None:
    ids = await planned(team, epic=span(0, 20), other=span(3, 4))
    await planned(team, story={**span(2, 5), "parent": ids["epic"]})
    page = await timeline(team.ann)
    names = page.locator(".tl-name :is(h2, a)")
    await expect(names).to_have_count(4)
    await page.get_by_role("button", name="By parent").click()
    await expect(names).to_have_count(3)
    await page.get_by_role("button", name="Fold epic").click()
    await expect(row(page, "story")).to_have_count(0)
    await page.get_by_role("button", name="Unfold epic").click()
    await page.keyboard.press("f")
    await page.keyboard.type("story")
    await expect(names).to_have_count(1)
    await expect(page).to_have_url(f"{team.address}/timeline?rows=parents&q=story")


async def test_a_finger_held_still_drags_a_bar(
    team: Team, admin_session: StorageState, person: Person
) -> None:
    await planned(team, plan=span(1, 8))
    phone = BoardPage(await person(admin_session), team.address)
    await phone.page.set_viewport_size({"width": 390, "height": 844})
    await timeline(phone)
    session = await phone.page.context.new_cdp_session(phone.page)
    x, y = await middle(bar(phone.page, "plan"))
    await touch(session, "touchStart", x, y)
    await expect(phone.page.locator("body.is-dragging")).to_be_attached()
    await touch(session, "touchMove", x + DAY_PX, y)
    await touch(session, "touchMove", x + 2 * DAY_PX, y)
    await touch(session, "touchEnd", x + 2 * DAY_PX, y)
    await expect(said(phone.page)).to_contain_text("plan:")
    await phone.is_live()
    assert await dates_of(team, "plan") == {"plan": (day(3), day(10))}


async def test_the_sheet_of_keys_says_what_they_do_here(team: Team) -> None:
    page = await timeline(team.ann)
    await page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys")
    await expect(sheet.get_by_text("Move the bar earlier")).to_be_visible()
    await expect(sheet.get_by_text("Move the card left")).to_have_count(0)
    await expect(sheet.get_by_text("Focus up")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("g")
    await page.keyboard.press("b")
    await page.keyboard.press("?")
    await expect(sheet.get_by_text("Move the card left")).to_be_visible()


async def test_a_phone_has_no_small_targets(
    team: Team, admin_session: StorageState, browser: Browser
) -> None:
    await planned(team, plan=span(1, 8), far=span(200, 201), loose={})
    context = await browser.new_context(
        storage_state=admin_session, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}
    )
    phone = BoardPage(await context.new_page(), team.address)
    for path, what in (("/timeline", '.tl-bar[title^="plan:"]'), ("/calendar", ".cal-dots .dot")):
        await phone.open(path)
        await expect(phone.page.locator(what).first).to_be_attached()
        await phone.page.get_by_role("button", name="Without any date").tap()
        await expect(phone.page.get_by_role("complementary", name="Without any date")).to_be_visible()
        small = await phone.page.evaluate(
            """() => [...document.querySelectorAll(".tl button, .tray-card")]
              .filter(one => one.offsetParent !== null && one.getBoundingClientRect().height < 44)
              .map(one => one.getAttribute("aria-label") ?? one.textContent)"""
        )
        assert small == [], path
        await is_clean(phone.page)
    await context.close()


async def test_who_only_looks_moves_nothing(team: Team) -> None:
    await planned(team, plan=span(1, 4))
    vic = await team.join("Vic", "viewer")
    page = await timeline(vic)
    await pull(page, bar(page, "plan"), 12 * DAY_PX)
    await expect(page.locator(".tl-end")).to_have_count(0)
    await expect(page.get_by_role("button", name="Add a milestone")).to_have_count(0)
    for key in ("ArrowDown", "Alt+ArrowRight", "b", "Shift+M"):
        await page.keyboard.press(key)
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert await dates_of(team, "plan") == {"plan": (day(1), day(4))}


async def test_bars_far_away_and_days_that_are_none_of_ours_are_drawn(team: Team) -> None:
    await planned(
        team,
        first={"start": "0001-01-01", "due": "0001-01-02"},
        last={"due": "9999-12-31T23:59:59Z"},
        ages={"start": "0001-01-01", "due": "9999-12-31"},
        now=span(0, 1),
    )
    page = await timeline(team.ann)
    await expect(bar(page, "now")).to_be_visible()
    await expect(bar(page, "ages")).to_be_attached()
    await expect(page.get_by_role("button", name="problems of this plan")).to_contain_text("3")
    for zoom in ("Day", "Quarter"):
        await page.get_by_role("button", name=zoom, exact=True).click()
        await expect(bar(page, "now")).to_be_visible()


def many(first: int, end: int) -> dict[str, dict[str, Any]]:
    """Return cards over 300 days, every third of which blocks another."""
    return {
        f"card {at}": {
            **span(at % 300, at % 300 + 1 + at % 9),
            "blocks": [f"card {at + 50}"] if at % 3 == 0 and at + 50 < end else [],
        }
        for at in range(first, end)
    }


SCROLL = """async (scroller) => {
  for (let step = 1; step <= 40; step += 1) {
    scroller.scrollTo(1000 + 60 * step, 80 * step);
    await new Promise((done) => requestAnimationFrame(done));
  }
}"""


@pytest.mark.timeout(300)
async def test_two_thousand_bars_cost_hardly_more_than_two_hundred(team: Team) -> None:
    await planned(team, **many(0, 200))
    page = await timeline(team.ann, "?path=critical")
    devtools = await page.context.new_cdp_session(page)
    await devtools.send("Performance.enable", {"timeDomain": "threadTicks"})

    async def cpu_ms() -> float:
        found = (await devtools.send("Performance.getMetrics"))["metrics"]
        return 1e3 * float(next(metric["value"] for metric in found if metric["name"] == "TaskDuration"))

    async def scrolling() -> float:
        await page.locator(".tl-scroll").evaluate(SCROLL)
        before = await cpu_ms()
        await page.locator(".tl-scroll").evaluate(SCROLL)
        return await cpu_ms() - before

    async def dragging() -> float:
        await page.locator(".tl-scroll").evaluate("one => one.scrollTo(one.scrollLeft, 0)")
        await page.get_by_role("button", name="Today").click()
        await pull(page, bar(page, "card 3"), DAY_PX, drop=False)
        before = await cpu_ms()
        for by in range(30):
            await page.mouse.move(400 + 5 * by, 300)
        cost = await cpu_ms() - before
        await page.keyboard.press("Escape")
        await page.mouse.up()
        return cost

    few = await scrolling(), await dragging()
    await planned(team, **many(200, 2_000))
    await expect(page.locator(".tl-row").first).to_have_attribute("aria-setsize", "2001")
    lots = await scrolling(), await dragging()
    # Ratios of thread time, which a busy machine hardly changes; drawing all would be ten times as much and more.
    for name, before, now in zip(("scrolling", "dragging"), few, lots, strict=True):
        assert now <= 3 * before, f"{name}: {before:.0f} ms of CPU with 200 bars, {now:.0f} with 2,000"
    assert await nodes(page) <= NODES_MAX
