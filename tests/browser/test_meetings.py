"""Several people look at one board together: following, spotlights and meetings."""

import asyncio
import re

import pytest
from playwright.async_api import Locator, expect

from tests.browser.boards import BoardPage, Team, lies_below
from tests.browser.serving import Server
from tests.browser.test_accessible import is_clean
from tests.faults.processes import free_port

pytestmark = pytest.mark.browser


def frame(person: BoardPage) -> Locator:
    return person.page.get_by_role("region", name="Following")


async def follow(who: BoardPage, name: str) -> None:
    faces = who.page.get_by_role("list", name="People here now")
    await faces.get_by_role("button", name=re.compile(f"^{name}")).click()
    await expect(frame(who)).to_contain_text(f"Following {name}")


async def press(person: BoardPage, keys: str) -> None:
    """Press keys of what people do together, once that has come."""
    await expect(person.page.locator(".bar")).to_be_attached()
    await person.page.keyboard.press(keys)


async def test_following_goes_where_the_other_goes(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "plan", "pear")
    await expect(bo.titles("To do")).to_have_text(["plan", "pear"])
    await follow(bo, "Ann")
    faces = team.ann.page.get_by_role("list", name="People here now")
    await expect(faces.get_by_title(re.compile("following you"))).to_have_count(1)
    await team.ann.open_card("pear")
    await expect(bo.page.get_by_role("dialog", name="Card pear")).to_be_visible()
    await team.ann.page.keyboard.press("Escape")
    await expect(bo.page.get_by_role("dialog")).to_have_count(0)
    await team.ann.page.keyboard.press("f")
    await team.ann.page.keyboard.type("plan")
    await expect(bo.titles("To do")).to_have_text(["plan"])
    await team.ann.show("List")
    await expect(bo.page).to_have_url(re.compile(r"/list\?.*plan"))
    await expect(bo.page.locator(".list").get_by_text("plan")).to_be_visible()
    await expect(frame(bo)).to_be_visible()


async def test_following_scrolls_to_the_same_cards_on_another_size_of_screen(team: Team) -> None:
    bo = await team.join("Bo")
    await bo.page.set_viewport_size({"width": 700, "height": 500})
    await team.ann.paste("To do", [f"card {index}" for index in range(80)])
    await team.ann.add("Done", "last")
    await expect(bo.column("To do").get_by_role("img", name="80 cards")).to_be_visible()
    await follow(bo, "Ann")
    theirs = team.ann.column("To do").locator(".column-cards")
    await theirs.evaluate("list => { list.scrollTop = list.scrollHeight / 2; }")
    await expect(bo.card("card 40")).to_be_in_viewport()
    await team.ann.page.set_viewport_size({"width": 500, "height": 700})
    await team.ann.page.locator(".board").evaluate("board => { board.scrollLeft = 600; }")
    await expect(bo.card("last")).to_be_in_viewport()
    await team.ann.page.set_viewport_size({"width": 1280, "height": 720})
    await team.ann.show("List")
    rows = team.ann.page.locator(".list")
    await rows.evaluate("list => { list.scrollTop = 1400; }")
    await expect(bo.page.locator(".list").get_by_text("card 40", exact=True)).to_be_in_viewport()


@pytest.mark.parametrize("own", ["key", "press", "wheel", "back", "stop", "escape"])
async def test_any_action_of_ones_own_ends_it(team: Team, own: str) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "plan", "pear")
    await expect(bo.titles("To do")).to_have_text(["plan", "pear"])
    await follow(bo, "Ann")
    await team.ann.open_card("plan")
    await expect(bo.page.get_by_role("dialog", name="Card plan")).to_be_visible()
    await bo.page.keyboard.press("Shift")
    await expect(frame(bo)).to_be_visible()
    match own:
        case "key":
            await bo.page.keyboard.press("j")
        case "press":
            await bo.page.mouse.click(5, 400)
        case "wheel":
            await bo.page.mouse.wheel(0, 50)
        case "back":
            await bo.page.go_back()
        case "stop":
            await frame(bo).get_by_role("button", name="Stop").click()
        case "escape":
            await bo.page.keyboard.press("Escape")
    await expect(frame(bo)).to_have_count(0)
    faces = team.ann.page.get_by_role("list", name="People here now")
    await expect(faces.get_by_title(re.compile("following you"))).to_have_count(0)
    if own == "escape":
        await expect(bo.page.get_by_role("dialog", name="Card plan")).to_be_visible()
    await team.ann.page.keyboard.press("Escape")
    await expect(team.ann.page.get_by_role("dialog")).to_have_count(0)
    await team.ann.open_card("pear")
    await expect(bo.card("pear").locator(".visitors .avatar")).to_have_count(1)
    await expect(bo.page.get_by_role("dialog", name="Card pear")).to_have_count(0)


@pytest.mark.own_profile
async def test_following_survives_a_page_loaded_anew_and_ends_when_they_leave(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "plan")
    await follow(bo, "Ann")
    await team.ann.page.reload()
    await team.ann.has_hands()
    await team.ann.open_card("plan")
    await expect(bo.page.get_by_role("dialog", name="Card plan")).to_be_visible()
    await bo.page.clock.install()
    await team.ann.page.goto("about:blank")
    await expect(frame(bo)).to_contain_text("who is away")
    await bo.page.clock.fast_forward(11_000)
    await expect(frame(bo)).to_have_count(0)
    await expect(bo.page.get_by_text("Ann has left.")).to_be_visible()


async def test_two_who_follow_each_other_and_one_who_follows_both_ways_stay_where_they_are(
    team: Team,
) -> None:
    bo, cleo = await team.join("Bo"), await team.join("Cleo")
    await team.ann.add("To do", "plan")
    await expect(cleo.titles("To do")).to_have_text(["plan"])
    await follow(bo, "Ann")
    await follow(cleo, "Bo")
    await team.ann.open_card("plan")
    await expect(cleo.page.get_by_role("dialog", name="Card plan")).to_be_visible()
    await follow(team.ann, "Cleo")
    for person in (team.ann, bo, cleo):
        await expect(person.page.get_by_role("dialog", name="Card plan")).to_be_visible()
        await expect(frame(person)).to_be_visible()


async def test_people_on_two_servers_see_follow_and_call_each_other(team: Team, server: Server) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "plan")
    second = Server(server.data, port=free_port())
    await second.start()
    try:
        bo.address = bo.address.replace(server.address, second.address)
        await bo.open()
        await follow(bo, "Ann")
        faces = team.ann.page.get_by_role("list", name="People here now")
        await expect(faces.get_by_title(re.compile("following you"))).to_have_count(1)
        await team.ann.open_card("plan")
        await expect(bo.page.get_by_role("dialog", name="Card plan")).to_be_visible()
        await bo.page.keyboard.press("Escape")
        await expect(frame(bo)).to_have_count(0)
        await team.ann.page.get_by_role("button", name="Close the card").click()
        await light(team.ann)
        await spotlight(bo).get_by_role("button", name="Follow").click()
        await expect(spotlight(team.ann)).to_contain_text("1 follows")
        await bo.page.goto("about:blank")
        await expect(spotlight(team.ann)).not_to_contain_text("1 follows")
        await expect(faces.get_by_role("button", name=re.compile("^Bo"))).to_have_count(0)
    finally:
        await second.stop()


async def test_following_by_keyboard_and_without_violations(team: Team) -> None:
    bo = await team.join("Bo")
    faces = bo.page.get_by_role("list", name="People here now")
    await faces.get_by_role("button").focus()
    await bo.page.keyboard.press("Enter")
    await expect(frame(bo)).to_contain_text("Following Ann")
    await expect(bo.page.get_by_test_id("announcer")).to_have_text("Following Ann")
    await is_clean(bo.page)
    await bo.page.keyboard.press("Escape")
    await expect(frame(bo)).to_have_count(0)


# Spotlight.


def spotlight(person: BoardPage) -> Locator:
    return person.page.get_by_role("region", name="Spotlight")


async def light(person: BoardPage) -> None:
    await person.page.get_by_role("button", name="More about this board").click()
    await person.page.get_by_role("menuitem", name="Bring everyone to me").click()


@pytest.mark.own_profile
async def test_a_spotlight_brings_everyone_but_who_says_not_now(team: Team) -> None:
    bo, cleo = await team.join("Bo"), await team.join("Cleo")
    await team.ann.add("To do", "plan")
    await expect(cleo.titles("To do")).to_have_text(["plan"])
    # What is counted down is Bo's own time, which stands still until it is moved.
    await bo.page.clock.install()
    await light(team.ann)
    await expect(spotlight(bo)).to_contain_text("Ann wants you to follow")
    await expect(spotlight(cleo)).to_contain_text("Ann wants you to follow")
    await spotlight(cleo).get_by_role("button", name="Not now").click()
    await bo.page.clock.fast_forward(5_000)
    await expect(frame(bo)).to_contain_text("Following Ann")
    await expect(spotlight(team.ann)).to_contain_text("1 follows")
    await expect(spotlight(cleo)).to_have_count(0)
    await team.ann.open_card("plan")
    await expect(bo.page.get_by_role("dialog", name="Card plan")).to_be_visible()
    await expect(frame(cleo)).to_have_count(0)
    await team.ann.page.get_by_role("button", name="Close the card").click()
    await expect(bo.page.get_by_role("dialog")).to_have_count(0)
    # Who comes late is asked as well.
    dora = await team.join("Dora")
    await spotlight(dora).get_by_role("button", name="Follow").click()
    await team.ann.open_card("plan")
    await expect(dora.page.get_by_role("dialog", name="Card plan")).to_be_visible()
    await spotlight(team.ann).get_by_role("button", name="End").click()
    for person in (bo, dora):
        await expect(frame(person)).to_have_count(0)
    await expect(spotlight(team.ann)).to_have_count(0)
    # Asked again, they are asked again.
    await light(team.ann)
    await expect(spotlight(cleo)).to_contain_text("Ann wants you to follow")


@pytest.mark.own_profile
async def test_nobody_is_taken_away_from_the_middle_of_a_word(team: Team) -> None:
    bo = await team.join("Bo")
    await bo.column("To do").get_by_role("button", name="Add card", exact=True).click()
    await bo.page.clock.install()
    await light(team.ann)
    await expect(spotlight(bo)).to_be_visible()
    for letter in "plan":
        await bo.page.clock.fast_forward(4_000)
        await bo.page.keyboard.press(letter)
    await expect(spotlight(bo)).to_be_visible()
    await expect(frame(bo)).to_have_count(0)
    await expect(bo.page.get_by_label("Title of the new card")).to_have_value("plan")
    await bo.page.clock.fast_forward(5_000)
    await expect(frame(bo)).to_contain_text("Following Ann")


@pytest.mark.own_profile
async def test_a_spotlight_by_keyboard_for_those_who_may_and_without_violations(team: Team) -> None:
    eve = await team.join("Eve", role="viewer")
    await eve.page.get_by_role("button", name="More about this board").click()
    await expect(eve.page.get_by_role("menuitem", name="Command menu")).to_be_visible()
    await expect(eve.page.get_by_role("menuitem", name="Bring everyone to me")).to_have_count(0)
    await eve.page.keyboard.press("Escape")
    await eve.page.clock.install()
    await press(team.ann, "Shift+S")
    await expect(team.ann.page.get_by_test_id("announcer")).to_contain_text("You are in the spotlight")
    await expect(eve.page.get_by_test_id("announcer")).to_contain_text("Ann wants you to follow")
    await is_clean(eve.page)
    await is_clean(team.ann.page)
    await eve.page.keyboard.press("Escape")
    await expect(spotlight(eve)).to_have_count(0)
    await press(team.ann, "Shift+S")
    await expect(spotlight(team.ann)).to_have_count(0)


# Meetings.


def bar(person: BoardPage) -> Locator:
    return person.page.get_by_role("region", name="Meeting", exact=True)


def sheet(person: BoardPage, title: str) -> Locator:
    return person.page.get_by_role("dialog", name=f"Card {title}")


async def meet(person: BoardPage) -> None:
    await person.page.get_by_role("button", name="More about this board").click()
    await person.page.get_by_role("menuitem", name="Start a meeting").click()
    await expect(bar(person)).to_be_visible()


async def filled(team: Team) -> None:
    """Let the walk be: doing, then first and second."""
    await team.ann.add("To do", "second")
    await team.ann.add("Done", "finished")
    await team.ann.add("Doing", "doing")
    await team.ann.add("To do", "third")
    await team.ann.card("third").focus()
    await team.ann.page.keyboard.press("Alt+ArrowUp")
    await expect(team.ann.titles("To do")).to_have_text(["third", "second"])
    await team.ann.is_live()


async def test_a_meeting_walks_the_board_from_right_to_left_oldest_first_for_all(team: Team) -> None:
    bo, eve = await team.join("Bo"), await team.join("Eve", role="viewer")
    await filled(team)
    await expect(eve.titles("Doing")).to_have_text(["doing"])
    await meet(team.ann)
    everyone = (team.ann, bo, eve)
    for person in everyone:
        await expect(sheet(person, "doing")).to_be_visible()
        await expect(bar(person)).to_contain_text("1 of 3")
    await expect(bar(bo)).to_contain_text("Ann leads")
    await expect(bar(eve).get_by_role("button", name="Next")).to_have_count(0)
    await bar(team.ann).get_by_role("button", name="Next").click()
    for person in everyone:
        await expect(sheet(person, "second")).to_be_visible()
    # By a key, and by somebody who does not lead.
    await press(bo, "Shift+J")
    for person in everyone:
        await expect(sheet(person, "third")).to_be_visible()
        await expect(bar(person)).to_contain_text("3 of 3")
    await expect(bar(bo).get_by_role("button", name="Next")).to_be_disabled()
    await press(bo, "Shift+J")
    await bar(bo).get_by_role("button", name="Previous").click()
    for person in everyone:
        await expect(sheet(person, "second")).to_be_visible()
    await expect(bar(bo).get_by_role("button", name="End", exact=True)).to_have_count(0)
    await bar(team.ann).get_by_role("button", name="End", exact=True).click()
    for person in everyone:
        await expect(bar(person)).to_contain_text("The meeting is over")


@pytest.mark.own_profile
async def test_the_timer_shows_the_same_seconds_whatever_the_clocks_say(team: Team) -> None:
    bo = await team.join("Bo")
    # Ann's clock is three hours late and Bo's two days early.
    for person, hours in ((team.ann, -3), (bo, 48)):
        shift = f"() => Date.now() + {hours} * 3600000"
        await person.page.clock.install(time=await person.page.evaluate(shift) / 1_000)
    await meet(team.ann)
    await expect(bar(bo)).to_be_visible()
    await bar(team.ann).get_by_role("button", name="Timer").click()
    await team.ann.page.get_by_role("menuitem", name="15 minutes").click()
    hers, his = (bar(person).get_by_role("timer") for person in (team.ann, bo))
    await expect(hers).to_have_text(re.compile(r"^1[45]:\d\d$"))
    await expect(his).to_have_text(re.compile(r"^1[45]:\d\d$"))
    # While hers says the same before and after his is read, his has to say that as well: all change at the same moment.
    for _ in range(100):
        before, between, after = (
            await hers.text_content(),
            await his.text_content(),
            await hers.text_content(),
        )
        if before == after == between:
            break
    else:
        pytest.fail(f"hers says {before}, his {between}")
    # A late comer reads the same.
    cleo = await team.join("Cleo")
    await expect(bar(cleo).get_by_role("timer")).to_have_text(re.compile(r"^1[0-5]:\d\d$"))
    await team.ann.page.clock.fast_forward(15 * 60_000)
    await expect(hers).to_have_text("Time is up")
    await expect(team.ann.page.get_by_test_id("announcer")).to_have_text("Time is up")


async def test_when_the_leader_leaves_another_leads_ends_it_and_reads_what_it_changed(team: Team) -> None:
    bo = await team.join("Bo")
    await filled(team)
    await expect(bo.titles("Doing")).to_have_text(["doing"])
    await meet(team.ann)
    await expect(sheet(bo, "doing")).to_be_visible()
    await bo.page.keyboard.press("Escape")
    await bo.card("doing").focus()
    await bo.page.keyboard.press("Alt+ArrowRight")
    await expect(team.ann.titles("Done")).to_have_text(["doing", "finished"])
    await bo.is_live()
    await team.ann.page.goto("about:blank")
    await expect(bar(bo)).to_contain_text("Ann has left")
    await bar(bo).get_by_role("button", name="Lead").click()
    await expect(bar(bo)).to_contain_text("You lead")
    await bar(bo).get_by_role("button", name="Next").click()
    await expect(sheet(bo, "second")).to_be_visible()
    await team.ann.page.goto(team.address)
    await expect(bar(team.ann)).to_contain_text("Bo")
    await expect(bar(team.ann)).to_contain_text("2 of 3")
    await bar(bo).get_by_role("button", name="End", exact=True).click()
    await bar(bo).get_by_role("button", name="What changed").click()
    summary = bo.page.get_by_role("dialog", name="What the meeting changed")
    await expect(summary.get_by_role("region", name="Meeting: Done")).to_contain_text("doing")
    await expect(summary.get_by_role("status")).to_contain_text("1 done")
    await is_clean(bo.page)
    await summary.get_by_role("button", name="Draft a status update").click()
    draft = summary.get_by_label("Draft of a status update")
    await expect(draft).to_have_value(
        re.compile(r"what changed in the meeting of .*### Done\n- doing", re.DOTALL)
    )
    await bo.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    await summary.get_by_role("button", name="Copy").click()
    assert "- doing" in await bo.page.evaluate("() => navigator.clipboard.readText()")


async def test_who_comes_late_comes_to_the_card_and_by_a_link_reads_that_first(team: Team) -> None:
    await filled(team)
    await meet(team.ann)
    await expect(sheet(team.ann, "doing")).to_be_visible()
    await team.ann.page.get_by_role("button", name="Close the card").click()
    bo = await team.join("Bo")
    await expect(sheet(bo, "doing")).to_be_visible()
    await bo.open("/c/1")
    await expect(bar(bo)).to_contain_text("1 of 3")
    await expect(sheet(bo, "second")).to_be_visible()
    await bar(bo).get_by_role("button", name="1 of 3").click()
    await expect(sheet(bo, "doing")).to_be_visible()
    await bo.page.goto(f"{team.address}/reports")  # what is shown in a meeting need not be a card
    await expect(bar(bo)).to_contain_text("1 of 3")
    await expect(bo.page.get_by_role("heading", name="Burn-up")).to_be_visible()
    await expect(bo.page).to_have_url(f"{team.address}/reports")


async def test_who_types_or_stepped_out_is_not_moved(team: Team) -> None:
    bo, cleo = await team.join("Bo"), await team.join("Cleo")
    await filled(team)
    await expect(cleo.titles("Doing")).to_have_text(["doing"])
    await meet(team.ann)
    for person in (bo, cleo):
        await expect(sheet(person, "doing")).to_be_visible()
    await bar(cleo).get_by_role("button", name="Step out").click()
    comment = sheet(bo, "doing").get_by_label("Write a comment")
    await comment.press_sequentially("I think that")
    await bar(team.ann).get_by_role("button", name="Next").click()
    for person in (bo, cleo):
        await expect(bar(person)).to_contain_text("2 of 3")
    await expect(comment).to_be_focused()
    await expect(comment).to_have_value("I think that")
    await expect(sheet(cleo, "doing")).to_be_visible()
    await bar(cleo).get_by_role("button", name="Walk along").click()
    await expect(sheet(cleo, "second")).to_be_visible()


async def test_two_who_begin_at_once_are_in_one_meeting(team: Team) -> None:
    bo = await team.join("Bo")
    await filled(team)
    await expect(bo.titles("Doing")).to_have_text(["doing"])
    await asyncio.gather(*(press(person, "Shift+B") for person in (team.ann, bo)))
    for person in (team.ann, bo):
        await expect(sheet(person, "doing")).to_be_visible()
    await press(bo, "Shift+J")
    for person in (team.ann, bo):
        await expect(sheet(person, "second")).to_be_visible()


async def test_a_meeting_goes_over_what_is_selected_or_passes_the_filter_by_keyboard_alone(
    team: Team,
) -> None:
    await filled(team)
    page = team.ann.page
    await page.keyboard.press("f")
    await page.keyboard.type("second")
    await expect(team.ann.titles("Doing")).to_have_count(0)
    await page.keyboard.press("Escape")
    await team.ann.open("?q=second")
    await press(team.ann, "Shift+B")
    await expect(bar(team.ann)).to_contain_text("1 of 1")
    await is_clean(page)
    await bar(team.ann).get_by_role("button", name="End", exact=True).focus()
    await page.keyboard.press("Enter")
    await expect(bar(team.ann)).to_contain_text("The meeting is over")
    await bar(team.ann).get_by_role("button", name="Dismiss").click()
    await team.ann.open()
    for title in ("finished", "third"):
        await team.ann.card(title).focus()
        await page.keyboard.press("x")
    await press(team.ann, "Shift+B")
    await expect(bar(team.ann)).to_contain_text("1 of 2")
    await expect(sheet(team.ann, "finished")).to_be_visible()


@pytest.mark.parametrize("viewport", [(1280, 720), (390, 844)])
async def test_the_bar_of_a_meeting_covers_nothing_at_the_foot_of_the_page(
    team: Team, viewport: tuple[int, int]
) -> None:
    ann = team.ann
    page = ann.page
    await page.set_viewport_size({"width": viewport[0], "height": viewport[1]})
    await ann.add("To do", *(f"card {number}" for number in range(9)))
    add = ann.column("To do").get_by_role("button", name="Add card", exact=True)
    await page.keyboard.press("Escape")
    await press(ann, "Shift+B")
    meeting = page.get_by_role("region", name="Meeting")
    await expect(meeting).to_be_visible()
    sheet = page.get_by_role("dialog", name="Card card 0")
    await expect(sheet).to_be_visible()
    await lies_below(sheet, meeting)
    await sheet.get_by_role("button", name="Close").click()
    await expect(sheet).to_have_count(0)
    await lies_below(add, meeting)
    # A message stands above it.
    await page.evaluate("document.activeElement?.blur()")
    await ann.card("card 0").focus()
    await page.keyboard.press("#")
    said = page.get_by_role("region", name="Messages").get_by_role("status")
    await expect(said).to_be_visible()
    await lies_below(said, meeting)
    await meeting.get_by_role("button", name="End").click()
    await meeting.get_by_role("button", name="Dismiss").click()
    await expect(meeting).to_have_count(0)
    # All of the page is there again.
    await page.wait_for_function(
        "getComputedStyle(document.documentElement).getPropertyValue('--foot') === '0px'"
    )
