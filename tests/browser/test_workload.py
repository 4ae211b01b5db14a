"""Workload: people by weeks over all boards, and two planners at once."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from playwright.async_api import Locator, Page, expect

import kanverge_client
from tests.browser.boards import BoardPage, Team
from tests.browser.dated import dates_of, planned, short_days, today, token
from tests.browser.test_accessible import is_clean
from tests.browser.test_my_work import give, id_of
from tests.browser.test_offline import CONTROLLED, KEPT

pytestmark = [pytest.mark.browser, pytest.mark.elsewhere]

# Whether edits of the board wait in this browser's own storage, where they outlive the page.
ON_THIS_DEVICE = """board => new Promise((resolve, reject) => {
    const opening = indexedDB.open(`kanverge/${board}`);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
        const counting = opening.result.transaction("rows").objectStore("rows").count();
        counting.onsuccess = () => { opening.result.close(); resolve(counting.result > 0); };
    };
})"""


def monday(weeks: int = 0) -> date:
    """Return the Monday so many weeks from this one, with which the week of these browsers begins (en-GB)."""
    return today() + timedelta(days=7 * weeks - today().weekday())


def friday(weeks: int = 0) -> date:
    return monday(weeks) + timedelta(days=4)


def in_week(weeks: int = 0) -> dict[str, str]:
    """Return dates from Monday to Friday."""
    return {"start": monday(weeks).isoformat(), "due": friday(weeks).isoformat()}


async def capacity(who: BoardPage, person: str, per_week: float) -> None:
    origin = "/".join(who.address.split("/")[:3])
    answer = await who.page.request.put(
        f"{origin}/api/people/{person}/capacity", data={"per_week": per_week}, headers={"origin": origin}
    )
    assert answer.status == 200, await answer.text()


async def workload(who: BoardPage) -> Page:
    origin = "/".join(who.address.split("/")[:3])
    await who.page.goto(f"{origin}/workload")
    await expect(who.page.get_by_role("heading", name="Workload", level=1)).to_be_visible()
    return who.page


def cell(page: Page, person: str, week: int = 0) -> Locator:
    return page.locator(f'[data-person="{person}"][data-cell="{week}"]')


async def move(page: Page, at: Locator, title: str, to: str) -> None:
    """Move a card out of a cell by its menu, by the keyboard alone."""
    await at.focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name=f"Move {title}").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox")).to_be_focused()
    await page.keyboard.type(to)
    await expect(page.get_by_role("option").first).to_contain_text(to)
    await page.keyboard.press("Enter")


async def test_estimates_stand_against_capacity_and_follow_the_board(team: Team) -> None:
    bo = await team.join("Bo")
    me = await id_of(bo)
    await capacity(bo, me, 10)
    await give(team, me, one={**in_week(), "estimate": 7.0}, two={**in_week(1), "estimate": 12.0})
    page = await workload(bo)
    await expect(cell(page, me)).to_have_accessible_name(re.compile("7 of 10 points, 70 %, free, 1 card"))
    await expect(cell(page, me)).to_contain_text("7 / 10")
    await expect(cell(page, me)).to_have_class("wl-cell is-free")
    await expect(cell(page, me, 1)).to_contain_text("+2 over")
    await expect(cell(page, me, 1)).to_have_class("wl-cell is-over")
    await give(team, me, more={**in_week(), "estimate": 2.0})
    await expect(cell(page, me)).to_contain_text("9 / 10")
    await expect(cell(page, me)).to_have_class("wl-cell is-full")
    await cell(page, me).click()
    panel = page.get_by_role("dialog")
    await expect(panel.get_by_role("link")).to_have_text(["one", "more"])
    await is_clean(page)
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.keyboard.press("Escape")
    await is_clean(page)


async def test_a_card_goes_to_another_person_and_week_by_keys_and_comes_back(team: Team) -> None:
    bo = await team.join("Bo")
    ann, me = await id_of(team.ann), await id_of(bo)
    await give(team, me, plan={**in_week(), "estimate": 5.0})
    page = await workload(bo)
    await move(page, cell(page, me), "plan", "Ann")
    await expect(cell(page, ann)).to_contain_text("5")
    await expect(cell(page, me)).to_have_text("")
    await page.get_by_role("button", name="Undo").click()
    await expect(cell(page, me)).to_contain_text("5")
    await cell(page, me).focus()
    await page.keyboard.press("ArrowRight")
    await expect(cell(page, me, 1)).to_be_focused()
    words = (await cell(page, me, 1).get_attribute("aria-label") or "").split(", ")[1].split(":")[0]
    await move(page, cell(page, me), "plan", f"Week {words}")
    await expect(cell(page, me, 1)).to_contain_text("5")
    days = await short_days(page, monday(1).isoformat(), friday(1).isoformat())
    moved = page.get_by_role("status").get_by_text(f"Moved plan to {days[0]} to {days[1]}")
    await expect(moved).to_have_count(1)
    await is_saved(page)

    async def dates() -> tuple[str | None, str | None]:
        return (await dates_of(team, "plan"))["plan"]

    assert await dates() == (monday(1).isoformat(), friday(1).isoformat())
    await page.keyboard.press("Escape")  # the cell's panel, whose keys are its own
    await page.keyboard.press("Control+z")
    await expect(cell(page, me)).to_contain_text("5")
    await expect(cell(page, me, 1)).to_have_text("")


async def test_keys_lead_to_the_workload_and_through_it(team: Team) -> None:
    bo = await team.join("Bo")
    me = await id_of(bo)
    await capacity(bo, me, 5)
    page = (await bo.open()).page
    await page.keyboard.press("g")
    await page.keyboard.press("w")
    await expect(page.get_by_role("heading", name="Workload", level=1)).to_be_visible()
    await expect(cell(page, me)).to_contain_text("0 / 5")
    this_week = await words_of(page, me, 0)
    await page.keyboard.press("ArrowDown")
    await expect(page.locator(".wl-cell").first).to_be_focused()
    await cell(page, me).focus()
    await page.keyboard.press("ArrowRight")
    await expect(cell(page, me, 1)).to_be_focused()
    await page.keyboard.press("Shift+ArrowLeft")
    await expect(cell(page, me, 1)).to_have_accessible_name(re.compile(this_week.removeprefix("Week ")))
    await page.keyboard.press("t")
    await expect(cell(page, me)).to_have_accessible_name(re.compile(this_week.removeprefix("Week ")))
    await page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    for title in ("Go to workload", "A week earlier", "Walk from cell to cell"):
        await expect(keys.get_by_text(title, exact=True)).to_be_visible()
    await is_clean(page)
    await bo.open()
    await page.keyboard.press("g")
    await page.keyboard.press("e")
    await expect(page.get_by_role("toolbar", name="Reports")).to_be_visible()


async def test_a_card_is_dragged_to_another_week(team: Team) -> None:
    bo = await team.join("Bo")
    me = await id_of(bo)
    await give(team, me, plan={**in_week(), "estimate": 5.0})
    page = await workload(bo)
    await cell(page, me).click()
    box = await page.get_by_role("dialog").get_by_role("link", name="plan").bounding_box()
    goal = await cell(page, me, 2).bounding_box()
    assert box is not None
    assert goal is not None
    await page.mouse.move(box["x"] + 10, box["y"] + 5)
    await page.mouse.down()
    await page.mouse.move(goal["x"] + 20, goal["y"] + 20, steps=8)
    await page.mouse.up()
    await expect(cell(page, me, 2)).to_contain_text("5")
    await expect(cell(page, me)).to_have_text("")


async def words_of(page: Page, person: str, week: int) -> str:
    """Return how a week is called in the menu."""
    spoken = await cell(page, person, week).get_attribute("aria-label") or ""
    return "Week " + spoken.split(", ")[1].split(":")[0]


async def warmed(page: Page, person: str) -> None:
    """Move the card "warm" from the fourth week to the third: then the board is in this page, or on this device."""
    await expect(cell(page, person, 3)).to_contain_text("1 card")
    await move(page, cell(page, person, 3), "warm", await words_of(page, person, 2))
    await expect(cell(page, person, 2)).to_contain_text("1 card")
    await is_saved(page)


async def is_saved(page: Page) -> None:
    """Wait until nothing that was moved here waits any more."""
    await expect(page.get_by_text("to be saved")).to_have_count(0, timeout=30_000)


async def loads(page: Page, people: list[str]) -> dict[str, list[str]]:
    """Return what stands in the cells of these people, the first four weeks; the mark of what is late is no text."""

    async def words(person: str, week: int) -> str:
        return "\n".join(line.strip() for line in (await cell(page, person, week).inner_text()).split("\n"))

    return {person: [await words(person, week) for week in range(4)] for person in people}


async def stored(team: Team, people: list[str]) -> dict[str, list[str]]:
    """Return the same from the store, by another way: each card here stands in one week, from Monday to Friday."""
    board = team.address.rpartition("/")[2]
    found = {person: [(0.0, 0)] * 4 for person in people}
    async with kanverge_client.open(team.server.address, board, await token(team), offline=False) as client:
        for card in client.cards:
            assert card.start is not None
            assert card.due is not None
            week = (date.fromisoformat(card.due) - friday()).days // 7
            assert card.start == monday(week).isoformat()
            for person in card.assignees:
                load, count = found[person][week]
                found[person][week] = (load + (card.estimate or 0) / len(card.assignees), count + 1)
    return {
        person: [f"{load:g}\n{count} card{'s' * (count > 1)}" if count else "" for load, count in weeks]
        for person, weeks in found.items()
    }


async def are_equal(team: Team, pages: list[Page], people: list[str]) -> dict[str, list[str]]:
    """Wait until all screens show what is in the store, and return it."""
    expected = await stored(team, people)
    for page in pages:
        for person in people:
            for week in range(4):
                await expect(cell(page, person, week)).to_have_text(
                    expected[person][week], use_inner_text=True, timeout=30_000
                )
        assert await loads(page, people) == expected
    return expected


@pytest.mark.offline
async def test_two_planners_on_one_week_one_of_them_offline_lose_nothing(team: Team) -> None:
    bo, cleo = await team.join("Bo"), await team.join("Cleo")
    people = [await id_of(bo), await id_of(cleo)]
    me, other = people
    await give(team, me, plan={**in_week(), "estimate": 5.0}, stays={**in_week(), "estimate": 1.0})
    await give(team, me, both={**in_week(), "estimate": 3.0}, warm=in_week(3))
    await give(team, other, theirs={**in_week(1), "estimate": 2.0})
    ann, page = await workload(team.ann), await workload(bo)
    assert (await are_equal(team, [ann, page], people))[me][0] == "9\n3 cards"
    next_week, later = await words_of(page, me, 1), await words_of(page, me, 3)
    await warmed(page, me)
    await page.context.set_offline(True)
    await move(page, cell(page, me), "plan", next_week)
    await expect(page.get_by_role("status").filter(has_text="it waits on this device")).to_have_count(1)
    await expect(cell(page, me, 1)).to_contain_text("5")
    await expect(page.get_by_text("to be saved")).to_be_visible()
    await move(ann, cell(ann, me), "plan", "Cleo")
    await expect(cell(ann, other)).to_contain_text("5")
    # Both move the same card to different weeks.
    await move(page, cell(page, me), "both", next_week)
    await move(ann, cell(ann, me), "both", later)
    await expect(cell(page, me, 1)).to_contain_text("8")
    await expect(cell(ann, me, 3)).to_contain_text("3")
    await page.context.set_offline(False)
    await is_saved(page)
    merged = await are_equal(team, [ann, page], people)
    assert merged[me][0] == "1\n1 card"
    assert merged[other][1] == "7\n2 cards"
    # Whose move did not hold is told so, and can make it again.
    was_lost = merged[me][1] == ""
    told = page.get_by_role("alert").filter(has_text="Somebody else moved both meanwhile")
    await expect(told).to_have_count(int(was_lost))
    if was_lost:
        await told.get_by_role("button", name="Move it again").click()
    await expect(cell(page, me, 1)).to_contain_text("3")
    await is_saved(page)
    assert (await are_equal(team, [ann, page], people))[me][1:] == ["3\n1 card", "0\n1 card", ""]


@pytest.mark.offline
async def test_what_is_moved_offline_outlives_the_page_and_is_sent_when_it_comes_back(team: Team) -> None:
    bo = await team.join("Bo")
    me = await id_of(bo)
    await give(team, me, plan={**in_week(), "estimate": 5.0}, warm=in_week(3))
    page = await workload(bo)
    await page.wait_for_function(CONTROLLED)
    await expect(cell(page, me)).to_contain_text("5")
    next_week = await words_of(page, me, 1)
    await warmed(page, me)
    await page.context.set_offline(True)
    await move(page, cell(page, me), "plan", next_week)
    await expect(page.get_by_text("to be saved")).to_be_visible()
    await expect(cell(page, me, 1)).to_contain_text("5")
    await page.wait_for_function(ON_THIS_DEVICE, arg=team.address.rpartition("/")[2])
    await page.wait_for_function(KEPT, arg=f"/kept/workload/{me}")
    for _ in range(2):
        # As it was told last, with what was moved since.
        await expect(page.get_by_text("this is what it told")).to_be_visible()
        await expect(page.get_by_text("to be saved")).to_be_visible()
        await expect(cell(page, me, 1)).to_contain_text("5")
        await expect(cell(page, me)).to_have_text("")
        await page.reload()
    await expect(cell(page, me, 1)).to_contain_text("5")
    await page.get_by_role("link", name="My work").click()
    await expect(page.get_by_role("heading", name="My work", level=1)).to_be_visible()
    await page.get_by_role("link", name="Workload").click()
    await expect(cell(page, me, 1)).to_contain_text("5")
    # What is there can be moved on, and taken back.
    await move(page, cell(page, me, 2), "warm", next_week)
    await expect(cell(page, me, 1)).to_contain_text("2 cards")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+z")
    await expect(cell(page, me, 2)).to_contain_text("1 card")
    await is_clean(page)
    await page.context.set_offline(False)
    await is_saved(page)
    await expect(cell(page, me, 1)).to_contain_text("5", timeout=30_000)
    assert (await are_equal(team, [page], [me]))[me][:2] == ["", "5\n1 card"]


@pytest.mark.offline
async def test_who_left_the_page_offline_is_told_of_a_move_that_does_not_stand(team: Team) -> None:
    bo = await team.join("Bo")
    me, board = await id_of(bo), team.address.rpartition("/")[2]
    ids = await give(team, me, plan={**in_week(), "estimate": 5.0}, warm=in_week(3))
    # Of two who set one key, the one under the higher number stands: his is low, and drawn anew.
    await bo.page.add_init_script("Math.random = () => 1e-6")
    await bo.page.goto(f"{team.server.address}/")
    await bo.page.evaluate(
        "indexedDB.databases().then(all => all.map(({name}) => indexedDB.deleteDatabase(name)))"
    )
    page = await workload(bo)
    await page.wait_for_function(CONTROLLED)
    await warmed(page, me)
    mine, theirs = ((monday(week).isoformat(), friday(week).isoformat()) for week in (1, 2))
    next_week = await words_of(page, me, 1)
    await page.context.set_offline(True)
    await move(page, cell(page, me), "plan", next_week)
    await page.wait_for_function(ON_THIS_DEVICE, arg=board)
    await page.reload()
    async with kanverge_client.open(team.server.address, board, await token(team), offline=False) as client:
        for key, value in zip(("start", "due"), theirs, strict=True):
            client.cards.set(ids["plan"], key, value)
        await client.saved()
    await page.context.set_offline(False)
    await is_saved(page)
    assert await dates_of(team, "plan") == {"plan": theirs}
    lost = page.get_by_role("status").filter(has_text="Theirs was kept")
    await expect(lost).to_contain_text(re.compile("“plan”.*; here you had set the start date to .*due date"))
    await lost.get_by_role("button", name="Set mine again").click()
    await expect(cell(page, me, 1)).to_contain_text("5")
    await is_saved(page)
    assert await dates_of(team, "plan") == {"plan": mine}


@pytest.mark.offline
async def test_what_cannot_be_done_offline_or_is_not_allowed_is_said(team: Team) -> None:
    bo = await team.join("Bo")
    me, board = await id_of(bo), team.address.rpartition("/")[2]
    await give(team, me, plan={**in_week(), "estimate": 5.0}, warm=in_week(3))
    page = await workload(bo)
    await expect(cell(page, me)).to_contain_text("5")
    next_week = await words_of(page, me, 1)
    await warmed(page, me)
    await page.context.set_offline(True)
    await move(page, cell(page, me), "plan", next_week)
    await expect(page.get_by_text("to be saved")).to_be_visible()
    answer = await team.ann.page.request.patch(
        f"{team.server.address}/api/boards/{board}/members/{me}",
        data={"role": "viewer"},
        headers={"origin": team.server.address},
    )
    assert answer.status == 204, await answer.text()
    await page.context.set_offline(False)
    refused = page.get_by_role("alert").filter(has_text="Refused: Change the card “plan”")
    await expect(refused).to_be_visible(timeout=30_000)
    await expect(cell(page, me)).to_contain_text("5", timeout=30_000)
    await page.get_by_role("alert").get_by_role("button", name="Dismiss").click()
    await move(page, cell(page, me), "plan", next_week)
    await expect(page.get_by_role("alert")).to_contain_text("but not change it")
    # A board that was never opened here has no copy on this device.
    await page.evaluate(
        "indexedDB.databases().then(all => all.map(({name}) => indexedDB.deleteDatabase(name)))"
    )
    await page.reload()
    await expect(cell(page, me)).to_contain_text("5")
    await page.context.set_offline(True)
    await move(page, cell(page, me), "plan", next_week)
    await expect(page.get_by_role("alert")).to_contain_text("its board is not on this device")


async def test_a_card_stands_where_its_work_is_and_what_is_late_is_marked_and_counted(team: Team) -> None:
    bo = await team.join("Bo")
    me = await id_of(bo)
    sunday = monday(1) + timedelta(days=6)
    yesterday = (today() - timedelta(days=1)).isoformat()
    await give(
        team, me,
        until_sunday={"start": monday(1).isoformat(), "due": sunday.isoformat(), "estimate": 2.0},
        rest={"start": (sunday - timedelta(days=1)).isoformat(), "due": (sunday - timedelta(days=1)).isoformat()},
        late={"start": (today() - timedelta(days=9)).isoformat(), "due": yesterday, "estimate": 1.0},
        begun={"start": monday(1).isoformat()},
    )  # fmt: skip
    page = await workload(bo)
    await expect(cell(page, me, 1)).to_contain_text("3 cards")
    await expect(cell(page, me, 2)).to_have_text("")
    await cell(page, me, 1).click()
    panel = page.get_by_role("dialog")
    await expect(panel.get_by_role("listitem").filter(has_text="no working day")).to_contain_text(["rest"])
    await page.keyboard.press("Escape")
    await move(page, cell(page, me, 1), "until_sunday", await words_of(page, me, 3))
    await expect(cell(page, me, 3)).to_contain_text("2")
    days = await short_days(page, monday(3).isoformat(), (sunday + timedelta(14)).isoformat())
    moved = page.get_by_role("status").get_by_text(f"Moved until_sunday to {days[0]} to {days[1]}")
    await expect(moved).to_have_count(1)
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("button", name="Overdue 1")).to_be_visible()
    await page.get_by_role("button", name="Without a due date 1").click()
    await expect(panel.get_by_role("link")).to_have_text(["begun"])
    await page.keyboard.press("Escape")
    await page.keyboard.press("Shift+ArrowLeft")
    late = page.get_by_role("button", name=re.compile("1 overdue$")).first
    await late.click()
    # Before the name of the board, which may be long.
    marked = panel.get_by_role("listitem").filter(has_text=re.compile("lateoverdue · "))
    await expect(marked).to_have_count(1)
    await is_clean(page)


async def test_imported_people_have_their_names_and_a_capacity(team: Team) -> None:
    board, ines = team.address.rpartition("/")[2], "Ines" * 5 + "xy"
    async with kanverge_client.open(team.server.address, board, await token(team), offline=False) as client:
        client.edit("people.add", {"id": ines, "name": "Inès Imported"})
        await client.saved()
    await give(team, ines, plan={**in_week(), "estimate": 5.0})
    page = await workload(team.ann)
    name = page.get_by_role("button", name="Capacity of Inès Imported")
    await expect(name).to_contain_text("Board")
    await name.focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("A week holds").fill("4")
    await page.keyboard.press("Enter")
    await expect(cell(page, ines)).to_contain_text("+1 over")
    await expect(name).to_contain_text("4 points")
    await is_clean(page)


@pytest.mark.own_profile
async def test_odd_dates_and_numbers_are_shown_and_nothing_is_hidden(team: Team) -> None:
    bo = await team.join("Bo")
    me = await id_of(bo)
    errors = list[str]()
    bo.page.on("pageerror", lambda error: errors.append(str(error)))
    await capacity(bo, me, 0)
    await give(
        team, me,
        backwards={"start": friday(2).isoformat(), "due": monday(2).isoformat(), "estimate": 2.0},
        enormous={**in_week(1), "estimate": 2.0**52},
        endless={"start": "0001-01-01", "due": "9999-12-31"},
        undated={"estimate": 3.0},
        late={"due": "2020-02-29", "estimate": 1.0},
    )  # fmt: skip
    await planned(
        team, unassigned={**in_week(1), "estimate": 4.0}
    )  # on a weekend this week's is late already
    page = await workload(bo)
    await expect(cell(page, me, 2)).to_have_text("2 / 0+2 over")
    await expect(cell(page, me, 1)).to_contain_text("over")
    await expect(cell(page, "", 1)).to_contain_text("4")
    await page.get_by_role("button", name="Without a due date").click()
    await expect(page.get_by_role("dialog").get_by_role("link")).to_have_text(["undated"])
    await page.keyboard.press("Escape")
    late = page.get_by_role("button", name="Overdue")
    await late.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog").get_by_role("link")).to_have_text(["late"])
    await page.keyboard.press("Escape")
    await expect(late).to_be_focused()
    await move(page, late, "late", await words_of(page, me, 2))
    await expect(cell(page, me, 2)).to_contain_text("+3 over")
    await expect(late).to_have_count(0)
    assert errors == []


async def test_capacity_is_set_in_the_page_and_what_makes_no_sense_is_refused(team: Team) -> None:
    bo = await team.join("Bo")
    me = await id_of(bo)
    page = await workload(bo)
    name = page.get_by_role("button", name="Capacity of Bo")
    await name.focus()
    await page.keyboard.press("Enter")
    field = page.get_by_label("A week holds")
    await field.fill("20000")
    await field.press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("0 to 10,000")
    await field.fill("8")
    await page.get_by_label("First day off").fill(monday(1).isoformat())
    await is_clean(page)
    await field.press("Enter")
    await expect(cell(page, me)).to_contain_text("0 / 8")
    await expect(cell(page, me, 1)).to_contain_text("0 / 6.4")
    await name.click()
    first, last = page.get_by_label("First day off"), page.get_by_label("Last day off")
    (day,) = await short_days(page, monday(1).isoformat())
    await expect(page.get_by_role("button", name=f"Remove {day}")).to_be_visible()
    for input_ in (first, last):  # a day and its button fit
        assert await input_.evaluate(
            "field => field.clientWidth >= 120 && field.scrollWidth <= field.clientWidth"
        )
    await first.fill(monday(2).isoformat())
    await last.fill(monday(1).isoformat())
    await field.press("Enter")
    await expect(last).to_be_focused()
    await expect(last).to_have_accessible_description("The last day off is before the first.")
    await is_clean(page)
    await last.fill(friday(2).isoformat())
    await expect(last).to_have_accessible_description("")
    await field.press("Enter")
    await expect(cell(page, me, 2)).to_have_text("Away")
    await give(team, me, plan={**in_week(2), "estimate": 3.0})
    await expect(cell(page, me, 2)).to_have_accessible_name(
        re.compile("3 of 0 points, too much, 1 card, away$")
    )
    await expect(cell(page, me, 2)).to_have_text("3 · away+3 over")
    await page.set_viewport_size({"width": 1360, "height": 800})
    heads = page.locator(".wl-head > span:not(:first-child)")
    await expect(heads).to_have_count(10)
    for _ in range(2):  # the year is said of the weeks of another
        assert await heads.evaluate_all("all => all.every(one => one.scrollWidth <= one.clientWidth)")
        await page.get_by_role("button", name="Later weeks").click()


async def test_who_has_nothing_to_do_has_a_row_to_drag_to_and_many_of_them_are_behind_a_button(
    team: Team,
) -> None:
    bo, cleo = await team.join("Bo"), await team.join("Cleo")
    me, free = await id_of(bo), await id_of(cleo)
    await give(team, me, plan={**in_week(), "estimate": 5.0})
    page = await workload(bo)
    await cell(page, me).click()
    box = await page.get_by_role("dialog").get_by_role("link", name="plan").bounding_box()
    goal = await cell(page, free).bounding_box()
    assert box is not None
    assert goal is not None
    await page.mouse.move(box["x"] + 10, box["y"] + 5)
    await page.mouse.down()
    await page.mouse.move(goal["x"] + goal["width"] - 10, goal["y"] + 20, steps=8)
    await page.mouse.up()
    await expect(cell(page, free)).to_contain_text("5")
    await expect(cell(page, me)).to_have_text("")
    for at in range(6):
        await team.join(f"Idle {at}")
    await page.reload()
    idle = page.get_by_role("button", name=re.compile("people with nothing planned"))
    await expect(idle).to_be_visible()
    await expect(cell(page, free)).to_contain_text("5")
    await expect(cell(page, me)).to_be_visible()
    await expect(page.locator(".wl-who").filter(has_text="Idle 0")).to_have_count(0)
    await idle.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".wl-who").filter(has_text="Idle 0")).to_be_visible()
    await is_clean(page)
