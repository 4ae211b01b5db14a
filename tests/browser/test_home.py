"""The page of all boards, the sidebar, and what every page of the workspace can do."""

from __future__ import annotations

import asyncio
import re
from itertools import count

import pytest
from playwright.async_api import Locator, Page, Route, WebSocketRoute, expect

from tests.browser.boards import Team, post
from tests.browser.serving import Server
from tests.browser.test_accessible import is_clean

pytestmark = [pytest.mark.browser, pytest.mark.elsewhere]

_numbers = count(1)


async def make(server: Server, page: Page, name: str, group: str = "") -> str:
    """Make a board and return its id; the server is shared, so names should be nobody else's."""
    own = {"origin": server.address}
    made = await page.request.post(f"{server.address}/api/boards", data={"name": name}, headers=own)
    board = str((await made.json())["id"])
    if group:
        await page.request.patch(f"{server.address}/api/boards/{board}", data={"group": group}, headers=own)
    return board


async def home(server: Server, page: Page) -> Page:
    await page.goto(server.address)
    await expect(page.get_by_role("heading", name="Home", level=1)).to_be_visible()
    await expect(page.locator(".tile").first).to_be_visible()
    return page


async def open_menu(page: Page) -> None:
    await page.keyboard.press("Control+k")
    await expect(page.get_by_role("dialog", name="Command menu").get_by_role("combobox")).to_be_focused()


def shelf(page: Page, name: str) -> Locator:
    return page.get_by_role("main").get_by_role("region", name=name, exact=True)


def sidebar(page: Page) -> Locator:
    return page.get_by_role("navigation", name="Workspace")


async def test_boards_stand_in_groups_and_are_found_without_accents(team: Team, server: Server) -> None:
    page, number = team.ann.page, next(_numbers)
    await make(server, page, f"Küche {number}", f"Häuser {number}")
    await make(server, page, f"لوحة {number}", f"Häuser {number}")
    await home(server, page)
    await expect(shelf(page, f"Häuser {number}").get_by_role("link")).to_have_count(2)
    await expect(
        sidebar(page).get_by_role("list", name=f"Häuser {number}").get_by_role("link")
    ).to_have_count(2)
    await page.keyboard.press("/")
    await page.keyboard.type(f"KUCHE hauser {number}")
    await expect(page.get_by_role("main").get_by_role("link")).to_have_text([f"Küche {number}"])
    await page.keyboard.type(" nowhere")
    await expect(page.get_by_role("status").get_by_text("No board is called")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(shelf(page, f"Häuser {number}").get_by_role("link")).to_have_count(2)


async def test_a_star_puts_a_board_first_and_stays_with_me(team: Team, server: Server) -> None:
    page, name = team.ann.page, f"Starred board {next(_numbers)}"
    bo = await team.join("Bo")
    await make(server, page, name)
    await home(server, page)
    star = page.get_by_role("button", name=f"Star {name}")
    await star.focus()
    await page.keyboard.press("Enter")
    await expect(shelf(page, "Starred").get_by_role("link", name=name)).to_be_visible()
    await expect(sidebar(page).get_by_role("heading").first).to_have_text("Starred")
    await home(server, page)
    await expect(star).to_have_attribute("aria-pressed", "true")
    await home(server, bo.page)
    await expect(bo.page.get_by_role("main").get_by_role("region", name="Starred")).to_have_count(0)
    await star.click()
    await expect(shelf(page, "Starred").get_by_role("link", name=name)).to_have_count(0)


async def test_a_star_outlasts_an_answer_that_was_asked_for_before_it(team: Team, server: Server) -> None:
    page, name = team.ann.page, f"Starred meanwhile {next(_numbers)}"
    await make(server, page, name)
    await home(server, page)
    await expect(sidebar(page).get_by_role("link", name=name)).to_be_visible()
    answered, is_starred = asyncio.Event(), asyncio.Event()

    async def late(route: Route) -> None:
        answer = await route.fetch()
        answered.set()
        await is_starred.wait()
        await route.fulfill(response=answer)

    await page.route("**/api/boards", late, times=1)
    await page.keyboard.press("[")
    await page.keyboard.press("[")  # who opens it again asks again
    await answered.wait()
    await page.get_by_role("button", name=f"Star {name}").click()
    await expect(shelf(page, "Starred").get_by_role("link", name=name)).to_be_visible()
    async with page.expect_response("**/api/boards"), page.expect_request("**/api/boards"):
        is_starred.set()
    await expect(shelf(page, "Starred").get_by_role("link", name=name)).to_be_visible()
    await page.get_by_role("button", name=f"Star {name}").click()


async def test_a_board_is_put_into_a_group_by_the_keyboard_alone(team: Team, server: Server) -> None:
    page, number = team.ann.page, next(_numbers)
    await make(server, page, f"Grouped {number}")
    await home(server, page)
    await page.get_by_role("button", name=f"More about Grouped {number}").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("menu")).to_be_focused()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox", name="Group")).to_be_focused()
    await page.keyboard.type(f"New group {number}")
    await page.keyboard.press("Enter")
    await expect(shelf(page, f"New group {number}").get_by_role("link")).to_have_text([f"Grouped {number}"])
    await home(server, page)
    await expect(shelf(page, f"New group {number}")).to_be_visible()


async def test_who_may_not_share_a_board_does_not_put_it_into_groups_or_away(
    team: Team, server: Server
) -> None:
    bo = await team.join("Bo")
    await home(server, bo.page)
    await expect(bo.page.locator(".tile")).to_have_count(1)
    await expect(bo.page.get_by_text("Editor, edited")).to_be_visible()
    await expect(bo.page.get_by_role("button", name="More about")).to_have_count(0)
    await expect(bo.page.get_by_role("button", name="New board")).to_have_count(0)


async def test_a_board_is_put_away_and_brought_back(team: Team, server: Server) -> None:
    page, name = team.ann.page, f"Put away {next(_numbers)}"
    await make(server, page, name)
    await home(server, page)
    await page.get_by_role("button", name=f"More about {name}").click()
    await page.get_by_role("menuitem", name="Archive").click()
    await expect(page.get_by_role("main").get_by_role("link", name=name)).to_have_count(0)
    await page.get_by_role("button", name="Archived", exact=True).click()
    await page.get_by_role("button", name=f"Restore {name}").click()
    await expect(page.get_by_role("main").get_by_role("link", name=name)).to_be_visible()
    await expect(page.get_by_role("button", name=f"Restore {name}")).to_have_count(0)


@pytest.mark.own_profile
async def test_a_board_that_went_before_the_page_was_told_anything_is_not_shown(
    team: Team, server: Server
) -> None:
    bo, is_away = await team.join("Bo", role="admin"), asyncio.Event()

    async def hold(socket: WebSocketRoute) -> None:
        await is_away.wait()
        socket.connect_to_server()

    await bo.page.route_web_socket(re.compile("/watch$"), hold)
    await home(server, bo.page)
    tiles = bo.page.locator(".tile")
    await expect(tiles).to_have_count(1)
    board = team.address.rpartition("/")[2]
    await post(team.ann.page, f"{server.address}/api/boards/{board}/archive")
    is_away.set()
    await expect(tiles).to_have_count(0)


async def test_boards_that_come_and_go_are_seen_by_who_looks_meanwhile(team: Team, server: Server) -> None:
    bo = await team.join("Bo", role="admin")
    await home(server, bo.page)
    tiles = bo.page.locator(".tile")
    await expect(tiles).to_have_count(1)
    ann, board = team.ann.page, team.address.rpartition("/")[2]
    await post(ann, f"{server.address}/api/boards/{board}/archive")
    await expect(tiles).to_have_count(0)
    await post(ann, f"{server.address}/api/boards/{board}/restore")
    await expect(tiles).to_have_count(1)
    other, who = await make(server, ann, f"Shared {next(_numbers)}"), await me(bo.page)
    members = f"{server.address}/api/boards/{other}/members/{who}"
    own = {"origin": server.address}
    assert (await ann.request.patch(members, data={"role": "viewer"}, headers=own)).ok
    await expect(tiles).to_have_count(2)
    place = sidebar(bo.page).locator(f'a[href="/b/{other}"]')
    await expect(place).to_be_visible()
    assert (await ann.request.delete(members, headers=own)).ok
    await expect(tiles).to_have_count(1)
    await expect(place).to_have_count(0)


async def me(page: Page) -> str:
    return str(await page.evaluate("fetch('/api/me').then(answer => answer.json()).then(({ id }) => id)"))


async def test_a_board_shows_who_is_on_it(team: Team, server: Server) -> None:
    ann, bo = await team.ann.open(), await (await team.join("Bo")).open()
    page = await ann.page.context.new_page()
    await home(server, page)
    tile = page.locator(".tile").filter(
        has=page.locator(f'a[href="{team.address.removeprefix(server.address)}"]')
    )
    await expect(tile.get_by_role("img", name="Ann: here now")).to_be_visible()
    await expect(tile.get_by_role("img", name="Bo")).to_be_visible()
    place = sidebar(page).locator(f'a[href="{team.address.removeprefix(server.address)}"]')
    await expect(place.get_by_role("img", name="2 here now")).to_be_visible()
    await bo.page.close()
    await expect(tile.get_by_role("img", name="Bo")).to_have_count(0)
    await expect(place.get_by_role("img", name="1 here now")).to_be_visible()


async def test_the_command_menu_has_what_only_admins_may_once_that_is_known(
    team: Team, server: Server
) -> None:
    page, may_tell = team.ann.page, asyncio.Event()

    async def late(route: Route) -> None:
        await may_tell.wait()
        await route.continue_()

    await page.route("**/api/me", late)
    await page.goto(f"{server.address}/import")
    await expect(page.get_by_role("heading", name="Import a board")).to_be_visible()
    await open_menu(page)
    await page.keyboard.type("new bo")
    await expect(page.get_by_text("Nothing found")).to_be_visible()
    may_tell.set()
    await expect(page.get_by_role("option", name="New board")).to_be_visible()


async def test_a_new_board_is_made_from_any_page_by_the_command_menu(team: Team, server: Server) -> None:
    page, number = team.ann.page, next(_numbers)
    await page.goto(f"{server.address}/import")
    await expect(page.get_by_role("heading", name="Import a board")).to_be_visible()
    await expect(sidebar(page).get_by_role("link", name="Home")).to_be_visible()
    await open_menu(page)
    await page.keyboard.type("new bo")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="New board").get_by_label("Name")).to_be_focused()
    await page.keyboard.type(f"Fresh {number}")
    await page.keyboard.press("Tab")
    await page.keyboard.type(f"Fresh group {number}")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name=f"Fresh {number}", level=1)).to_be_visible()
    await expect(sidebar(page).get_by_role("list", name=f"Fresh group {number}")).to_be_visible()
    await expect(sidebar(page).get_by_role("link", name=f"Fresh {number}")).to_have_attribute(
        "aria-current", "page"
    )


async def test_a_portfolio_is_asked_for_no_group(team: Team, server: Server) -> None:
    page, number = team.ann.page, next(_numbers)
    await home(server, page)
    await page.get_by_role("button", name="New board").last.click()
    dialog = page.get_by_role("dialog", name="New board")
    await dialog.get_by_label("Name").fill(f"Year {number}")
    await dialog.get_by_label("Group").fill(f"Plans {number}")
    await dialog.get_by_label("Begin with").select_option("portfolio")
    await expect(dialog.get_by_label("Group")).to_be_disabled()
    await expect(dialog.get_by_label("Group")).to_have_value("")
    await dialog.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("heading", name=f"Year {number}", level=1)).to_be_visible()
    await home(server, page)
    tile = shelf(page, "Portfolios").get_by_role("listitem").filter(has_text=f"Year {number}")
    await tile.get_by_role("button", name=f"More about Year {number}").click()
    await expect(page.get_by_role("menuitem")).to_have_text(["Archive"])
    told = await page.request.get(f"{server.address}/api/boards")
    assert [one["group"] for one in (await told.json())["boards"] if one["name"] == f"Year {number}"] == [""]


async def test_a_new_board_is_made_of_a_template_by_its_first_day(team: Team, server: Server) -> None:
    page, number = (await team.ann.open()).page, next(_numbers)
    await team.ann.add("Doing", "Prepare")
    own = {"origin": server.address}
    made = await page.request.post(
        f"{team.address.replace('/b/', '/api/boards/')}/templates",
        data={"name": f"Launch {number}"},
        headers=own,
    )
    assert made.ok
    await home(server, page)
    await page.get_by_role("button", name="New board").last.click()
    dialog = page.get_by_role("dialog", name="New board")
    await dialog.get_by_label("Name").fill(f"Launch of spring {number}")
    await dialog.get_by_label("Begin with").select_option(label=f"Launch {number}")
    await dialog.get_by_role("button", name="Create").click()
    await expect(page.get_by_role("heading", name=f"Launch of spring {number}", level=1)).to_be_visible()
    await expect(page.locator(".card-title")).to_have_text(["Prepare"])


async def test_a_template_is_looked_at_renamed_and_taken_away_where_boards_are_made(
    team: Team, server: Server
) -> None:
    page, number = (await team.ann.open()).page, next(_numbers)
    await team.ann.add("Doing", "Prepare", "Begin")
    await team.ann.show("Rules")
    await page.get_by_role("button", name="Keep this board as a template").click()
    name = page.get_by_label("Name of the template")
    await name.fill(f"Launch {number}")
    await page.keyboard.press("Enter")
    said = page.get_by_role("status").filter(has_text="is a template of the workspace now")
    await said.get_by_role("button", name="New board").click()
    dialog = page.get_by_role("dialog", name="New board")
    begin = dialog.get_by_label("Begin with")
    await begin.select_option(label=f"Launch {number}")
    await expect(dialog.get_by_text("To do, Doing, Done; 2 cards; by Ann")).to_be_visible()
    await is_clean(page)
    await dialog.get_by_role("button", name="Rename").focus()
    await page.keyboard.press("Enter")
    await expect(name).to_be_focused()
    await expect(name).to_have_value(f"Launch {number}")
    await page.keyboard.press("Escape")
    await expect(name).to_have_count(0)
    await dialog.get_by_role("button", name="Rename").click()
    await name.fill(f"Any launch {number}")
    await page.keyboard.press("Enter")
    await expect(name).to_have_count(0)
    await expect(begin.locator("option:checked")).to_have_text(f"Any launch {number}")
    await dialog.get_by_role("button", name="Take away").click()
    await dialog.get_by_role("button", name="Take it away for everybody").click()
    await expect(begin.locator("option:checked")).to_have_text(re.compile("^Board:"))
    await expect(begin.get_by_role("option", name=f"Any launch {number}")).to_have_count(0)
    await expect(dialog.get_by_role("button", name="Take away")).to_have_count(0)


async def test_the_command_menu_finds_the_cards_of_every_board(team: Team, server: Server) -> None:
    page, number = (await team.ann.open()).page, next(_numbers)
    await team.ann.add("To do", f"Crème brûlée {number}")
    await team.ann.is_live()
    await make(server, page, f"Elsewhere {number}")
    await home(server, page)
    found = page.get_by_role("dialog", name="Command menu").get_by_role(
        "option", name=f"Crème brûlée {number}"
    )
    await open_menu(page)
    await page.keyboard.type(f"creme {number}")
    # The worker follows a moment behind: who looks at once looks again.
    await expect(found.or_(page.get_by_text("Nothing found")).first).to_be_visible()
    while not await found.is_visible():
        await page.keyboard.press("Backspace")
        async with page.expect_response("**/api/cards?*"):
            await page.keyboard.type(str(number)[-1])
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name=f"Card Crème brûlée {number}")).to_be_visible()


async def test_the_command_menu_ranks_what_begins_with_the_words_and_what_was_used_lately(
    team: Team, server: Server
) -> None:
    page, number = team.ann.page, next(_numbers)
    await make(server, page, f"The zebra {number}")
    await make(server, page, f"Zebra one {number}")
    await make(server, page, f"Zebra two {number}")
    await home(server, page)
    options = page.get_by_role("dialog", name="Command menu").get_by_role("option")
    names = options.locator(".choice-name").filter(has_text=str(number))
    await open_menu(page)
    await page.keyboard.type("ZEBRA")
    await expect(names).to_have_text([f"Zebra one {number}", f"Zebra two {number}", f"The zebra {number}"])
    await names.nth(1).click()
    await expect(page.get_by_role("heading", name=f"Zebra two {number}", level=1)).to_be_visible()
    # With what changes a board come its keys.
    await expect(page.get_by_role("button", name="Add column")).to_be_visible()
    await page.keyboard.press("g")
    await page.keyboard.press("h")
    await expect(page.get_by_role("heading", name="Home", level=1)).to_be_visible()
    await open_menu(page)
    await page.keyboard.type("zebra")
    await expect(names).to_have_text([f"Zebra two {number}", f"Zebra one {number}", f"The zebra {number}"])


async def test_home_goes_by_keyboard(team: Team, server: Server) -> None:
    page = await home(server, team.ann.page)
    tiles = page.get_by_role("main").locator("a.tile-link")
    await expect(tiles.first).to_be_visible()
    await page.keyboard.press("ArrowRight")
    await expect(tiles.first).to_be_focused()
    await page.keyboard.press("l")
    await expect(tiles.nth(1)).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await expect(tiles.first).to_be_focused()
    await page.set_viewport_size({"width": 390, "height": 844})
    await page.keyboard.press("ArrowDown")
    await expect(tiles.nth(1)).to_be_focused()
    await page.keyboard.press("k")
    await expect(tiles.first).to_be_focused()
    await page.keyboard.press("Shift+N")
    await expect(page.get_by_role("dialog", name="New board")).to_be_visible()
    await page.keyboard.press("Escape")
    await page.keyboard.press("/")
    await page.keyboard.type("welcome")
    await expect(tiles).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await expect(tiles.first).to_be_focused()
    await page.keyboard.press("/")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Welcome to Kanverge", level=1)).to_be_visible()


# Two keys with nothing between them, not even what the browser does after the first.
BOTH_AT_ONCE = """(keys) => {
  for (const key of keys)
    document.activeElement.dispatchEvent(
      new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
}"""


async def test_the_sheet_of_keys_is_on_every_page(team: Team, server: Server) -> None:
    page = await home(server, team.ann.page)
    await page.keyboard.press("?")
    keys = page.get_by_role("dialog", name="Keys")
    await expect(keys.get_by_text("Search boards")).to_be_visible()
    await expect(keys.get_by_text("Go to home")).to_be_visible()
    await expect(keys.get_by_text("New board")).to_be_visible()
    await page.evaluate(BOTH_AT_ONCE, ["Escape", "["])
    await expect(sidebar(page)).to_have_count(0)
    await expect(keys).to_have_count(0)
    await page.keyboard.press("[")
    await expect(sidebar(page)).to_be_visible()


@pytest.mark.parametrize(("width", "fitting"), [(390, 2), (760, 1)])
async def test_views_that_have_no_room_are_under_more_and_the_open_one_never(
    team: Team, width: int, fitting: int
) -> None:
    page = (await team.ann.open()).page
    tabs = page.get_by_role("navigation", name="Views").get_by_role("link")
    await page.set_viewport_size({"width": 2400, "height": 844})
    await expect(page.get_by_role("link", name="Archive")).to_be_visible()
    await expect(page.get_by_role("button", name="More views")).to_have_count(0)
    everything = await tabs.evaluate_all("tabs => tabs.map(tab => tab.title)")
    await page.set_viewport_size({"width": width, "height": 844})
    await page.evaluate("document.querySelector('.views').style.flex = '0 0 130px'")
    await expect(tabs).to_have_count(fitting)
    hidden = [name for name in everything if not await tabs.and_(page.get_by_title(name)).count()]
    assert hidden
    await page.get_by_role("button", name="More views").click()
    await expect(page.get_by_role("menuitem")).to_have_text(hidden)
    await page.get_by_role("menuitem", name=hidden[-1]).click()
    await expect(tabs.and_(page.get_by_title(hidden[-1]))).to_have_attribute("aria-current", "page")


async def test_a_stranger_is_told_how_to_come_in_and_is_shown_nothing(server: Server, page: Page) -> None:
    await page.goto(server.address)
    await expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    await expect(page.get_by_role("navigation").get_by_role("link")).to_have_count(1)
