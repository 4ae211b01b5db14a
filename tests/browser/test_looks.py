"""What is drawn fits: long words, other scripts, many labels, faces; and its states are seen in forced colours too."""

import asyncio

import pytest
from playwright.async_api import Browser, Locator, StorageState, WebSocketRoute, expect

from tests.browser.boards import Person, Team
from tests.browser.serving import Server

pytestmark = pytest.mark.browser


async def width(what: Locator) -> float:
    box = await what.bounding_box()
    assert box is not None
    return box["width"]


async def test_a_long_column_name_is_cut_and_keeps_its_count(team: Team) -> None:
    page = team.ann.page
    name = "A column with a very long name that needs more room than there is"
    await page.get_by_role("button", name="Add column").click()
    await page.get_by_label("Name of the new column").fill(name)
    await page.keyboard.press("Enter")
    column = team.ann.column(name)
    assert await width(column) == await width(team.ann.column("Doing"))
    count = await column.get_by_role("img", name="0 cards").bounding_box()
    head = await column.get_by_role("heading").bounding_box()
    assert count is not None
    assert head is not None
    assert head["x"] + head["width"] <= count["x"]


async def test_a_word_without_end_stays_on_its_card(team: Team) -> None:
    await team.ann.add("To do", "x" * 200)
    card = team.ann.column("To do").locator(".card-title")
    assert await card.evaluate("title => title.scrollWidth <= title.clientWidth")


@pytest.mark.parametrize(
    ("title", "side"), [("\u0645\u0631\u062d\u0628\u0627 English", "right"), ("plain English", "left")]
)
async def test_a_title_runs_as_its_own_letters_do(team: Team, title: str, side: str) -> None:
    await team.ann.add("To do", title)
    gap = (
        await team.ann.column("To do")
        .locator(".card-title")
        .evaluate(
            """(title, side) => {
          const text = document.createRange();
          text.selectNodeContents(title);
          return Math.abs(text.getBoundingClientRect()[side] - title.getBoundingClientRect()[side]);
        }""",
            side,
        )
    )
    assert gap < 2


async def test_labels_are_in_the_order_of_the_board(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan")
    sheet = await team.ann.open_card("plan")
    names = ["Zebra", "Apple", "Mole", "Crane"]
    for name in names:
        await sheet.get_by_role("button", name="Labels").click()
        await page.get_by_role("combobox", name="Label").fill(name)
        await page.keyboard.press("Enter")
    await expect(team.ann.card("plan").locator(".label")).to_have_text(names)


async def test_who_is_at_a_card_does_not_cover_its_title(team: Team) -> None:
    title = "A title as wide as the card that it is written on, over several lines of it"
    await team.ann.add("To do", title)
    bo = await team.join("Bo")
    await bo.open_card(title)
    card = team.ann.card(title)
    words = await card.locator(".card-title").bounding_box()
    face = await card.locator(".visitors .avatar").bounding_box()
    assert words is not None
    assert face is not None
    assert words["y"] + words["height"] <= face["y"]


@pytest.mark.own_profile
async def test_the_board_comes_before_who_is_on_it(
    team: Team, admin_session: StorageState, person: Person
) -> None:
    await team.ann.add("To do", "one")
    page = await person(admin_session)
    released = asyncio.Event()

    async def hold(here: WebSocketRoute) -> None:
        server = here.connect_to_server()
        held: list[str | bytes] = []

        async def let_go() -> None:
            await released.wait()
            for message in held:
                here.send(message)
            held.clear()

        def on_message(message: str | bytes) -> None:
            if released.is_set() and not held:
                here.send(message)
            else:
                held.append(message)

        server.on_message(on_message)
        await let_go()

    await page.route_web_socket("**/sync/**", hold)
    await page.goto(team.address)
    await expect(page.get_by_role("button", name="More about this board")).to_be_visible()
    faces = page.get_by_role("list", name="People here now")
    await expect(faces).to_have_count(0)
    released.set()
    await expect(faces).to_be_visible()
    await expect(page.locator(".card-title")).to_have_text(["one"])


async def test_rows_are_compact_where_they_are_asked_to_be(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one", "two")
    await page.get_by_role("link", name="List").click()
    rows = page.locator(".list-row")
    tops = "rows => rows.map(row => row.getBoundingClientRect().top)"
    await expect(rows).to_have_count(2)
    first, second = await rows.evaluate_all(tops)
    assert second - first == 36
    await page.get_by_role("button", name="More about this board").click()
    await page.get_by_role("menuitem", name="Compact rows").click()
    for _ in range(2):
        await expect(rows).to_have_count(2)
        first, second = await rows.evaluate_all(tops)
        assert second - first == 28
        await page.reload()
        await team.ann.is_live()
    await page.get_by_role("button", name="More about this board").click()
    await expect(page.get_by_role("menuitem", name="Comfortable rows")).to_be_visible()


async def test_an_empty_list_says_so_only_where_nothing_else_stands(team: Team) -> None:
    page = team.ann.page
    await team.ann.open("/list")
    await expect(page.get_by_role("heading", name="Doing")).to_be_visible()
    note = page.get_by_text("No card is shown here.")
    await expect(note).to_have_count(0)
    await page.keyboard.press("f")
    await page.keyboard.type("nothing of the kind")
    await expect(note).to_be_visible()


async def test_a_board_that_is_not_there_offers_nothing_to_do_with_it(team: Team, server: Server) -> None:
    page = team.ann.page
    await page.goto(f"{server.address}/b/0000000000000000000000")
    await expect(page.get_by_role("alert")).to_contain_text("there is no such board")
    await expect(page.get_by_role("button", name="More about this board")).to_be_visible()
    await expect(page.get_by_role("button", name="Add column")).to_have_count(0)


async def test_states_outlast_colours_that_are_forced(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one", "two")
    await page.emulate_media(forced_colors="active")
    colour = "element => getComputedStyle(element).backgroundColor"
    views = page.get_by_role("navigation", name="Views")
    current = await views.get_by_role("link", name="Board").evaluate(colour)
    assert current != await views.get_by_role("link", name="List").evaluate(colour)
    await team.ann.card("one").focus()
    await page.keyboard.press("x")
    await expect(page.get_by_role("main").get_by_text("1 selected")).to_be_visible()
    style = "card => getComputedStyle(card).outlineStyle"
    assert await team.ann.card("one").evaluate(style) == "dashed"
    assert await team.ann.card("two").evaluate(style) == "none"


@pytest.mark.parametrize("width", [1360, 1920])
async def test_every_view_begins_at_the_same_edge(team: Team, width: int) -> None:
    page = team.ann.page
    await page.set_viewport_size({"width": width, "height": 850})
    home = team.server.address
    firsts = {
        f"{team.address}/timeline": page.get_by_role("toolbar", name="Timeline").get_by_role("button"),
        f"{team.address}/calendar": page.get_by_role("toolbar", name="Calendar").get_by_role("button"),
        f"{team.address}/goals": page.get_by_role("button", name="Goal", exact=True),
        f"{team.address}/reports": page.get_by_role("toolbar", name="Reports").get_by_role("button"),
        f"{team.address}/rules": page.get_by_role("heading", name="Rules", exact=True),
        f"{home}/workload": page.get_by_role("toolbar").get_by_role("button"),
        f"{home}/": page.locator(".home-search"),
    }
    lefts = {}
    for address, first in firsts.items():
        await page.goto(address)
        lefts[address] = await first.first.evaluate("first => first.getBoundingClientRect().left")
    assert set(lefts.values()) == {256}, lefts


async def test_the_line_of_a_head_ends_where_those_of_its_rows_do(team: Team) -> None:
    page = team.ann.page
    await page.get_by_role("link", name="List", exact=True).click()
    await expect(page.locator(".list-row, .list-group").first).to_be_visible()
    right = "one => one.getBoundingClientRect().left + one.clientWidth"  # a scrollbar has no part in it
    assert await page.locator(".list-head").evaluate(right) == await page.locator(".list").evaluate(right)
    assert (
        await page.locator(".list-head").evaluate("head => getComputedStyle(head).borderBottomWidth") == "0px"
    )


async def test_the_ring_of_a_card_is_whole_at_the_top_of_its_column(team: Team) -> None:
    await team.ann.add("To do", "one")
    await team.ann.page.keyboard.press("Escape")
    await team.ann.page.keyboard.press("ArrowDown")
    await expect(team.ann.card("one")).to_be_focused()
    reach = "card => parseFloat(getComputedStyle(card).outlineWidth) + parseFloat(getComputedStyle(card).outlineOffset)"
    assert await team.ann.card("one").evaluate(reach) <= 0


async def test_keys_look_like_keys_and_names_do_not(
    team: Team, admin_session: StorageState, browser: Browser
) -> None:
    await team.ann.add("To do", "plan")
    page = team.ann.page
    await page.keyboard.press("Escape")
    await page.keyboard.press("Control+k")
    menu = page.get_by_role("dialog", name="Command menu")
    await expect(menu.get_by_role("option").first.locator("kbd")).to_be_visible()
    await page.keyboard.type("plan")
    option = menu.get_by_role("option", name="plan #1")
    await expect(option).to_be_visible()
    await expect(option.locator("kbd")).to_have_count(0)
    # There is none on a phone.
    context = await browser.new_context(
        storage_state=admin_session, has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844}
    )
    phone = await context.new_page()
    await phone.goto(team.server.address)
    await phone.get_by_role("button", name="Sidebar").tap()
    search = phone.get_by_role("navigation", name="Workspace").get_by_role("button", name="Search")
    await expect(search).to_be_visible()
    await expect(search.locator("kbd")).to_be_hidden()
    await context.close()


async def test_what_a_dialog_is_for_stands_at_its_end(team: Team) -> None:
    page = team.ann.page
    await page.goto(team.server.address)
    await page.locator("header").get_by_role("button", name="New board").click()
    dialog = page.get_by_role("dialog", name="New board")
    right = "one => one.getBoundingClientRect().right"
    button = dialog.get_by_role("button", name="Create")
    assert await button.evaluate(right) == await dialog.get_by_label("Name").evaluate(right)
