"""A portfolio in the browser: rows by keyboard and drag, two planners at once, one of them offline for a while."""

from __future__ import annotations

import random
import re
from itertools import count
from secrets import token_hex
from typing import Any

import pytest
from playwright.async_api import Locator, Page, StorageState, WebSocketRoute, expect

from kanverge_client import open as open_board
from tests.browser.boards import BoardPage, Person, Team, post
from tests.browser.dated import today
from tests.browser.serving import Server
from tests.browser.test_accessible import is_clean

pytestmark = pytest.mark.browser

_names = count(1)


async def made(page: Page, server: Server, kind: str, name: str) -> str:
    answer = await page.request.post(
        f"{server.address}/api/{kind}s", data={"name": name}, headers={"origin": server.address}
    )
    assert answer.status == 201, await answer.text()
    id: str = (await answer.json())["id"]
    return id


@pytest.fixture
async def planners(server: Server, admin_session: StorageState, person: Person) -> Team:
    """Ann with an empty portfolio open, and two boards beside it."""
    page = await person(admin_session)
    number = next(_names)
    for name in ("Shop", "Site"):
        await made(page, server, "board", f"{name} {number}")
    portfolio = await made(page, server, "portfolio", f"Everything {number}")
    address = f"{server.address}/p/{portfolio}"
    ann = await BoardPage(page, address).open()
    # What changes it comes last.
    await expect(page.get_by_role("button", name="Initiative", exact=True)).to_be_visible()
    return Team(server, address, ann, person)


def rows(page: Page) -> Locator:
    return page.locator(".portfolio-row .portfolio-title, .portfolio-row.is-hidden")


def row(page: Page, name: str) -> Locator:
    return page.locator(".portfolio-row").filter(has_text=re.compile(name))


async def add_initiative(page: Page, name: str) -> None:
    await page.get_by_role("button", name="Initiative", exact=True).click()
    await page.get_by_label("Name of the initiative").fill(name)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name=f"Initiative {name}")).to_be_focused()


async def add_boards(page: Page, *names: str) -> None:
    """Add boards of this test, which have its number in their names."""
    number = (await page.get_by_role("heading", level=1).inner_text()).split()[-1]
    await page.get_by_role("button", name="Boards of this portfolio").click()
    for name in names:
        field = page.get_by_role("combobox", name="Board")
        await field.fill(f"{name} {number}")
        await page.keyboard.press("Enter")
        await expect(page.locator(".portfolio-row").filter(has_text=name)).to_be_visible()
    await page.keyboard.press("Escape")


async def shows(page: Page, *names: str) -> None:
    """Expect these rows, in order; a board may have the number of its test behind its name."""
    await expect(rows(page)).to_have_text([re.compile(rf"^{name}( \d+)?$") for name in names])


async def test_a_whole_portfolio_is_made_by_keyboard_alone(planners: Team) -> None:
    page = planners.ann.page
    await page.keyboard.press("c")
    await page.keyboard.type("Grow")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Initiative Grow")).to_be_focused()
    await page.keyboard.press("n")
    await page.keyboard.type("Sell")
    await page.keyboard.press("Enter")
    await page.keyboard.press("c")
    await page.keyboard.type("Hire")
    await page.keyboard.press("Enter")
    await shows(page, "Grow", "Sell", "Hire")
    await page.keyboard.press("Alt+ArrowUp")
    await shows(page, "Hire", "Grow", "Sell")
    await page.keyboard.press("Alt+ArrowDown")
    await page.keyboard.press("Alt+ArrowRight")
    await expect(page.get_by_test_id("announcer")).to_have_text("Moved to position 2 of 2 under Grow")
    await page.keyboard.press("s")
    await page.keyboard.type("at risk")
    await page.keyboard.press("Enter")
    await expect(row(page, "Hire").get_by_role("button", name="Status: At risk")).to_be_visible()
    await page.keyboard.press("ArrowLeft")
    await expect(page.get_by_role("button", name="Initiative Grow")).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await shows(page, "Grow")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("#")
    await shows(page, "Grow", "Hire")
    await page.keyboard.press("Control+z")
    await shows(page, "Grow", "Sell", "Hire")
    await expect(page.get_by_role("button", name="Initiative Sell")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.type("Sell more")
    await page.keyboard.press("Enter")
    await shows(page, "Grow", "Sell more", "Hire")


async def test_an_initiative_that_is_given_no_name_has_never_been(planners: Team) -> None:
    page = planners.ann.page
    maker = page.get_by_role("button", name="Initiative", exact=True)
    await maker.press("Enter")
    await page.get_by_label("Name of the initiative").press("Escape")
    await expect(maker).to_be_focused()
    await shows(page)
    await add_initiative(page, "Grow")
    for typed, left in (("Half a", "Escape"), ("  ", "Enter"), ("", "Escape")):
        await page.keyboard.press("n")
        await expect(page.get_by_label("Name of the initiative")).to_be_focused()
        await page.keyboard.type(typed)
        await page.keyboard.press(left)
        await shows(page, "Grow")
        await expect(page.get_by_role("button", name="Initiative Grow")).to_be_focused()
    await page.keyboard.press("n")
    await page.keyboard.type("Sell")
    await page.keyboard.press("Enter")
    await shows(page, "Grow", "Sell")
    await expect(page.get_by_role("button", name="Initiative Sell")).to_be_focused()
    api = planners.address.replace("/p/", "/api/boards/")
    names = [one["name"] for one in (await (await page.request.get(f"{api}/export")).json())["initiatives"]]
    assert sorted(names) == ["Grow", "Sell"]
    # One step each: made by being named.
    await page.keyboard.press("Control+z")
    await shows(page, "Grow")
    await page.keyboard.press("Control+z")
    await shows(page)


async def test_boards_are_put_under_initiatives_by_drag_and_menu(planners: Team) -> None:
    page = planners.ann.page
    await add_initiative(page, "Grow")
    await add_boards(page, "Shop", "Site")
    await shows(page, "Grow", "Shop", "Site")
    await row(page, "Site").locator(".portfolio-title").hover()
    await page.mouse.down()
    await row(page, "Grow").hover()
    # As wide as it is, its ends would hang far off.
    assert "rotate(0deg)" in str(await page.locator(".dragged").get_attribute("style"))
    await page.mouse.up()
    await expect(page.get_by_test_id("announcer")).to_have_text("Moved to position 1 of 1 under Grow")
    await row(page, "Shop").get_by_role("button", name="More about").click()
    await page.get_by_role("menuitem", name="Move under…").click()
    await page.get_by_role("option", name="Grow").click()
    await shows(page, "Grow", "Site", "Shop")
    await (
        row(page, "Shop")
        .locator(".portfolio-title")
        .drag_to(row(page, "Site"), target_position={"x": 80, "y": 4})
    )
    await shows(page, "Grow", "Shop", "Site")
    await page.reload()
    await shows(page, "Grow", "Shop", "Site")
    await row(page, "Shop").locator(".portfolio-title").click()
    await expect(page).to_have_url(re.compile("/b/"))


@pytest.mark.own_profile
async def test_two_planners_change_one_row_and_one_of_them_is_offline_for_a_while(planners: Team) -> None:
    ann = planners.ann.page
    await add_initiative(ann, "Grow")
    bo = await planners.join("Bo")
    await bo.page.goto("about:blank")
    sockets: list[WebSocketRoute] = []
    is_cut = False

    async def pass_on(socket: WebSocketRoute) -> None:
        if is_cut:
            await socket.close(code=1001)
            return
        socket.connect_to_server()
        sockets.append(socket)

    await bo.page.route_web_socket(re.compile("/sync/"), pass_on)
    await bo.open()
    await shows(bo.page, "Grow")
    await bo.page.get_by_role("button", name="Initiative Grow").click()
    await expect(row(ann, "Grow").get_by_role("img", name=re.compile("Bo .*looking at"))).to_be_visible()

    is_cut = True
    for socket in sockets:
        await socket.close(code=1001)
    await expect(bo.page.get_by_test_id("sync")).to_have_attribute("data-badge", "offline")
    await bo.page.keyboard.press("s")
    await bo.page.get_by_role("option", name="Off track").click()
    await bo.page.keyboard.press("n")
    await bo.page.keyboard.type("On the train")
    await bo.page.keyboard.press("Enter")
    await row(ann, "Grow").get_by_role("button", name="Target date").click()
    await ann.get_by_label("Target date", exact=True).last.fill("2990-05-06")
    await ann.keyboard.press("Enter")
    await ann.get_by_role("button", name="Initiative Grow").press("e")
    await ann.get_by_label("Name of the initiative").fill("Grow faster")
    await ann.keyboard.press("Enter")
    is_cut = False
    await bo.is_live()
    for page in (ann, bo.page):
        await shows(page, "Grow faster", "On the train")
        grown = row(page, "Grow faster")
        await expect(grown.get_by_role("button", name="Status: Off track")).to_be_visible()
        await expect(grown.get_by_role("button", name="Target date: 2990-05-06")).to_be_visible()


async def test_rows_show_when_they_begin_and_end(planners: Team) -> None:
    page = planners.ann.page
    await add_initiative(page, "Grow")
    await page.keyboard.press("d")
    await page.get_by_label("Target date", exact=True).last.fill("2990-05-06")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Timeline").click()
    strip = row(page, "Grow").get_by_role("img", name="from ? to 6 May 2990")
    await expect(strip).to_be_visible()
    await page.reload()
    await expect(strip).to_be_visible()
    await is_clean(page)
    await page.get_by_role("button", name="By cards").click()
    await expect(strip).to_be_visible()
    await page.get_by_role("button", name="Timeline").click()
    await expect(strip).to_have_count(0)


async def test_a_board_without_dates_shows_those_of_its_cards_under_months_and_nothing_is_cut(
    planners: Team,
) -> None:
    page = planners.ann.page
    await add_boards(page, "Shop", "Site")
    href = await row(page, "Shop").locator("a").get_attribute("href")
    board = str(href).removeprefix("/b/")
    made = await post(page, f"{planners.server.address}/api/boards/{board}/tokens", role="editor")
    async with open_board(planners.server.address, board, made["token"], offline=False) as b:
        column, *_ = b.columns
        for start, due in ((None, "2990-03-04"), ("2990-02-01", "2990-04-05"), ("2020-01-01", "2020-02-02")):
            card = b.cards.add(title="plan", column=column)
            b.cards.set(card, "start", start)
            b.cards.set(card, "due", due)
        b.cards.set(card, "done", value=True)  # what is done is over
        b.milestones.add(name="GA 1.0", date="2990-05-06")
        await b.saved()
    await page.get_by_role("button", name="Timeline").click()
    strip = row(page, "Shop").get_by_role("img", name="open cards from 1 Feb 2990 to 5 Apr 2990; GA 1.0")
    await expect(strip).to_be_visible()
    bar = row(page, "Shop").locator(".portfolio-bar")
    await expect(bar).to_have_class(re.compile("is-cards"))
    await expect(bar).to_have_attribute("href", str(href))
    await expect(row(page, "Site").locator(".portfolio-bar")).to_have_count(0)
    await expect(page.locator(".portfolio-head .is-when")).to_contain_text(re.compile(str(today().year + 2)))
    # Even what is further away than the strip goes.
    inside = """row => {
        const [strip, point] = ['[data-strip]', '.portfolio-point'].map(
            one => row.querySelector(one).getBoundingClientRect());
        return [point.left - strip.left, strip.right - point.right].map(Math.round);
    }"""
    room = await row(page, "Shop").evaluate(inside)
    assert all(side >= 0 for side in room), room
    await is_clean(page)


async def test_boards_one_may_not_see_are_counted_and_never_named(planners: Team) -> None:
    await add_initiative(planners.ann.page, "Grow")
    await add_boards(planners.ann.page, "Shop", "Site")
    bo = await planners.join("Bo", role="viewer")
    await shows(bo.page, "Grow", "2 boards you may not see")
    assert "Shop" not in await bo.page.content()
    await expect(bo.page.get_by_role("button", name="Initiative", exact=True)).to_have_count(0)


async def test_a_sum_of_some_boards_says_of_how_many_it_is(planners: Team) -> None:
    page = planners.ann.page
    await add_initiative(page, "Grow")
    await add_boards(page, "Shop", "Site")
    for name in ("Shop", "Site"):
        await row(page, name).locator(".portfolio-title").drag_to(row(page, "Grow"))
        await expect(page.get_by_test_id("announcer")).to_have_text(re.compile("under Grow"))
    hrefs = {name: await row(page, name).locator("a").get_attribute("href") for name in ("Shop", "Site")}
    other = await page.context.new_page()
    for href in hrefs.values():
        board = await BoardPage(other, f"{planners.server.address}{href}").open()
        await board.add("To do", "plan")
        await board.is_live()
    grown = row(page, "Grow")
    await expect(grown.get_by_role("progressbar", name="0 of 2 cards done", exact=True)).to_be_visible()
    await expect(grown.locator(".portfolio-part")).to_have_count(0)
    await expect(page.locator(".portfolio-tools .hint")).to_have_text("2 boards")

    bo = await planners.join("Bo", role="viewer")
    shop = str(hrefs["Shop"]).removeprefix("/b/")
    link = f"{planners.server.address}/api/boards/{shop}/invitations"
    secret = (await post(page, link, role="viewer", uses=1))["secret"]
    await post(bo.page, f"{planners.server.address}/api/links/accept", secret=secret, attempt=token_hex(16))
    await bo.page.reload()
    grown = row(bo.page, "Grow")
    said = "counts only 1 of 2 boards"
    await expect(
        grown.get_by_role("progressbar", name=re.compile(f"^0 of 1 cards done; {said}"))
    ).to_be_visible()
    await expect(grown.locator(".portfolio-part")).to_have_text("1 of 2 boards")
    for figure in ("is-progress", "is-overdue", "is-people", "is-next"):
        await expect(grown.locator(f".{figure}")).to_have_attribute("title", re.compile(said))
    await expect(bo.page.locator(".portfolio-tools .hint")).to_have_text("counts 1 of 2 boards")
    await is_clean(bo.page)


async def test_nesting_says_so_with_the_way_back_and_keys_tell_it_from_moving_a_bar(planners: Team) -> None:
    page = planners.ann.page
    await add_initiative(page, "Grow")
    await add_initiative(page, "Hire")
    await page.keyboard.press("d")
    await page.get_by_label("Target date", exact=True).last.fill("2990-05-06")
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Timeline").click()
    await expect(page.get_by_role("button", name="Dates of Hire")).to_be_visible()
    await page.get_by_role("button", name="Initiative Hire").press("?")
    keys = page.get_by_role("dialog", name="Keys")
    for title in ("Put it under the initiative above", "Move the bar later, on it"):
        line = keys.locator(".shortcut").filter(has=page.get_by_text(title, exact=True))
        await expect(line.locator("kbd")).to_have_text(re.compile("→$"))
    await page.keyboard.press("Escape")

    await page.get_by_role("button", name="Initiative Hire").press("Alt+ArrowRight")
    toast = page.locator(".toast")
    await expect(toast).to_contain_text("Hire is under Grow now")
    await toast.get_by_role("button", name="Undo").press("Enter")
    await expect(page.get_by_test_id("announcer")).to_have_text("Moved to position 2 of 2 at the top")
    await page.get_by_role("button", name="Initiative Hire").press("b")
    await expect(page.get_by_role("button", name="Dates of Hire")).to_be_focused()
    await page.keyboard.press("Alt+ArrowRight")
    await expect(row(page, "Hire").get_by_role("img", name="from ? to 7 May 2990")).to_be_visible()


async def test_what_happens_on_a_board_is_seen_in_the_portfolio_without_opening_it(planners: Team) -> None:
    page = planners.ann.page
    await add_initiative(page, "Grow")
    await add_boards(page, "Shop")
    await row(page, "Shop").get_by_role("button", name="More about").click()
    await page.get_by_role("menuitem", name="Move under…").click()
    await page.get_by_role("option", name="Grow").click()
    href = await row(page, "Shop").locator("a").get_attribute("href")
    other = await page.context.new_page()
    shop = await BoardPage(other, f"{planners.server.address}{href}").open()
    await expect(row(page, "Shop").get_by_role("img", name="Ann: on this board now")).to_be_visible()
    await shop.add("To do", "plan", "pear")
    await shop.add("Done", "past")
    for name in ("Shop", "Grow"):
        await expect(row(page, name).get_by_role("progressbar", name="1 of 3 cards done")).to_be_visible()
    sheet = await shop.open_card("plan")
    await sheet.get_by_role("button", name="Due").click()
    await other.get_by_label("Due", exact=True).last.fill("2020-02-03")
    for name in ("Shop", "Grow"):
        await expect(row(page, name).locator(".is-overdue")).to_have_text("1")
        await expect(row(page, name).get_by_role("button", name="facts suggest Off track")).to_be_visible()


async def test_every_number_is_the_one_that_follows_from_the_exports(planners: Team) -> None:
    page = planners.ann.page
    await add_initiative(page, "Grow")
    await add_boards(page, "Shop", "Site")
    for name in ("Shop", "Site"):
        await row(page, name).locator(".portfolio-title").drag_to(row(page, "Grow"))
        await expect(page.get_by_test_id("announcer")).to_have_text(re.compile("under Grow"))
    source = random.Random("numbers")
    exports = {}
    for name in ("Shop", "Site"):
        href = await row(page, name).locator("a").get_attribute("href")
        assert href is not None
        board = href.removeprefix("/b/")
        await busy(page, planners.server, board, source)
        answer = await page.request.get(f"{planners.server.address}/api/boards/{board}/export")
        exports[name] = counted(await answer.json())
    whole = [sum(numbers) for numbers in zip(*exports.values(), strict=True)]
    for name, (cards, done, overdue, points, points_done) in {**exports, "Grow": whole}.items():
        shown = row(page, name)
        words = f"{done} of {cards} cards done"
        await expect(shown.get_by_role("progressbar", name=words, exact=True)).to_be_visible()
        await expect(shown.locator(".is-overdue")).to_have_text(str(overdue or ""))
        await page.get_by_role("button", name="By cards").click()
        words = f"{points_done} of {points} points done"
        await expect(shown.get_by_role("progressbar", name=words, exact=True)).to_be_visible()
        await page.get_by_role("button", name="By estimates").click()


async def busy(page: Page, server: Server, board: str, source: random.Random) -> None:
    """Make cards on a board in all states there are, through the Python client."""
    made = await page.request.post(
        f"{server.address}/api/boards/{board}/tokens",
        data={"role": "editor"},
        headers={"origin": server.address},
    )
    async with open_board(server.address, board, (await made.json())["token"], offline=False) as b:
        columns = list(b.columns)
        for number in range(40):
            card = b.cards.add(title=f"Card {number}", column=source.choice(columns))
            b.cards.set(card, "estimate", source.choice([None, 1, 2, 3]))
            b.cards.set(card, "due", source.choice([None, "2020-02-03", "2999-01-01"]))
            b.cards.set(card, "done", source.choice([None, None, True]))
            if source.random() < 0.2:
                b.cards.archive(card)
        for card in source.sample(list(b.cards), 10):
            b.cards.move(card, column=source.choice(columns))
        await b.saved()


def counted(board: dict[str, Any]) -> list[int]:
    """Return what an export comes to, by the rules of the product and none of the code that is tested."""
    finished = {column["id"] for column in board["columns"] if column["category"] == "done"}
    cards = [card for card in board["cards"] if not card["archived"]]
    done = [card for card in cards if card["done"] or card["column"] in finished]
    late = [card for card in cards if card not in done and card["due"] == "2020-02-03"]
    points, points_done = (sum(card["estimate"] or 0 for card in some) for some in (cards, done))
    return [len(cards), len(done), len(late), points, points_done]


async def test_the_status_of_a_board_is_set_on_the_board_itself(planners: Team) -> None:
    page = planners.ann.page
    await add_boards(page, "Shop")
    status = row(page, "Shop").get_by_role("button", name=re.compile("^Status"))
    await status.click()
    await page.get_by_role("option", name="At risk").click()
    await expect(status).to_contain_text("At risk")
    await page.get_by_role("button", name="Undo").click()
    await expect(status).not_to_contain_text("At risk")


async def test_a_board_that_is_put_away_says_so(planners: Team) -> None:
    page = planners.ann.page
    await add_boards(page, "Shop")
    shop = await row(page, "Shop").locator("a").get_attribute("href")
    assert shop is not None
    answer = await page.request.post(
        f"{planners.server.address}/api/boards/{shop.removeprefix('/b/')}/archive",
        headers={"origin": planners.server.address},
    )
    assert answer.status == 204
    await expect(row(page, "Shop")).to_contain_text("archived")
    await page.reload()
    await expect(row(page, "Shop")).to_contain_text("archived")


async def test_a_link_by_the_other_address_leads_to_the_right_page(planners: Team) -> None:
    page = planners.ann.page
    await page.goto(planners.address.replace("/p/", "/b/"))
    await expect(page).to_have_url(planners.address)
    await add_boards(page, "Site")
    href = await row(page, "Site").locator("a").get_attribute("href")
    assert href is not None
    await page.goto(planners.server.address + href.replace("/b/", "/p/"))
    await expect(page).to_have_url(planners.server.address + href)


async def test_a_portfolio_and_its_panels_are_without_violations(planners: Team) -> None:
    page = planners.ann.page
    await add_initiative(page, "Grow")
    await add_boards(page, "Shop")
    await is_clean(page)
    await page.get_by_role("button", name="Initiative Grow").press("s")
    await expect(page.get_by_role("combobox", name="Status")).to_be_visible()
    await is_clean(page)
    await page.keyboard.press("Escape")
    await row(page, "Shop").get_by_role("button", name="More about").click()
    await is_clean(page)
    await page.keyboard.press("Escape")
    await page.set_viewport_size({"width": 390, "height": 844})
    await is_clean(page)
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def edges(page: Page, cell: str) -> set[tuple[int, int]]:
    """Return where cells of this kind begin and end across."""
    found = await page.locator(f".portfolio-row {cell}").evaluate_all(
        "cells => cells.map(cell => cell.getBoundingClientRect()).map(({ left, right }) => [left, right])"
    )
    return {(round(left), round(right)) for left, right in found}


async def test_names_have_the_room_and_what_can_be_set_is_shown_where_nothing_is(planners: Team) -> None:
    page = planners.ann.page
    await page.set_viewport_size({"width": 1360, "height": 850})
    long = "What television would be like if it were made anew"
    await add_initiative(page, long)
    await add_boards(page, "Shop")
    name = page.get_by_role("button", name=f"Initiative {long}")
    assert await name.evaluate("name => name.clientWidth") >= 230
    for cell in ("Note", "Owner", "Target date"):
        await expect(
            row(page, long).get_by_role("button", name=f"{cell}: none").locator("svg")
        ).to_be_visible()
    await expect(row(page, long).get_by_role("button", name="Status: none")).to_have_text("Status")
    # What a board says of itself is not written here.
    await expect(row(page, "Shop").get_by_role("button", name="Note")).to_have_count(0)
    await page.set_viewport_size({"width": 390, "height": 844})
    for cell in (".is-owner", ".is-status", ".is-progress"):
        assert len(await edges(page, cell)) == 1, cell
    await expect(row(page, long).get_by_role("button", name="Status: none")).to_be_visible()


async def test_messages_are_as_wide_as_their_words_and_three_at_most(planners: Team) -> None:
    page = planners.ann.page
    names = ("First", "Second", "A name that needs far more room than those of the others", "Last")
    for name in names:
        await add_initiative(page, name)
    for name in names:
        await page.get_by_role("button", name=f"Initiative {name}").focus()
        await page.keyboard.press("#")
        await expect(page.locator(".toast", has_text=name)).to_be_visible()
    toasts = page.locator(".toast")
    await expect(toasts).to_have_count(3)
    wide, narrow = [await toasts.nth(at).evaluate("toast => toast.offsetWidth") for at in (1, 2)]
    assert narrow < wide - 100
