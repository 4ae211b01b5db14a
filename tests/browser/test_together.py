"""Two people on one board: edits, carets, faces and the words for what the other does."""

import re

import pytest
from playwright.async_api import expect

from tests.browser.boards import Team
from tests.browser.test_board import drag

pytestmark = pytest.mark.browser


async def test_both_see_each_others_edits(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "from Ann")
    await expect(bo.titles("To do")).to_have_text(["from Ann"])
    await bo.add("To do", "from Bo")
    await expect(team.ann.titles("To do")).to_have_text(["from Ann", "from Bo"])
    await drag(bo.card("from Ann"), bo.column("Done"))
    await expect(team.ann.titles("Done")).to_have_text(["from Ann"])
    await bo.is_live()


@pytest.mark.parametrize("to", ["Alt+ArrowDown", "Alt+ArrowRight"])
async def test_a_card_that_is_moved_away_between_press_and_release_is_opened(team: Team, to: str) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "meant", "other")
    await expect(bo.titles("To do")).to_have_text(["meant", "other"])
    await bo.is_live()
    await bo.card("meant").hover()
    await bo.page.mouse.down()
    await team.ann.card("meant").focus()
    await team.ann.page.keyboard.press(to)
    await expect(bo.titles("To do")).to_have_text(["other", "meant"] if to.endswith("Down") else ["other"])
    await bo.page.mouse.up()
    await expect(bo.page.get_by_role("dialog", name="Card meant")).to_be_visible()
    await expect(bo.page.get_by_role("dialog")).to_have_count(1)


async def test_undo_takes_back_only_what_is_mine(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "from Ann")
    await bo.add("To do", "from Bo")
    await expect(team.ann.titles("To do")).to_have_text(["from Ann", "from Bo"])
    await team.ann.page.keyboard.press("Control+z")
    await expect(team.ann.titles("To do")).to_have_text(["from Bo"])
    await expect(bo.titles("To do")).to_have_text(["from Bo"])


async def test_a_step_that_somebody_overwrote_is_passed_over_and_told(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "first", "plan")
    await expect(bo.titles("To do")).to_have_text(["first", "plan"])
    page = team.ann.page
    for person, column in ((team.ann, "Doing"), (bo, "Done")):
        await person.card("plan").focus()
        await person.page.keyboard.press("Alt+ArrowRight")
        for each in (team.ann, bo):
            await expect(each.titles(column)).to_have_text(["plan"])
    await page.keyboard.press("Control+z")
    told = page.get_by_text("Passed over your last step on “plan”: it has been changed since")
    await expect(told).to_be_visible()


async def test_two_people_type_in_one_description_and_see_the_other_caret(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "plan")
    for person in (team.ann, bo):
        sheet = await person.open_card("plan")
        await sheet.get_by_role("button", name="Add a description…").click()
    hers = team.ann.page.get_by_role("textbox", name="Description")
    his = bo.page.get_by_role("textbox", name="Description")
    await hers.press_sequentially("We meet on Monday")
    await expect(his).to_have_value("We meet on Monday")
    await his.press("Home")
    await his.press_sequentially("Plan: ")
    await expect(hers).to_have_value("Plan: We meet on Monday")
    await hers.press_sequentially(" at 9 \N{ALARM CLOCK}")
    await expect(his).to_have_value("Plan: We meet on Monday at 9 \N{ALARM CLOCK}")
    await expect(team.ann.page.locator(".caret-name")).to_contain_text("Bo")
    await expect(bo.page.locator(".caret-name")).to_have_text("Ann")
    await hers.press("Control+z")
    await expect(his).not_to_have_value(re.compile("9"))
    # What she typed is one step of undo or two: it depends on how long she was waited for.
    await hers.press("Control+z")
    await expect(his).to_have_value("Plan: ")


async def test_faces_say_who_is_here_and_at_what(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "plan")
    faces = team.ann.page.get_by_role("list", name="People here now")
    await expect(faces.get_by_role("img")).to_have_count(2)
    await bo.open_card("plan")
    await expect(faces.get_by_title("looking at plan")).to_have_count(1)
    await expect(team.ann.card("plan").locator(".visitors .avatar")).to_have_count(1)
    await bo.page.context.close()
    await expect(faces.get_by_role("img")).to_have_count(1)
    await expect(team.ann.card("plan").locator(".visitors .avatar")).to_have_count(0)


async def test_a_column_says_who_is_adding(team: Team) -> None:
    bo = await team.join("Bo")
    await bo.column("Doing").get_by_role("button", name="Add card", exact=True).click()
    await expect(team.ann.column("Doing").get_by_text("is adding…")).to_be_visible()
    await bo.page.keyboard.press("Escape")
    await expect(team.ann.column("Doing").get_by_text("is adding…")).to_have_count(0)


async def test_a_remote_move_leaves_my_focus_where_it_is(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "one", "two")
    await expect(bo.titles("To do")).to_have_text(["one", "two"])
    await team.ann.card("one").focus()
    await bo.card("one").focus()
    await bo.page.keyboard.press("Alt+ArrowDown")
    await expect(team.ann.titles("To do")).to_have_text(["two", "one"])
    await expect(team.ann.card("one")).to_be_focused()


async def test_a_viewer_looks_and_cannot_change_anything(team: Team) -> None:
    await team.ann.add("To do", "plan")
    eve = await team.join("Eve", role="viewer")
    await expect(eve.titles("To do")).to_have_text(["plan"])
    await expect(eve.page.get_by_role("button", name="Add card", exact=True)).to_have_count(0)
    sheet = await eve.open_card("plan")
    await expect(sheet.get_by_role("button", name="Labels")).to_be_disabled()
    await expect(sheet.get_by_label("Write a comment")).to_have_count(0)


async def test_comments_reach_the_other(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "plan")
    sheet = await bo.open_card("plan")
    hers = await team.ann.open_card("plan")
    await sheet.get_by_label("Write a comment").fill("What about **Tuesday**?")
    await sheet.get_by_role("button", name="Comment", exact=True).click()
    await expect(hers.locator(".comment strong").filter(has_text="Tuesday")).to_be_visible()
    await expect(hers.get_by_role("button", name="Edit", exact=True)).to_have_count(0)
    await sheet.get_by_role("button", name="Remove").click()
    await expect(hers.locator(".comment")).to_have_count(0)


async def test_a_remote_move_above_leaves_what_i_look_at_where_it_is(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.paste("To do", [f"card {index}" for index in range(40)])
    await expect(bo.column("To do").get_by_role("img", name="40 cards")).to_be_visible()
    scroller = team.ann.column("To do").locator(".column-cards")
    await scroller.evaluate("list => { list.scrollTop = 1200; }")
    await expect(team.ann.card("card 20")).to_be_in_viewport()
    before = await team.ann.card("card 20").bounding_box()
    await bo.column("To do").locator(".column-cards").evaluate("list => { list.scrollTop = 0; }")
    await bo.card("card 1").focus()
    await bo.page.keyboard.press("Alt+ArrowRight")
    await expect(team.ann.titles("Doing")).to_have_text(["card 1"])
    await expect(team.ann.column("To do").get_by_role("img", name="39 cards")).to_be_visible()
    assert await team.ann.card("card 20").bounding_box() == before


async def test_a_card_that_somebody_moves_here_fades_in_and_its_neighbours_glide(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("Doing", "there")
    await team.ann.add("To do", "one", "two")
    await expect(bo.titles("To do")).to_have_text(["one", "two"])
    page = team.ann.page
    await page.evaluate(
        """() => {
          window.animated = [];
          const animate = Element.prototype.animate;
          Element.prototype.animate = function (frames, ...rest) {
            const title = this.querySelector(".card-title");
            if (title) window.animated.push([title.textContent, "opacity" in frames[0] ? "fades" : "glides"].join(" "));
            return animate.call(this, frames, ...rest);
          };
        }"""
    )
    await bo.card("one").focus()
    await bo.page.keyboard.press("Alt+ArrowRight")
    await expect(team.ann.titles("Doing")).to_have_text(["one", "there"])
    await page.wait_for_function("window.animated.length >= 3")
    animated = await page.evaluate("window.animated")
    assert sorted(animated) == ["one fades", "there glides", "two glides"]


async def test_a_card_in_the_air_is_marked_with_the_name_of_who_drags_it(team: Team) -> None:
    bo = await team.join("Bo")
    await team.ann.add("To do", "one")
    await bo.card("one").hover()
    await bo.page.mouse.down()
    await bo.column("Doing").hover()
    card = team.ann.card("one")
    await expect(card.locator(".visitors")).to_contain_text("Bo")
    await expect(card).to_have_class(re.compile("is-moving"))
    await bo.page.keyboard.press("Escape")
    await bo.page.mouse.up()
    await expect(card).not_to_have_class(re.compile("is-moving"))
