"""What happened to a card and to a board, the board as it was, what changed since, and bringing it back."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Locator, Page, Route, expect

import kanverge_client
from tests.browser.boards import BoardPage, Team, post
from tests.browser.dated import token
from tests.browser.test_accessible import is_clean
from tests.doubles.eventually import eventually

pytestmark = pytest.mark.browser


def deeds(where: Page | Locator) -> Locator:
    """Return what is told, newest first, without when it was."""
    return where.get_by_role("list", name="What happened").get_by_role("listitem")


async def test_a_card_says_what_happened_to_it_and_keeps_up(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan")
    bo = await team.join("Bo")
    sheet = await team.ann.open_card("plan")
    await sheet.get_by_role("button", name="Activity").press("Enter")
    await expect(deeds(sheet)).to_contain_text(["added it to To do"])
    await expect(deeds(sheet)).to_contain_text(["Ann"])
    await bo.card("plan").focus()
    await bo.page.keyboard.press("Alt+ArrowRight")
    await expect(deeds(sheet).first).to_contain_text("moved it from To do to Doing")
    await expect(deeds(sheet).first).to_contain_text("Bo")
    await sheet.get_by_label("Write a comment").fill("Looks good.")
    await sheet.get_by_role("button", name="Comment", exact=True).click()
    await expect(deeds(sheet)).to_contain_text(["commented: Looks good.", "moved it", "added it"])
    await is_clean(page)


async def history(team: Team, path: str = "/history") -> Page:
    """Open the history as Ann, once it tells what happened."""
    page = team.ann.page
    await team.ann.open(path)
    await expect(deeds(page).first).to_be_visible()
    return page


async def add_apart(team: Team, *titles: str) -> None:
    """Add cards, each at a moment of its own: what is saved together is one."""
    for title in titles:
        await team.ann.add("To do", title)
        await team.ann.is_live()


def then(page: Page) -> Locator:
    return page.get_by_role("region", name="The board as it was", exact=True)


async def test_the_board_is_seen_as_it_was_by_keyboard_and_by_hand(team: Team) -> None:
    page = team.ann.page
    await add_apart(team, "one", "two")
    await team.ann.card("one").focus()
    await page.keyboard.press("Alt+ArrowRight")
    await expect(team.ann.titles("Doing")).to_have_text(["one"])
    await team.ann.is_live()
    await history(team)
    await expect(deeds(page).first).to_contain_text("moved “one” from To do to Doing")
    await page.keyboard.press("ArrowLeft")
    await expect(then(page)).to_be_visible()
    await expect(team.ann.titles("Doing")).to_have_text(["one"])  # after the move, the last there was
    await page.keyboard.press("ArrowLeft")
    await expect(team.ann.titles("To do")).to_have_text(["one", "two"])
    await expect(team.ann.titles("Doing")).to_have_count(0)
    await expect(page.get_by_role("status").filter(has_text="As it was on")).to_be_visible()
    await expect(page.get_by_role("slider", name="Moment")).to_have_attribute(
        "aria-valuetext", re.compile(":")
    )
    await is_clean(page)
    await page.keyboard.press("ArrowLeft")
    await expect(team.ann.titles("To do")).to_have_text(["one"])
    address = page.url
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("region", name="The board as it is now")).to_be_visible()
    await expect(team.ann.titles("Doing")).to_have_text(["one"])
    await page.goto(address)  # a moment can be sent to somebody
    await expect(team.ann.titles("To do")).to_have_text(["one"])
    await page.get_by_role("button", name="added “two”").click()
    await expect(team.ann.titles("To do")).to_have_text(["one", "two"])
    track = await page.get_by_role("slider", name="Moment").bounding_box()
    assert track is not None
    await page.mouse.click(track["x"] + 2, track["y"] + track["height"] / 2)
    await expect(team.ann.titles("To do")).to_have_count(0)
    await page.get_by_role("button", name="Back to now").click()
    await expect(team.ann.titles("Doing")).to_have_text(["one"])
    await is_clean(page)


async def of_three_rows(route: Route) -> None:
    """Let a page of activity be short, so that a short life is a long one."""
    await route.continue_(url=route.request.url.replace("count=200", "count=3"))


async def test_the_scrubber_is_the_whole_life_and_what_is_near_is_loaded(team: Team) -> None:
    page = team.ann.page
    titles = [f"card {at}" for at in range(12)]
    for title in titles:
        await team.ann.add("To do", title)
        await team.ann.is_live()
    await history(team)
    await expect(deeds(page).first).to_contain_text("card 11")  # it is written by now
    await page.route("**/activity?count=200*", of_three_rows)
    await page.route("**/outline", lambda route: route.abort(), times=1)  # it is asked for again
    await page.reload()
    slider = page.get_by_role("slider", name="Moment")
    await expect(deeds(page).first).to_contain_text("card 11")
    await expect(page.get_by_role("button", name="Load earlier")).to_be_visible()
    await expect(deeds(page).filter(has_text="card 4")).to_have_count(0)
    # The outline of what came before has come.
    await expect(slider).to_have_attribute("aria-valuemax", re.compile(r"^([4-9]|\d\d)$"))
    await page.keyboard.press("Home")
    await expect(then(page)).to_be_visible()
    await expect(team.ann.titles("To do")).to_have_count(0)
    await expect(slider).to_have_attribute("aria-valuenow", "0")
    await expect(page.get_by_role("button", name="Load later")).to_be_visible()
    shown = 0
    while shown < 5:  # one change a step, over the ends of what is loaded
        await page.keyboard.press("ArrowRight")
        await expect(page.locator(".deed-row[aria-current]")).to_have_count(1)
        if await page.locator(".deed-row[aria-current]", has_text="“card").count():
            await expect(team.ann.titles("To do")).to_have_text(titles[: shown + 1])
            shown += 1
    await page.keyboard.press("End")
    await expect(page.get_by_role("region", name="The board as it is now")).to_be_visible()
    await expect(page.get_by_role("button", name="Load later")).to_have_count(0)
    await expect(deeds(page).first).to_contain_text("card 11")
    for title in reversed(titles[4:]):
        await page.keyboard.press("ArrowLeft")
        await expect(page.locator(".deed-row[aria-current]")).to_contain_text(title)
    await expect(team.ann.titles("To do")).to_have_text(titles[:5])
    track = await slider.bounding_box()
    assert track is not None
    await page.mouse.click(track["x"] + track["width"] / 2, track["y"] + track["height"] / 2)
    await expect(page.locator(".deed-row[aria-current]")).to_have_count(1)
    await page.keyboard.press("PageDown")
    await expect(slider).to_have_attribute("aria-valuenow", "0")
    await page.keyboard.press("PageUp")
    await expect(slider).to_have_attribute("aria-valuetext", "Now")
    await is_clean(page)


async def test_a_moment_that_is_none_or_before_the_board_is_told(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one")
    await team.ann.is_live()
    for moment in ("yesterday", "2026-02-30T00:00:00Z", "9" * 60):
        await team.ann.open(f"/history?at={moment}")
        await expect(page.get_by_role("alert").filter(has_text="There is no such moment.")).to_be_visible()
        await expect(team.ann.titles("To do")).to_have_count(0)
    await page.keyboard.press("Escape")
    await expect(team.ann.titles("To do")).to_have_text(["one"])
    await team.ann.open("/history?at=1999-01-01T00:00:00Z")
    await expect(page.get_by_role("status").filter(has_text="Before anything was on it")).to_be_visible()
    await expect(then(page)).to_be_visible()
    await is_clean(page)
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("status").filter(has_text="As it was on")).to_be_visible()


async def test_nothing_of_the_past_or_of_today_is_changed_from_the_history(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one")
    await team.ann.card("one").focus()
    await team.ann.is_live()
    await page.keyboard.press("g")
    await page.keyboard.press("y")
    await expect(deeds(page).first).to_contain_text("added “one” to To do")
    for keys in ("#", "Alt+ArrowRight", "c", "n", "x"):
        await page.keyboard.press(keys)
    await page.keyboard.press("ArrowLeft")
    await expect(then(page)).to_be_visible()
    await expect(page.get_by_role("button", name="Add card")).to_have_count(0)
    await expect(page.get_by_role("button", name="Menu of To do")).to_have_count(0)
    for keys in ("#", "Alt+ArrowRight", "c", "n", "x"):
        await page.keyboard.press(keys)
    await page.keyboard.press("g")
    await page.keyboard.press("b")
    await expect(team.ann.titles("To do")).to_have_text(["one"])
    await expect(page.get_by_label("Title of the new card")).to_have_count(0)
    await expect(page.get_by_role("toolbar")).to_have_count(0)


async def test_a_moment_that_is_not_kept_is_told(team: Team) -> None:
    await team.ann.add("To do", "one")
    page = await history(team, "/history?at=2999-01-01T00:00:00Z")
    await expect(team.ann.titles("To do")).to_have_text(["one"])
    await page.route("**/moments/**", lambda route: route.abort())
    await page.get_by_role("button", name="added “one”").click()
    await expect(page.get_by_role("alert").filter(has_text="cannot be reached")).to_be_visible()


async def test_a_card_and_the_board_come_back_each_as_one_step(team: Team) -> None:
    page = team.ann.page
    await add_apart(team, "one", "two")
    await team.ann.card("one").focus()
    await page.keyboard.press("Alt+ArrowRight")
    await expect(team.ann.titles("Doing")).to_have_text(["one"])
    await team.ann.card("two").focus()
    await page.keyboard.press("#")
    await team.ann.is_live()
    await history(team)
    await expect(deeds(page).first).to_contain_text("archived “two”")
    await page.get_by_role("button", name="added “two”").click()
    await expect(then(page).get_by_role("link", name="one")).to_be_visible()
    await then(page).get_by_role("link", name="one").focus()
    await page.keyboard.press("Enter")
    panel = page.get_by_role("tabpanel", name="The card as it was")
    await expect(panel.get_by_role("listitem")).to_have_text(["moved it from To do to Doing"])
    await is_clean(page)
    await panel.get_by_role("button", name="Restore the card").press("Enter")
    await expect(panel.get_by_text("It is the same today.")).to_be_visible()
    await page.get_by_role("button", name="Restore the board").press("Enter")
    dialog = page.get_by_role("dialog", name="Restore the board")
    await expect(dialog).to_contain_text("This changes 1 card.")
    await is_clean(page)
    await dialog.get_by_role("button", name="Restore", exact=True).press("Enter")
    await expect(page.get_by_text("The board is back as it was").last).to_be_visible()
    await page.keyboard.press("End")
    await expect(team.ann.titles("To do")).to_have_text(["one", "two"])
    await team.ann.is_live()
    await page.keyboard.press("Control+z")
    await expect(team.ann.titles("To do")).to_have_text(["one"])
    await page.keyboard.press("Control+z")
    await expect(team.ann.titles("Doing")).to_have_text(["one"])
    await team.ann.is_live()

    async def is_marked() -> bool:
        board = team.address.rpartition("/")[2]
        answer = await page.request.get(f"{team.server.address}/api/boards/{board}/activity")
        rows = (await answer.json())["activity"][:4]
        return all(row["group"].startswith("restore:") for row in rows)

    # Two restored, two undone: rules know each from what is done today, and are not called.
    await eventually(is_marked)


async def test_the_draft_of_a_long_list_comes_into_sight_whole(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", *(f"card {at}" for at in range(40)))
    await team.ann.is_live()
    await history(team)
    await page.get_by_role("button", name="added “card 39”").click()
    await page.keyboard.press("Home")
    await page.get_by_role("tab", name="What changed").press("Enter")
    panel = page.get_by_role("tabpanel", name="What changed")
    await expect(panel.get_by_role("region", name="New").get_by_role("listitem")).to_have_count(40)
    start = panel.get_by_role("button", name="Draft a status update")
    await start.evaluate("button => button.closest('[role=tabpanel]').scrollTop = 0")
    await start.press("Enter")
    await expect(panel.get_by_label("Draft of a status update")).to_be_focused()
    for part in (panel.get_by_label("Draft of a status update"), panel.get_by_role("button", name="Copy")):
        await expect(part).to_be_in_viewport(ratio=1)


async def test_another_device_knows_when_one_looked_last(team: Team) -> None:
    made = await post(team.ann.page, f"{team.server.address}/api/boards", name="Looked at")
    address = f"{team.server.address}/b/{made['id']}"
    looked = await team.ann.page.request.put(
        f"{team.server.address}/api/boards/{made['id']}/look",
        data={"since": "2020-01-02T03:04:05Z"},
        headers={"origin": team.server.address},
    )
    assert looked.ok
    page = team.ann.page
    await page.goto(f"{address}/history")
    await page.get_by_role("tab", name="What changed").click()
    since = page.get_by_label("Since when")
    await expect(since.get_by_role("option", name="Since I last looked")).to_be_attached()


async def test_what_changed_is_told_and_drafted_as_a_status_update(team: Team) -> None:
    page = team.ann.page
    await add_apart(team, "one", "two")
    await team.ann.card("one").focus()
    await page.keyboard.press("Alt+ArrowRight")
    await team.ann.is_live()
    board = team.address.rpartition("/")[2]
    await page.goto(team.server.address)
    await page.evaluate(f"localStorage.setItem('seen {board}', '1577934245000 0')")
    await history(team)
    await page.get_by_role("button", name="added “two”").click()
    await page.get_by_role("tab", name="What changed").press("Enter")
    panel = page.get_by_role("tabpanel", name="What changed")
    await expect(panel.get_by_role("region", name="Moved").get_by_role("listitem")).to_have_text(
        ["one from To do to Doing"]
    )
    await panel.get_by_label("Since when").select_option("Since I last looked")
    await expect(panel.get_by_role("region", name="New").get_by_role("listitem")).to_have_text(
        ["two in To do", "one in Doing"]
    )
    await is_clean(page)
    await panel.get_by_role("button", name="Draft a status update").press("Enter")
    draft = panel.get_by_label("Draft of a status update")
    await expect(draft).to_have_value(re.compile("what changed since I last looked\n\n.*2 new"))
    await expect(draft).to_be_focused()
    await draft.fill("## My own words")
    await panel.get_by_role("button", name="Copy").press("Enter")
    await expect(page.get_by_text("Copied")).to_be_visible()
    await is_clean(page)
    await panel.get_by_role("link", name="one").click()
    await expect(page.get_by_role("dialog", name="Card one")).to_be_visible()


async def test_what_slipped_and_what_is_new_since_monday_is_told_in_words(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan")
    sheet = await team.ann.open_card("plan")
    for day in ("2990-02-03", "2990-02-10"):
        await sheet.get_by_role("button", name="Due").click()
        await page.get_by_label("Due", exact=True).last.fill(day)
        await page.keyboard.press("Escape")
    await expect(sheet.get_by_role("button", name="Due")).to_contain_text("10 Feb 2990")
    await team.ann.is_live()
    await history(team)
    await expect(deeds(page).first).to_contain_text("10 Feb 2990")
    await page.keyboard.press("ArrowLeft")
    await page.keyboard.press("ArrowLeft")
    await expect(page.locator(".deed-row[aria-current]")).to_contain_text("3 Feb 2990")
    await page.get_by_role("tab", name="What changed").press("Enter")
    panel = page.get_by_role("tabpanel", name="What changed")
    await expect(panel.get_by_role("region", name="Slipped").get_by_role("listitem")).to_have_text(
        ["plan from 3 Feb 2990 to 10 Feb 2990"]
    )
    await panel.get_by_label("Since when").select_option("Since Monday")
    await expect(panel.get_by_role("region", name="New").get_by_role("listitem")).to_have_text(
        ["plan in To do"]
    )
    await expect(panel.get_by_role("region", name="Slipped")).to_have_count(0)
    await is_clean(page)


async def test_dates_estimates_dependencies_and_milestones_that_came_are_told(team: Team) -> None:
    page = team.ann.page
    await add_apart(team, "plan", "next")
    board = team.address.rpartition("/")[2]
    async with kanverge_client.open(team.server.address, board, await token(team), offline=False) as client:
        ids = {card.title: card.id for card in client.cards}
        client.edit("cards.set", {"id": ids["plan"], "key": "due", "value": "2990-02-03"})
        client.edit("cards.set", {"id": ids["plan"], "key": "estimate", "value": 3})
        client.edit("cards.include", {"id": ids["plan"], "family": "blocks", "member": ids["next"]})
        client.edit("milestones.add", {"id": "m" * 22, "name": "GA", "date": "2990-03-01"})
        client.edit("goals.add", {"id": "g" * 22, "name": "Users"})
        await client.saved()
    await history(team)
    await expect(page.get_by_role("button", name="added the goal “Users”")).to_be_visible()
    await page.get_by_role("button", name="added “next”").click()
    await page.get_by_role("tab", name="What changed").press("Enter")
    panel = page.get_by_role("tabpanel", name="What changed")
    told = "1 dated, 1 estimated, 1 dependency, 1 milestone, 1 goal"
    await expect(panel.get_by_role("status").first).to_have_text(told)
    for heading, said in {
        "Dated": "plan set the due date to 3 Feb 2990",
        "Estimated": "plan set the estimate to 3",
        "Dependencies": "plan made it block “next”",
        "Milestones": "GA added",
        "Goals": "Users added",
    }.items():
        await expect(panel.get_by_role("region", name=heading).get_by_role("listitem")).to_have_text([said])
    await is_clean(page)


async def test_a_viewer_looks_at_the_past_and_brings_nothing_back(team: Team) -> None:
    await team.ann.add("To do", "one")
    await team.ann.is_live()
    viewer = await team.join("Vi", "viewer")
    await viewer.page.goto(f"{team.address}/history")
    await viewer.page.get_by_role("button", name="added “one”").click()
    await expect(then(viewer.page).get_by_role("link", name="one")).to_be_visible()
    await then(viewer.page).get_by_role("link", name="one").click()
    await expect(viewer.page.get_by_text("It is the same today.")).to_be_visible()
    await expect(viewer.page.get_by_role("button", name="Restore")).to_have_count(0)


async def test_on_a_phone_the_past_stands_above_what_happened(team: Team) -> None:
    page = team.ann.page
    await add_apart(team, "one", "two")
    await page.set_viewport_size({"width": 390, "height": 844})
    await history(team)
    await page.get_by_role("button", name="added “one”").click()
    await expect(team.ann.titles("To do")).to_have_text(["one"])
    board, panel = [
        await where.bounding_box()
        for where in (then(page), page.get_by_role("complementary", name="Beside the board"))
    ]
    assert board is not None
    assert panel is not None
    assert board["height"] > 250
    assert panel["y"] >= board["y"] + board["height"] - 1
    assert panel["y"] + panel["height"] <= 844
    await is_clean(page)


async def test_the_keys_of_a_view_are_its_own_whichever_file_comes_first(
    team: Team, browser: Browser
) -> None:
    await team.ann.add("To do", "plan")
    await team.ann.is_live()
    state = await team.ann.page.context.storage_state()
    view_came = asyncio.Event()

    async def late(route: Route) -> None:
        await view_came.wait()
        await route.continue_()

    context = await browser.new_context(storage_state=state, service_workers="block")
    await context.route("**/static/page_hands-*.js", late)
    page = await context.new_page()
    await page.goto(team.address + "/history")
    await expect(deeds(page).first).to_be_visible()
    view_came.set()
    await BoardPage(page, team.address).has_hands()
    await page.keyboard.press("ArrowLeft")
    await expect(page.locator(".deed-row[aria-current]")).to_have_count(1)
    await context.close()


async def test_where_nothing_is_told_yet_the_mark_stands_at_now(team: Team) -> None:
    page = team.ann.page

    async def refuse(route: Route) -> None:
        await route.abort()

    await page.route("**/activity*", refuse)
    await team.ann.open("/history")
    thumb, track = page.locator(".scrub-thumb"), page.get_by_role("slider", name="Moment")
    await expect(track).to_have_attribute("aria-valuetext", "Now")
    at = "one => one.getBoundingClientRect().right"
    assert abs(await thumb.evaluate(at) - await track.evaluate(at)) < 10
