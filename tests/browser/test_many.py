"""One board over many: the cards of a portfolio's boards by a filter, changed in place on their own boards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from kanverge_client import open as open_board
from tests.browser.boards import BoardPage, Team, has_come
from tests.browser.dated import day
from tests.browser.serving import Server
from tests.browser.test_accessible import is_clean
from tests.browser.test_offline import CONTROLLED
from tests.browser.test_portfolio import add_boards, planners, row

__all__ = ["planners"]

pytestmark = pytest.mark.browser

YESTERDAY, IN_DAYS = day(-1), day(3)


@dataclass
class Many:
    """Ann at the cards of a portfolio over Shop and Site."""

    team: Team
    boards: dict[str, str]
    tokens: dict[str, str]

    @property
    def page(self) -> Page:
        return self.team.ann.page

    async def known(self, name: str) -> dict[str, Any]:
        """Return the cards of a board by their titles, as a program sees them."""
        server, board = self.team.server, self.boards[name]
        async with open_board(server.address, board, self.tokens[name], offline=False) as b:
            columns = {column.id: column.name for column in b.columns}
            return {
                card.title: {
                    "column": columns.get(card.column),
                    "due": card.due,
                    "priority": card.priority,
                    "done": card.done,
                    "assignees": list(card.assignees),
                }
                for card in b.cards
            }


async def token(page: Page, server: Server, board: str) -> str:
    answer = await page.request.post(
        f"{server.address}/api/boards/{board}/tokens",
        data={"role": "editor", "name": "look"},
        headers={"origin": server.address},
    )
    assert answer.status == 201, await answer.text()
    text: str = (await answer.json())["token"]
    return text


@pytest.fixture
async def many(planners: Team) -> Many:
    page, server = planners.ann.page, planners.server
    await add_boards(page, "Shop", "Site")
    made = Many(planners, {}, {})
    for name in ("Shop", "Site"):
        href = await row(page, name).locator("a").get_attribute("href")
        made.boards[name] = board = str(href).rpartition("/")[2]
        made.tokens[name] = await token(page, server, board)
    async with open_board(server.address, made.boards["Shop"], made.tokens["Shop"], offline=False) as b:
        to_do = next(column for column in b.columns if column.name == "To do")
        b.columns.set(next(column for column in b.columns if column.name == "Doing"), "category", "doing")
        label = b.labels.add(name="Bug", color="red")
        b.cards.add(title="late", column=to_do, due=YESTERDAY, labels=[label.id])
        wall = b.cards.add(title="wall", column=to_do, due=IN_DAYS)
        waits = b.cards.add(title="waits", column=to_do)
        b.cards.include(wall, "blocks", waits)
        await b.saved()
    async with open_board(server.address, made.boards["Site"], made.tokens["Site"], offline=False) as b:
        to_do = next(column for column in b.columns if column.name == "To do")
        label = b.labels.add(name="bug", color="blue")
        b.cards.add(title="there", column=to_do, priority="high", labels=[label.id])
        b.cards.add(title="past", column=to_do, done=True)
        b.columns.set(next(column for column in b.columns if column.name == "Doing"), "category", None)
        await b.saved()
    await page.goto(f"{planners.address}/cards")
    await shows(page, "late", "wall", "waits", "there")
    await has_come(page, "many_hands")
    return made


def titles(page: Page) -> Locator:
    return page.get_by_role("list", name="Cards of the portfolio").locator(".list-title > a")


async def shows(page: Page, *names: str) -> None:
    await expect(titles(page)).to_have_text(list(names))


def card(page: Page, title: str) -> Locator:
    return page.locator(".list-row").filter(has=page.get_by_role("link", name=title, exact=True))


async def test_cards_of_all_boards_are_shown_by_what_the_address_asks_for(many: Many) -> None:
    page = many.page
    await page.get_by_role("button", name="Blocked", exact=True).click()
    await shows(page, "waits")
    await page.get_by_role("button", name="Blocked", exact=True).click()
    await page.get_by_role("button", name="Filter by label").click()
    await page.get_by_role("option", name="bug").click()
    await page.keyboard.press("Escape")
    # Two boards have a label of that name, each its own.
    await shows(page, "late", "there")
    await page.get_by_role("button", name="With what is done").click()
    await page.get_by_role("button", name="Filter by label").click()
    await page.get_by_role("option", name="bug").click()
    await page.keyboard.press("Escape")
    await shows(page, "late", "wall", "waits", "there", "past")
    await page.get_by_role("button", name="Filter by due").click()
    await page.get_by_role("option", name="Next 7 days").click()
    await page.keyboard.press("Escape")
    await shows(page, "wall")
    await page.reload()
    await shows(page, "wall")
    await page.get_by_label("Words in the title").fill("nothing like it")
    await expect(page.get_by_text("No card is like that")).to_be_visible()
    await is_clean(page)


async def test_a_card_is_changed_in_place_by_keyboard_alone_on_its_own_board(many: Many) -> None:
    page = many.page
    await page.keyboard.press("j")
    await expect(page.get_by_role("link", name="late", exact=True)).to_be_focused()
    await page.keyboard.press("m")
    await page.get_by_role("combobox", name="Move to column").fill("Doing")
    await page.keyboard.press("Enter")
    await expect(card(page, "late").get_by_role("button", name="Column: Doing")).to_be_visible()
    await page.keyboard.press("p")
    await page.get_by_role("option", name="Urgent").click()
    await expect(card(page, "late").get_by_role("button", name="Priority: urgent")).to_be_visible()
    await page.keyboard.press("i")
    await expect(card(page, "late").get_by_role("button", name="Assigned to: Ann")).to_be_visible()
    await page.keyboard.press("l")
    await page.get_by_role("combobox", name="Label").press("Enter")
    await expect(card(page, "late").get_by_role("button", name="Labels: none")).to_be_visible()
    await page.keyboard.press("Control+z")
    await expect(card(page, "late").get_by_role("button", name="Labels: Bug")).to_be_visible()
    await page.keyboard.press("d")
    await page.get_by_role("textbox", name="Due").fill(IN_DAYS)
    await page.keyboard.press("Enter")
    await expect(card(page, "late").get_by_role("button", name=f"Due: {IN_DAYS}")).to_be_visible()
    await page.get_by_role("link", name="late", exact=True).press("e")
    await page.get_by_label("Title", exact=True).fill("early")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("link", name="early", exact=True)).to_be_focused()
    await page.keyboard.press("s")
    await expect(page.get_by_role("link", name="early", exact=True)).to_have_count(0)  # done is not shown
    await page.keyboard.press("Control+z")
    await expect(page.get_by_role("link", name="early", exact=True)).to_be_visible()
    await saved(page)
    early = (await many.known("Shop"))["early"]
    assert len(early.pop("assignees")) == 1
    assert early == {"column": "Doing", "due": IN_DAYS, "priority": "urgent", "done": False}


async def saved(page: Page) -> None:
    """Wait until nothing that was changed on other boards waits on this device."""
    await expect(page.locator(".filter-count")).not_to_contain_text("saving")


async def test_what_others_do_on_a_board_is_seen_at_once_and_what_may_not_be_seen_is_counted(
    many: Many,
) -> None:
    page = many.page
    bo = await many.team.join("Bo", role="editor")
    await bo.page.goto(f"{many.team.address}/cards")
    await expect(bo.page.get_by_text("2 boards you may not see")).to_be_visible()
    await expect(titles(bo.page)).to_have_count(0)
    assert "late" not in await bo.page.content()
    server = many.team.server
    async with open_board(server.address, many.boards["Site"], many.tokens["Site"], offline=False) as b:
        b.cards.add(title="fresh", column=next(iter(b.columns)))
        await b.saved()
        await expect(page.get_by_role("link", name="fresh", exact=True)).to_be_visible()


async def test_a_card_is_dragged_from_stage_to_stage_and_moved_by_keys(many: Many) -> None:
    page = many.page
    await page.get_by_role("button", name="By stage").click()
    stage = {name: page.get_by_role("region", name=name, exact=True) for name in ("To come", "Doing", "Done")}
    await expect(stage["Done"].get_by_role("link")).to_have_count(1)
    late = stage["To come"].get_by_role("link", name=re.compile("late"))
    await late.drag_to(stage["Doing"])
    await expect(stage["Doing"].get_by_role("link", name=re.compile("late"))).to_be_visible()
    there = stage["To come"].get_by_role("link", name=re.compile("there"))
    await there.focus()
    await page.keyboard.press("Alt+ArrowRight")
    # Nobody says which column of Site means that something is being done.
    await expect(
        page.get_by_role("region", name="Messages").get_by_text("Its board has no column for that")
    ).to_be_visible()
    await is_clean(page)
    await saved(page)
    assert (await many.known("Shop"))["late"]["column"] == "Doing"


@pytest.mark.offline
async def test_one_changes_a_card_offline_while_another_does_and_who_lost_is_told(many: Many) -> None:
    page, server = many.page, many.team.server
    await card(page, "wall").get_by_role("button", name="Due").click()
    await page.keyboard.press("Escape")
    # Opened once: the board's copy is on this device by then.
    await page.get_by_role("link", name="wall", exact=True).press("p")
    await page.get_by_role("option", name="Low").click()
    await expect(card(page, "wall").get_by_role("button", name="Priority: low")).to_be_visible()
    await saved(page)
    await page.context.set_offline(True)
    await expect(page.get_by_text("The server cannot be reached")).to_be_visible()
    await page.get_by_role("link", name="wall", exact=True).press("p")
    await page.get_by_role("option", name="Urgent").click()
    await expect(
        page.get_by_role("region", name="Messages").get_by_text("it waits on this device")
    ).to_be_visible()
    async with open_board(server.address, many.boards["Shop"], many.tokens["Shop"], offline=False) as b:
        wall = next(one for one in b.cards if one.title == "wall")
        b.cards.set(wall, "priority", "medium")
        b.cards.set(wall, "due", YESTERDAY)
        await b.saved()
    await page.context.set_offline(False)
    await saved(page)
    found = (await many.known("Shop"))["wall"]
    assert found["due"] == YESTERDAY
    # Either holds, on both sides; if it is not Ann's, she is told.
    assert found["priority"] in ("urgent", "medium")
    mine = card(page, "wall").get_by_role("button", name=f"Priority: {found['priority']}")
    await expect(mine).to_be_visible()
    if found["priority"] == "medium":
        messages = page.get_by_role("region", name="Messages")
        await expect(messages.get_by_text("and theirs was kept")).to_be_visible()


# What this device keeps under a name, as text.
KEPT = """async ({ name, has }) => {
  const cache = await caches.open("answers");
  const found = (await cache.keys()).find(({ url }) => url.includes(name));
  return found !== undefined && (await (await cache.match(found)).text()).includes(has);
}"""


@pytest.mark.offline
async def test_what_was_told_last_stays_without_a_network_and_says_its_age(many: Many) -> None:
    page, board = many.page, many.boards["Shop"]
    portfolio = many.team.address.rpartition("/")[2]
    await page.wait_for_function(CONTROLLED)
    overdue = row(page, "Shop").locator(".portfolio-cell.is-overdue")
    count = page.get_by_role("status").filter(has_text=re.compile("^4 cards$"))
    burn_up = page.get_by_role("img", name="Burn-up: 0 of 3 done")
    for address, name, has, shown in (
        (f"{many.team.address}/cards", f"/kept/cards/{portfolio}/", '"waits"', count),
        (
            many.team.address,
            f"/kept/portfolio/{portfolio}/",
            '"open":3',
            overdue.get_by_text("1", exact=True),
        ),
        (f"{many.team.server.address}/b/{board}/reports", f"/kept/reports/{board}/90/", '"all":3', burn_up),
    ):
        await page.goto(address)
        await expect(shown).to_be_visible()
        await page.wait_for_function(KEPT, arg={"name": name, "has": has})
        await page.context.set_offline(True)
        told = page.get_by_role("status").filter(has_text="this is what it told")
        await expect(told).to_be_visible()
        await page.reload()
        await expect(told).to_be_visible()
        await expect(shown).to_be_visible()
        await is_clean(page)
        await page.context.set_offline(False)
        await expect(told).to_have_count(0, timeout=30_000)
        await expect(shown).to_be_visible()
    # A span that was never looked at is not made up of another.
    await page.context.set_offline(True)
    await page.get_by_role("button", name="30 days").click()
    await expect(page.get_by_text("this page was not open on this device before")).to_be_visible()
    await expect(burn_up).to_have_count(0)


async def test_access_taken_away_while_one_watches_takes_the_cards_away(many: Many) -> None:
    bo = await many.team.join("Bo", role="viewer")
    who = await bo.page.evaluate("fetch('/api/me').then((answer) => answer.json())")
    ann, server = many.page, many.team.server
    member = f"{server.address}/api/boards/{many.boards['Shop']}/members/{who['id']}"
    headers = {"origin": server.address}
    assert (await ann.request.patch(member, data={"role": "viewer"}, headers=headers)).ok
    await bo.page.goto(f"{many.team.address}/cards")
    await shows(bo.page, "late", "wall", "waits")
    # Who may only look changes nothing.
    await expect(bo.page.get_by_role("button", name=re.compile("^Due: "))).to_have_count(0)
    assert (await ann.request.delete(member, headers=headers)).ok
    await expect(titles(bo.page)).to_have_count(0)
    await expect(bo.page.get_by_text("2 boards you may not see")).to_be_visible()


async def test_a_board_put_away_from_under_the_portfolio_takes_its_cards_along(many: Many) -> None:
    page, server = many.page, many.team.server
    archive = f"{server.address}/api/boards/{many.boards['Site']}/archive"
    assert (await page.request.post(archive, headers={"origin": server.address})).status == 204
    await shows(page, "late", "wall", "waits")
    await expect(page.get_by_text("you may not see")).to_have_count(0)  # it is mine, and put away
    await page.reload()
    await shows(page, "late", "wall", "waits")
    await expect(page.get_by_text("you may not see")).to_have_count(0)  # it is mine, and put away


async def test_a_board_taken_out_of_the_portfolio_takes_its_cards_along(many: Many) -> None:
    page, server = many.page, many.team.server
    portfolio = many.team.address.rpartition("/")[2]
    await page.get_by_role("button", name="Group by").click()
    await page.get_by_role("option", name="Nothing").click()
    await shows(page, "late", "wall", "there", "waits")
    async with open_board(
        server.address, portfolio, await token(page, server, portfolio), offline=False
    ) as b:
        b.edit("boards.archive", {"id": many.boards["Shop"]})
        await b.saved()
        await shows(page, "there")
        b.edit("boards.restore", {"id": many.boards["Shop"]})
        await b.saved()
        await shows(page, "late", "wall", "there", "waits")


async def test_the_view_stands_on_a_phone(many: Many) -> None:
    page = many.page
    await page.set_viewport_size({"width": 390, "height": 844})
    await shows(page, "late", "wall", "waits", "there")
    await is_clean(page)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("button", name="By stage").click()
    await is_clean(page)


async def test_many_cards_are_windowed(many: Many) -> None:
    page, server = many.page, many.team.server
    async with open_board(server.address, many.boards["Site"], many.tokens["Site"], offline=False) as b:
        column = next(iter(b.columns))
        for number in range(3_000):
            b.cards.add(title=f"card {number:04}", column=column)
        await b.saved()
    await expect(page.locator(".filter-count")).to_have_text("3004 cards")
    assert await page.locator(".list-row").count() < 200
    page = BoardPage(page, many.team.address).page
    await page.get_by_label("Words in the title").fill("card 2999")
    await shows(page, "card 2999")
