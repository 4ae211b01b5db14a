"""Several people look at one board together: following, and what ends it."""

import re

import pytest
from playwright.async_api import Locator, expect

from tests.browser.boards import BoardPage, Team
from tests.browser.test_accessible import is_clean

pytestmark = pytest.mark.browser


def frame(person: BoardPage) -> Locator:
    return person.page.get_by_role("region", name="Following")


async def follow(who: BoardPage, name: str) -> None:
    faces = who.page.get_by_role("list", name="People here now")
    await faces.get_by_role("button", name=re.compile(f"^{name}")).click()
    await expect(frame(who)).to_contain_text(f"Following {name}")


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


async def test_a_spotlight_by_keyboard_for_those_who_may_and_without_violations(team: Team) -> None:
    eve = await team.join("Eve", role="viewer")
    await eve.page.get_by_role("button", name="More about this board").click()
    await expect(eve.page.get_by_role("menuitem", name="Command menu")).to_be_visible()
    await expect(eve.page.get_by_role("menuitem", name="Bring everyone to me")).to_have_count(0)
    await eve.page.keyboard.press("Escape")
    await eve.page.clock.install()
    await team.ann.page.keyboard.press("Shift+S")
    await expect(team.ann.page.get_by_test_id("announcer")).to_contain_text("You are in the spotlight")
    await expect(eve.page.get_by_test_id("announcer")).to_contain_text("Ann wants you to follow")
    await is_clean(eve.page)
    await is_clean(team.ann.page)
    await eve.page.keyboard.press("Escape")
    await expect(spotlight(eve)).to_have_count(0)
    await team.ann.page.keyboard.press("Shift+S")
    await expect(spotlight(team.ann)).to_have_count(0)
