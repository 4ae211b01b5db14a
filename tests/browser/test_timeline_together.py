"""Two planners at once on one bar, one dependency, one milestone; one of them without a network for a while."""

import re

import pytest
from playwright.async_api import Page, expect

from kanverge_client import open as open_board
from tests.browser.boards import BoardPage, Team
from tests.browser.dated import DAY_PX, bar, dates_of, day, planned, pull, row, span, timeline, token
from tests.browser.test_offline import CONTROLLED, came_back, says_offline

pytestmark = [pytest.mark.browser, pytest.mark.elsewhere]


async def both(team: Team) -> tuple[Page, Page, BoardPage]:
    """Return Ann's and Bo's timelines, and Bo."""
    bo = await team.join("Bo")
    return await timeline(team.ann), await timeline(bo), bo


async def test_a_bar_that_somebody_drags_floats_with_their_name(team: Team) -> None:
    await planned(team, plan=span(2, 6))
    hers, his, bo = await both(team)
    await pull(his, bar(his, "plan"), 4 * DAY_PX, drop=False)
    ghost = hers.locator(".tl-bar.is-ghost")
    await expect(ghost).to_contain_text("Bo")
    await expect(hers.locator(".tl-bar.is-visited")).to_have_count(1)
    left = await bar(hers, "plan").first.evaluate("(bar) => parseFloat(getComputedStyle(bar).left)")
    await expect(ghost).to_have_css("left", f"{left + 4 * DAY_PX:g}px")
    await his.mouse.up()
    await expect(ghost).to_have_count(0)
    await bo.is_live()
    assert await dates_of(team, "plan") == {"plan": (day(6), day(10))}


async def test_a_bar_that_somebody_has_open_has_their_ring(team: Team) -> None:
    await planned(team, plan=span(2, 6))
    hers, his, _ = await both(team)
    await row(his, "plan").click()
    await expect(hers.locator(".tl-bar.is-visited")).to_have_count(1)
    await expect(hers.locator(".tl-name .visitors .avatar")).to_have_count(1)


async def test_both_drag_one_bar_and_what_they_did_not_touch_of_it_stays(team: Team) -> None:
    await planned(team, plan=span(2, 8))
    hers, his, bo = await both(team)
    await pull(hers, bar(hers, "plan").locator("[data-hold=end]"), 2 * DAY_PX, drop=False)
    await pull(his, bar(his, "plan").locator("[data-hold=start]"), -2 * DAY_PX, drop=False)
    await hers.mouse.up()
    await his.mouse.up()
    for person in (team.ann, bo):
        await person.is_live()
        await expect(bar(person.page, "plan")).to_have_css("width", f"{11 * DAY_PX}px")
    assert await dates_of(team, "plan") == {"plan": (day(0), day(10))}
    await hers.keyboard.press("Control+z")  # hers only
    await expect(bar(his, "plan")).to_have_css("width", f"{9 * DAY_PX}px")


@pytest.mark.offline
async def test_one_moves_a_bar_offline_that_the_other_moves_and_both_end_with_the_same(team: Team) -> None:
    await planned(team, plan=span(2, 6), other=span(1, 3))
    hers, his, bo = await both(team)
    await his.context.set_offline(True)
    await says_offline(his, waiting=0)
    await pull(his, bar(his, "plan"), 3 * DAY_PX)
    await pull(his, bar(his, "other"), 5 * DAY_PX)
    await says_offline(his, waiting=4)
    await pull(hers, bar(hers, "plan"), -2 * DAY_PX)
    await team.ann.is_live()
    await his.context.set_offline(False)
    await came_back(bo)
    found = await dates_of(team, "plan", "other")
    assert found["other"] == (day(6), day(8))
    # Whose comes later wins, and wins whole: the bar is as long as it was.
    assert found["plan"] in {(day(5), day(9)), (day(0), day(4))}
    await read_alike(his, hers)
    for page in (hers, his):
        await expect(bar(page, "plan")).to_have_css("width", f"{5 * DAY_PX}px")


async def read_alike(one: Page, other: Page) -> None:
    title = await bar(one, "plan").get_attribute("title")
    await expect(bar(other, "plan")).to_have_attribute("title", str(title))


def overruled(*, by: BoardPage, team: Team) -> re.Pattern[str]:
    """Return what is told of a bar that somebody else has moved as well."""
    who = "Ann" if by is team.ann else r"Bo \d+"
    dates = r"changed the start date of “plan” from .+ and changed the due date of “plan” from .+"
    return re.compile(
        f"^While you were away {who} {dates}; here you had set the start date to .+ and set the due date"
    )


@pytest.mark.offline
async def test_who_was_away_and_whose_change_does_not_stand_is_told_and_can_make_it_again(team: Team) -> None:
    await planned(team, plan=span(2, 6))
    _, _, bo = await both(team)
    times_told = 0
    # Whose stands is drawn by lot, but it is the same one's each time.
    for at, (away, here) in ((2, (bo, team.ann)), (5, (team.ann, bo))):
        await away.page.context.set_offline(True)
        await says_offline(away.page, waiting=0)
        await pull(away.page, bar(away.page, "plan"), 3 * DAY_PX)
        await pull(here.page, bar(here.page, "plan"), -1 * DAY_PX)
        await here.is_live()
        await away.page.context.set_offline(False)
        await came_back(away)
        lost = away.page.get_by_role("status").filter(has_text="Theirs was kept")
        if (await dates_of(team, "plan"))["plan"] == (day(at - 1), day(at + 3)):
            times_told += 1
            await expect(lost).to_contain_text(overruled(by=here, team=team))
            await lost.get_by_role("button", name="Set mine again").click()
            await away.is_live()
        assert await dates_of(team, "plan") == {"plan": (day(at + 3), day(at + 7))}
        await expect(lost).to_have_count(0)
        await read_alike(away.page, here.page)
    assert times_told == 1


@pytest.mark.offline
@pytest.mark.parametrize("is_closed", [False, True])
async def test_who_left_the_page_without_a_network_is_told_all_the_same_and_once(
    team: Team, is_closed: bool
) -> None:
    await planned(team, plan=span(2, 6))
    _, _, bo = await both(team)
    times_told = 0
    for at, (away, here) in ((2, (bo, team.ann)), (5, (team.ann, bo))):
        context = away.page.context
        await away.page.wait_for_function(CONTROLLED)
        await context.set_offline(True)
        await says_offline(away.page, waiting=0)
        await pull(away.page, bar(away.page, "plan"), 3 * DAY_PX)
        await says_offline(away.page, waiting=2)
        await pull(here.page, bar(here.page, "plan"), -1 * DAY_PX)
        await here.is_live()
        if is_closed:
            await away.page.close()
            await context.set_offline(False)
            away.page = await context.new_page()
            await away.page.goto(f"{away.address}/timeline")
        else:
            await away.page.reload()
            await says_offline(away.page, waiting=2)
            await context.set_offline(False)
        await came_back(away)
        await away.has_hands()
        lost = away.page.get_by_role("status").filter(has_text="Theirs was kept")
        if (await dates_of(team, "plan"))["plan"] == (day(at - 1), day(at + 3)):
            times_told += 1
            await expect(lost).to_contain_text(overruled(by=here, team=team))
            await away.page.reload()
            await came_back(away)
            await away.has_hands()
            await expect(lost).to_have_count(0)
            await pull(away.page, bar(away.page, "plan"), 4 * DAY_PX)
            await away.is_live()
        assert await dates_of(team, "plan") == {"plan": (day(at + 3), day(at + 7))}
        await expect(lost).to_have_count(0)
        await read_alike(away.page, here.page)
    assert times_told == 1


@pytest.mark.offline
async def test_one_removes_a_dependency_offline_while_the_other_draws_one(team: Team) -> None:
    await planned(team, one={**span(0, 2), "blocks": ["two"]}, two=span(4, 6), three=span(8, 9))
    hers, his, bo = await both(team)
    await expect(his.locator(".tl-arrow")).to_have_count(1)
    await his.context.set_offline(True)
    await says_offline(his, waiting=0)
    await row(his, "two").focus()
    await his.keyboard.press("b")
    await his.get_by_role("button", name="Remove: Waits for #1 one").click()
    await expect(his.locator(".tl-arrow")).to_have_count(0)
    await his.keyboard.press("Escape")
    await row(hers, "three").focus()
    await hers.keyboard.press("b")
    await hers.get_by_role("button", name="Waits for: add a card").click()
    await hers.get_by_role("option", name="#2 two").click()
    await team.ann.is_live()
    await his.context.set_offline(False)
    await came_back(bo)
    for page in (hers, his):
        await expect(page.locator(".tl-arrow")).to_have_count(1)


@pytest.mark.offline
async def test_two_dependencies_that_make_a_circle_together_are_told_to_both(team: Team) -> None:
    await planned(team, one=span(0, 2), two=span(4, 6))
    hers, his, bo = await both(team)
    await his.context.set_offline(True)
    await says_offline(his, waiting=0)
    for page, card, other in ((his, "one", "#2 two"), (hers, "two", "#1 one")):
        await row(page, card).focus()
        await page.keyboard.press("b")
        await page.get_by_role("button", name="Waits for: add a card").click()
        await page.get_by_role("option", name=other).click()
        await expect(page.locator(".tl-arrow")).to_have_count(1)
        await page.keyboard.press("Escape")
    await his.context.set_offline(False)
    await came_back(bo)
    for page in (hers, his):
        await expect(page.locator(".tl-arrow.is-circle")).to_have_count(2)
        await page.get_by_role("button", name="problems of this plan").click()
        await expect(
            page.get_by_role("button", name="2 cards wait for each other in a circle")
        ).to_be_visible()
    assert await blocked_by(team) == {"one": ["two"], "two": ["one"]}


async def blocked_by(team: Team) -> dict[str, list[str]]:
    """Return which cards wait for which, by titles, as a program sees it."""
    board = team.address.rpartition("/")[2]
    async with open_board(team.server.address, board, await token(team), offline=False) as client:
        titles = {card.id: card.title for card in client.cards}
        return {card.title: [titles[id] for id in card.blocks] for card in client.cards if card.blocks}


async def waits_for(page: Page, card: str, other: str) -> None:
    await row(page, card).focus()
    await page.keyboard.press("b")
    await page.get_by_role("button", name="Waits for: add a card").click()
    await page.get_by_role("option", name=other).click()
    await page.keyboard.press("Escape")


async def waits_no_more(page: Page, card: str, other: str) -> None:
    await row(page, card).focus()
    await page.keyboard.press("b")
    await page.get_by_role("button", name=f"Remove: Waits for {other}").click()
    await page.keyboard.press("Escape")


@pytest.mark.offline
async def test_both_draw_one_dependency_and_both_remove_it_and_it_is_there_once_or_not_at_all(
    team: Team,
) -> None:
    await planned(team, one=span(0, 2), two=span(4, 6))
    hers, his, bo = await both(team)
    for change, other, arrows, known in (
        (waits_for, "#1 one", 1, {"one": ["two"]}),
        (waits_no_more, "#1 one", 0, {}),
    ):
        await his.context.set_offline(True)
        await says_offline(his, waiting=0)
        for page in (his, hers):
            await change(page, "two", other)
            await expect(page.locator(".tl-arrow")).to_have_count(arrows)
        await team.ann.is_live()
        await his.context.set_offline(False)
        await came_back(bo)
        for page in (hers, his):
            await expect(page.locator(".tl-arrow")).to_have_count(arrows)
        assert await blocked_by(team) == known


@pytest.mark.offline
async def test_a_dependency_drawn_again_stays_though_the_other_removes_it_offline(team: Team) -> None:
    await planned(team, one={**span(0, 2), "blocks": ["two"]}, two=span(4, 6))
    hers, his, bo = await both(team)
    await expect(his.locator(".tl-arrow")).to_have_count(1)
    await his.context.set_offline(True)
    await says_offline(his, waiting=0)
    await waits_no_more(his, "two", "#1 one")
    await waits_no_more(hers, "two", "#1 one")
    await waits_for(hers, "two", "#1 one")
    await team.ann.is_live()
    await his.context.set_offline(False)
    await came_back(bo)
    # What somebody wants to be there wins over what somebody else did not want.
    for page in (hers, his):
        await expect(page.locator(".tl-arrow")).to_have_count(1)
    assert await blocked_by(team) == {"one": ["two"]}


async def test_a_milestone_that_somebody_drags_floats_too(team: Team) -> None:
    hers, his, bo = await both(team)
    await his.keyboard.press("Shift+M")
    await his.keyboard.type("Beta")
    await his.keyboard.press("Enter")
    await expect(hers.locator("[data-milestone]")).to_have_count(1)
    await pull(his, his.locator("[data-milestone] i"), 4 * DAY_PX, drop=False)
    await expect(hers.locator(".tl-diamond.is-ghost")).to_contain_text("Bo")
    await his.mouse.up()
    await expect(hers.locator(".tl-diamond.is-ghost")).to_have_count(0)
    await bo.is_live()
