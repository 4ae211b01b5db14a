"""Rules, recurring cards and templates, made and seen to work on a real server."""

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Page, expect

import kanverge_client
from kanverge_crdt.ids import new_id
from tests.browser.boards import Team
from tests.browser.test_accessible import is_clean
from tests.doubles.eventually import eventually

pytestmark = pytest.mark.browser


async def open_rules(team: Team) -> Page:
    await team.ann.open("/rules")
    page = team.ann.page
    await expect(page.get_by_role("heading", name="Rules", exact=True)).to_be_visible()
    return page


async def test_a_rule_is_made_as_a_sentence_and_does_what_it_says(team: Team) -> None:
    ann = team.ann
    page = ann.page
    await ann.add("To do", "plan")
    await page.keyboard.press("Escape")
    await page.keyboard.press("g")
    await page.keyboard.press("r")
    heading = page.get_by_role("heading", name="Rules", exact=True)
    before = await heading.bounding_box()
    await page.get_by_role("button", name="Add a rule").click()
    form = page.get_by_role("form", name="New rule")
    await expect(form.get_by_label("Name of the rule")).to_be_focused()
    assert await heading.bounding_box() == before
    # A word stays in the line of what it belongs to.
    assert await form.get_by_label("Column").evaluate(
        "({ parentElement: part }) => part.firstChild.nodeType === Node.TEXT_NODE && part.offsetHeight < 50"
    )
    await page.keyboard.type("Praise")
    await form.get_by_label("Column").select_option("Doing")
    await form.get_by_role("combobox", name="Action").select_option("comment")
    await form.get_by_label("Comment", exact=True).fill("Off we go")
    await form.get_by_role("button", name="Add an action").click()
    await form.get_by_role("combobox", name="Action").last.select_option("set")
    await form.get_by_label("What", exact=True).select_option("the priority")
    await form.get_by_label("Value").select_option("High")
    await is_clean(page)
    await form.get_by_role("button", name="Save").click()
    await expect(
        page.get_by_text("When a card is moved to Doing, then comment “Off we go” and set")
    ).to_be_visible()
    await page.keyboard.press("g")
    await page.keyboard.press("b")
    await ann.card("plan").focus()
    await page.keyboard.press("Alt+ArrowRight")
    sheet = await ann.open_card("plan")
    await expect(sheet.get_by_text("Off we go")).to_be_visible()
    await expect(sheet.get_by_text("Praise")).to_be_visible()
    await expect(sheet.get_by_role("button", name="Priority")).to_contain_text("high")
    page = await open_rules(team)
    await page.get_by_role("button", name="What Praise did").click()
    line = page.get_by_role("list", name="What Praise did").get_by_role("listitem")
    await expect(line).to_contain_text("plan: Set the priority to high and commented: Off we go.")
    await expect(line.get_by_role("link", name="plan")).to_have_attribute("href", re.compile("/c/1$"))
    await is_clean(page)
    await page.get_by_role("switch", name="Praise is on").click()
    await expect(page.get_by_role("switch", name="Praise is on")).not_to_be_checked()
    await page.get_by_role("button", name="Remove Praise").click()
    await expect(page.get_by_role("switch", name="Praise is on")).to_have_count(0)
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("switch", name="Praise is on")).to_be_visible()


async def test_the_log_of_a_rule_says_what_it_did_to_which_card_and_why_not(team: Team) -> None:
    ann = team.ann
    page = await open_rules(team)
    await page.get_by_role("button", name="Add a rule").click()
    form = page.get_by_role("form", name="New rule")
    await form.get_by_label("Name of the rule").fill("Take on")
    await form.get_by_label("Column").last.select_option("Doing")
    await form.get_by_role("button", name="Add an action").click()
    await form.get_by_role("combobox", name="Action").last.select_option("move it to")
    await form.get_by_label("Column").last.select_option("Done")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("switch", name="Take on is on")).to_be_visible()
    await page.get_by_role("button", name="What Take on did").click()
    await expect(page.get_by_text("It has not done anything yet.")).to_be_visible()
    await ann.show("Board")
    await ann.add("To do", "one", "two")
    await ann.card("one").focus()
    await page.keyboard.press("Alt+ArrowRight")
    await expect(ann.titles("Done")).to_have_text(["one"])
    await ann.column("Done").get_by_role("button", name="Menu of Done").click()
    await page.get_by_role("menuitem", name="Archive column").click()
    await ann.card("two").focus()
    await page.keyboard.press("Alt+ArrowRight")
    await expect(ann.card("two").get_by_role("img", name="Ann")).to_be_visible()
    await ann.is_live()
    page = await open_rules(team)
    await page.get_by_role("button", name="What Take on did").click()
    lines = page.get_by_role("list", name="What Take on did").get_by_role("listitem")
    await expect(lines).to_have_count(2)
    await expect(lines.nth(1)).to_contain_text("one: Assigned Ann and moved it from Doing to Done.")
    await expect(lines.nth(0)).to_contain_text(
        "two: Assigned Ann. But: it was not moved, as the column is gone."
    )
    await is_clean(page)
    await lines.nth(0).get_by_role("link", name="two").click()
    await expect(page.get_by_role("dialog", name="Card two")).to_be_visible()


@pytest.mark.elsewhere
async def test_a_recurring_card_shows_its_next_five_times(team: Team) -> None:
    page = await open_rules(team)
    await page.get_by_role("button", name="Add a recurring card").click()
    form = page.get_by_role("form", name="New recurring card")
    await form.get_by_label("Title of the card").fill("Stand-up")
    await form.get_by_label("How often").select_option("weekday")
    await expect(form.get_by_role("status")).to_contain_text("·")
    await is_clean(page)
    await form.get_by_role("button", name="Save").click()
    # In the list as in the field beside: by the clock of this browser.
    nine = await page.evaluate(
        "new Date(1970, 0, 1, 9).toLocaleTimeString([], {hour: '2-digit', minute: '2-digit'})"
    )
    await expect(page.get_by_text(f"Every weekday at {nine} in To do. Next:")).to_be_visible()
    await page.get_by_role("button", name="Edit Stand-up").click()
    form = page.get_by_role("form", name="Recurring card Stand-up")
    await form.get_by_label("When").select_option("days after it was done")
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)


async def test_a_recurring_card_comes_on_several_days_of_every_other_week_and_ends(team: Team) -> None:
    page = await open_rules(team)
    await page.get_by_role("button", name="Add a recurring card").focus()
    await page.keyboard.press("Enter")
    form = page.get_by_role("form", name="New recurring card")
    await expect(form.get_by_label("Title of the card")).to_be_focused()
    await page.keyboard.type("Water the plants")
    await form.get_by_label("From").fill("2026-01-05")  # a Monday
    monday = form.get_by_role("button", name="Monday")
    await expect(monday).to_have_attribute("aria-pressed", "true")
    await form.get_by_label("Every", exact=True).fill("2")
    await form.get_by_role("button", name="Thursday").focus()
    await page.keyboard.press("Space")
    await expect(form.get_by_role("button", name="Thursday")).to_have_attribute("aria-pressed", "true")
    await expect(form.get_by_role("status")).to_contain_text("·")
    await form.get_by_label("Ends").select_option("in all")
    await form.get_by_label("Times", exact=True).fill("1000")
    await is_clean(page)
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Every 2 weeks on Monday and Thursday at")).to_contain_text(
        ", 1000 times in To do"
    )
    # What was saved is what the form begins with; one day at least stays on.
    await page.get_by_role("button", name="Edit Water the plants").click()
    form = page.get_by_role("form", name="Recurring card Water the plants")
    await expect(form.get_by_label("Every", exact=True)).to_have_value("2")
    await expect(form.get_by_label("Times", exact=True)).to_have_value("1000")
    await form.get_by_role("button", name="Thursday").click()
    await form.get_by_role("button", name="Monday").click()
    await expect(form.get_by_role("button", name="Monday")).to_have_attribute("aria-pressed", "true")
    await form.get_by_label("Every", exact=True).fill("1")
    await form.get_by_label("How often").select_option("month")
    await form.get_by_label("On", exact=True).select_option("on the first Monday")
    await form.get_by_label("Ends").select_option("without end")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("Every month on the first Monday at")).to_be_visible()


async def test_a_rule_that_says_more_than_can_be_chosen_stays_as_it_is(team: Team) -> None:
    rule = "FREQ=MONTHLY;BYMONTHDAY=1,15"
    recurrence = {
        "card": {"title": "Pay"},
        "repeat": {"rule": rule, "start": "2026-01-01T09:00", "zone": "UTC"},
    }
    async with fields_of(team) as board:
        await board.ask("recurrences.add", id=new_id(secrets.randbelow), recurrence=recurrence)
    page = await open_rules(team)
    await expect(page.get_by_text(f"{rule} at")).to_be_visible()
    await page.get_by_role("button", name="Edit Pay").click()
    form = page.get_by_role("form", name="Recurring card Pay")
    await expect(form.get_by_label("How often")).to_have_value(rule)
    await form.get_by_label("Title of the card").fill("Pay all")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("switch", name="Pay all is on")).to_be_visible()
    await expect(page.get_by_text(f"{rule} at")).to_be_visible()


async def test_a_rule_without_a_name_is_called_by_what_it_does(team: Team) -> None:
    page = await open_rules(team)
    await page.get_by_role("button", name="Add a rule").click()
    form = page.get_by_role("form", name="New rule")
    await form.get_by_label("Column").last.select_option("Done")
    name = form.get_by_label("Name of the rule")
    await expect(name).to_have_attribute("placeholder", "When moved to Done, assign whoever did it")
    await form.get_by_role("button", name="Save").click()
    switch = page.get_by_role("switch", name="When moved to Done, assign whoever did it is on")
    await expect(switch).to_be_visible()
    # It goes on saying so when it does something else.
    await page.get_by_role("button", name="Edit When moved to Done").click()
    form = page.get_by_role("form", name=re.compile("^Rule When moved"))
    await expect(form.get_by_label("Name of the rule")).to_have_value("")
    await form.get_by_role("combobox", name="Action").select_option("archive it")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("switch", name="When moved to Done, archive it is on")).to_be_visible()


async def test_what_is_typed_into_a_form_of_rules_is_never_lost(team: Team) -> None:
    ann = team.ann
    page = await open_rules(team)
    add = page.get_by_role("button", name="Add a rule")
    await add.click()
    form = page.get_by_role("form", name="New rule")
    name = form.get_by_label("Name of the rule")
    await expect(name).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)
    await expect(page.get_by_text("What you typed was not saved")).to_have_count(0)
    # Escape and Cancel give the way back.
    for leave in ("Escape", "Cancel"):
        await add.click()
        await expect(name).to_be_focused()
        await page.keyboard.type("Praise")
        await (
            page.keyboard.press("Escape")
            if leave == "Escape"
            else form.get_by_role("button", name="Cancel").click()
        )
        await expect(form).to_have_count(0)
        await page.get_by_role("button", name="Undo").click()
        await expect(name).to_have_value("Praise")
        await name.fill("")
        await page.keyboard.press("Escape")
        await expect(form).to_have_count(0)
    # Whoever leaves by a tab or the way back finds it as it was.
    await page.get_by_role("button", name="Add a recurring card").click()
    await page.keyboard.type("Stand-up")
    card = page.get_by_role("form", name="New recurring card").get_by_label("Title of the card")
    await expect(card).to_have_value("Stand-up")
    await ann.show("Board")
    await expect(ann.column("To do")).to_be_visible()
    await page.go_back()
    await expect(card).to_have_value("Stand-up")
    # A form that nobody changed is closed then.
    await add.click()
    await expect(form).to_be_visible()
    await ann.show("Board")
    await expect(ann.column("To do")).to_be_visible()
    await ann.show("Rules")
    await expect(card).to_have_value("Stand-up")
    await expect(form).to_have_count(0)
    # One that was saved is done with; Undo also comes from elsewhere.
    await card.press("Escape")
    await ann.show("Board")
    await expect(ann.column("To do")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(card).to_have_value("Stand-up")
    await card.press("Enter")
    await expect(page.get_by_role("switch", name="Stand-up is on")).to_be_visible()
    await expect(card).to_have_count(0)


async def test_what_was_done_last_is_what_undo_by_key_takes_back(team: Team) -> None:
    ann, page = team.ann, team.ann.page
    await ann.add("To do", "plan")
    await ann.show("Rules")
    await page.get_by_role("button", name="Add a rule").click()
    await expect(page.get_by_label("Name of the rule")).to_be_focused()
    await page.keyboard.type("Praise")
    await page.keyboard.press("Enter")
    switch = page.get_by_role("switch", name="Praise is on")
    await expect(switch).to_be_visible()
    await page.get_by_role("button", name="Remove Praise").click()
    await expect(switch).to_have_count(0)
    offer = page.get_by_role("status").filter(has_text="was taken away")
    await expect(offer).to_be_visible()
    await page.keyboard.press("Control+z")
    await expect(switch).to_be_visible()
    await expect(offer).to_have_count(0)
    # The next is an edit of the board, of which nothing is to be seen here: it is said.
    await page.keyboard.press("Control+z")
    await expect(
        page.get_by_role("status").filter(has_text="Undone: Archive the card “plan”")
    ).to_be_visible()
    await page.keyboard.press("Control+Shift+z")
    await expect(page.get_by_role("status").filter(has_text="Done again: ")).to_be_visible()
    await ann.show("Board")
    await expect(ann.titles("To do")).to_have_text(["plan"])
    # What was undone is not offered any more.
    await ann.card("plan").focus()
    await page.keyboard.press("#")
    archived = page.get_by_role("region", name="Messages").get_by_text("Card archived")
    await expect(archived).to_be_visible()
    await page.keyboard.press("Control+z")
    await expect(ann.titles("To do")).to_have_text(["plan"])
    await expect(archived).to_have_count(0)
    # Whoever edits the board after a rule is gone undoes that.
    await ann.show("Rules")
    await page.get_by_role("button", name="Remove Praise").click()
    await expect(offer).to_be_visible()
    await ann.show("Board")
    await ann.add("Doing", "later")
    await page.keyboard.press("Control+z")
    await expect(ann.titles("Doing")).to_have_count(0)
    await expect(offer).to_be_visible()


async def test_a_card_is_kept_as_a_template_and_made_again(team: Team) -> None:
    ann = team.ann
    page = ann.page
    await ann.add("To do", "Onboard somebody")
    sheet = await ann.open_card("Onboard somebody")
    await sheet.get_by_role("button", name="More about this card").click()
    await page.get_by_role("menuitem", name="Save as template").click()
    await page.get_by_role("button", name="Show").click()
    await page.get_by_role("button", name="Make a card of Onboard somebody").click()
    await expect(page.get_by_role("dialog", name="Card Onboard somebody")).to_be_visible()
    await is_clean(page)
    await page.keyboard.press("Escape")
    await page.keyboard.press("g")
    await page.keyboard.press("b")
    await expect(ann.titles("To do")).to_have_text(["Onboard somebody", "Onboard somebody"])


async def test_a_template_is_offered_where_cards_are_added_and_is_one_step_of_undo(team: Team) -> None:
    ann = team.ann
    page = ann.page
    await ann.add("To do", "Onboard somebody")
    sheet = await ann.open_card("Onboard somebody")
    await page.keyboard.press("p")
    await page.keyboard.press("2")
    await expect(sheet.get_by_role("button", name="Priority")).to_contain_text("high")
    await sheet.get_by_role("button", name="More about this card").click()
    await page.get_by_role("menuitem", name="Add a checklist").click()
    item = sheet.get_by_label("New item")
    await item.fill("Laptop")
    await item.press("Enter")
    await expect(sheet.get_by_role("checkbox", name="Laptop")).to_be_visible()
    await sheet.get_by_role("button", name="Close").click()
    await expect(sheet).to_have_count(0)
    await ann.card("Onboard somebody").focus()
    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox").fill("save as temp")
    await expect(page.get_by_role("option", name="Save as template")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Saved as template")).to_be_visible()
    # By keyboard, with a title of its own.
    await ann.column("Doing").get_by_role("button", name="Add card", exact=True).click()
    composer = page.get_by_label("Title of the new card")
    await composer.fill("!urgent Onboard Cleo")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="From template")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("combobox", name="Template")).to_be_focused()
    await is_clean(page)
    await page.keyboard.press("Enter")
    await expect(ann.titles("Doing")).to_have_text(["Onboard Cleo"])
    await expect(composer).to_be_focused()
    await expect(composer).to_have_value("")
    await expect(ann.card("Onboard Cleo").get_by_text("urgent", exact=True)).to_be_visible()
    await expect(ann.card("Onboard Cleo").get_by_text("0/1")).to_be_visible()
    # Without words it is as the template says.
    await page.get_by_role("button", name="From template").click()
    await page.get_by_role("option", name="Onboard somebody").click()
    await expect(ann.titles("Doing")).to_have_text(["Onboard Cleo", "Onboard somebody"])
    await expect(composer).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(composer).to_have_count(0)
    await page.keyboard.press("Control+z")
    await expect(ann.titles("Doing")).to_have_text(["Onboard Cleo"])
    await page.keyboard.press("Control+Shift+z")
    await expect(ann.titles("Doing")).to_have_text(["Onboard Cleo", "Onboard somebody"])
    await expect(ann.card("Onboard somebody").last.get_by_text("0/1")).to_be_visible()


async def test_a_template_is_offered_in_the_command_menu_to_those_who_may_edit(team: Team) -> None:
    ann = team.ann
    page = ann.page
    await ann.add("To do", "Release")
    sheet = await ann.open_card("Release")
    await sheet.get_by_role("button", name="More about this card").click()
    await page.get_by_role("menuitem", name="Save as template").click()
    await expect(page.get_by_text("Saved as template")).to_be_visible()
    await page.keyboard.press("Escape")
    await ann.add("Doing", "here")
    await ann.card("here").focus()
    await page.keyboard.press("Control+k")
    await page.get_by_role("combobox").fill("from template")
    await expect(page.get_by_role("option", name="New card from template: Release")).to_be_visible()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog", name="Card Release")).to_be_visible()
    await expect(ann.titles("Doing")).to_have_text(["here", "Release"])
    viewer = await team.join("Vera", "viewer")
    await viewer.page.keyboard.press("Control+k")
    await viewer.page.get_by_role("combobox").fill("release")
    await expect(viewer.page.get_by_role("option", name="Release").first).to_be_visible()
    await expect(viewer.page.get_by_role("option", name="from template")).to_have_count(0)


async def test_a_rule_over_a_field_is_put_together_by_keyboard_alone(team: Team) -> None:
    ann = team.ann
    page = ann.page
    async with fields_of(team) as board:
        size = board.fields.add(name="Size", type="select")
        large = new_id(secrets.randbelow)
        board.edit("fields.option", {"id": size.id, "option": large, "name": "Large"})
        board.fields.add(name="Review", type="date")
        await board.saved()
        await open_rules(team)
        await page.get_by_role("button", name="Add a rule").focus()
        await page.keyboard.press("Enter")
        form = page.get_by_role("form", name="New rule")
        await expect(form.get_by_label("Name of the rule")).to_be_focused()
        await page.keyboard.type("Review what is large")
        await chosen(page, "What happens", "something of a card is set")
        await chosen(page, "What", "Size")
        await chosen(page, "To what", "to")
        await chosen(page, "Value", "Large")
        await chosen(page, "Action", "set")
        await chosen(page, "What", "Review")
        await tabbed(page, "Days")
        await page.keyboard.press("ArrowUp")
        await is_clean(page)
        await page.keyboard.press("Enter")
        said = page.get_by_text("When Size of a card is set to Large, then set Review to 2 days later.")
        await expect(said).to_be_visible()
        card = board.cards.add(title="Plan", column=board.columns[0])
        board.cards.set(card, f"field:{size.id}", large)
        await board.saved()
        await page.get_by_role("button", name="What Review what is large did").focus()
        await page.keyboard.press("Enter")
        look = page.get_by_role("button", name="Look again")
        await expect(look).to_be_visible()

        async def is_told() -> bool:
            await look.press("Enter")
            return await page.get_by_text("Plan: Set Review to").count() == 1

        await eventually(is_told)
        await is_clean(page)


@pytest.mark.elsewhere
async def test_a_card_that_comes_days_after_it_was_done_is_put_together_by_keyboard_alone(team: Team) -> None:
    page = await open_rules(team)
    await page.get_by_role("button", name="Add a recurring card").focus()
    await page.keyboard.press("Enter")
    form = page.get_by_role("form", name="New recurring card")
    await expect(form.get_by_label("Title of the card")).to_be_focused()
    await page.keyboard.type("Water the plants")
    await chosen(page, "When", "days after it was done")
    await tabbed(page, "Days after")
    await page.keyboard.press("ArrowDown")
    await chosen(page, "Column", "Doing")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await tabbed(page, "Days until it is due")
    await page.keyboard.press("ArrowUp")
    await is_clean(page)
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("6 days after it was done in Doing.")).to_be_visible()
    # It begins with one that is made at once.
    await page.keyboard.press("g")
    await page.keyboard.press("b")
    await expect(team.ann.titles("Doing")).to_have_text(["Water the plants"])


@pytest.mark.elsewhere
async def test_a_rule_that_never_ends_or_names_what_is_gone_is_answered_and_kept_in_the_form(
    team: Team,
) -> None:
    page = await open_rules(team)
    await page.get_by_role("button", name="Add a rule").click()
    form = page.get_by_role("form", name="New rule")
    await form.get_by_label("What happens").select_option("a card is made in")
    await form.get_by_role("combobox", name="Action").select_option("make a card")
    await form.get_by_label("Title of the card").fill("Again")
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_text("This rule makes the very cards that call it")).to_be_visible()
    await expect(form.get_by_label("Title of the card")).to_have_value("Again")
    await form.get_by_label("Column").first.select_option("Doing")
    await form.get_by_role("button", name="Save").click()
    await expect(
        page.get_by_text("When a card is made in Doing, then make the card “Again” in To do.")
    ).to_be_visible()


@pytest.mark.elsewhere
async def test_what_is_refused_is_said_at_its_field_in_words(team: Team) -> None:
    page = await open_rules(team)
    await page.get_by_role("button", name="Add a rule").click()
    form = page.get_by_role("form", name="New rule")
    await form.get_by_label("Name of the rule").fill("Praise")
    await form.get_by_role("button", name="Add an action").click()
    await form.get_by_role("button", name="Save").click()
    comment = form.get_by_label("Comment", exact=True)
    said = form.get_by_role("alert")
    await expect(said).to_have_text("Comment: write something, at most 4,000 characters.")
    await expect(comment).to_be_focused()
    await expect(comment).to_have_attribute("aria-invalid", "true")
    await expect(
        form.locator(".rule-part").filter(has=page.get_by_label("Comment", exact=True)).get_by_role("alert")
    ).to_be_visible()
    await expect(form.locator("[aria-invalid]")).to_have_count(1)
    await is_clean(page)
    await page.keyboard.type("Off we go")
    await expect(said).to_have_count(0)
    await form.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("switch", name="Praise is on")).to_be_visible()
    # The same of a card that recurs.
    await page.get_by_role("button", name="Add a recurring card").click()
    form = page.get_by_role("form", name="New recurring card")
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_role("alert")).to_contain_text("Title of the card: write something")
    await expect(form.get_by_label("Title of the card")).to_be_focused()
    await page.keyboard.type("Stand-up")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("switch", name="Stand-up is on")).to_be_visible()


@pytest.mark.elsewhere
async def test_a_rule_whose_column_is_gone_says_so_at_the_column(team: Team) -> None:
    page = await open_rules(team)
    await page.get_by_role("button", name="Add a rule").click()
    form = page.get_by_role("form", name="New rule")
    await form.get_by_role("combobox", name="Action").select_option("move it to")
    await form.get_by_label("Column").last.select_option("Done")
    bo = await (await team.join("Bo")).open()
    await bo.column("Done").get_by_role("button", name="Menu of Done").click()
    await bo.page.get_by_role("menuitem", name="Archive column").click()
    await bo.is_live()
    await form.get_by_role("button", name="Save").click()
    await expect(form.get_by_role("alert")).to_have_text(
        "Column: “Done” is archived. Choose another, or restore it."
    )
    await expect(form.get_by_label("Column").last).to_be_focused()


async def tabbed(page: Page, label: str) -> None:
    """Press Tab until what is called so has the keyboard."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement?.getAttribute('aria-label')") == label:
            return
    raise AssertionError(f"nothing called {label!r} was reached")


async def chosen(page: Page, label: str, option: str) -> None:
    """Go to a list and type the beginning of what is wanted, as one does."""
    await tabbed(page, label)
    await page.keyboard.type(option)
    picked = "document.activeElement.selectedOptions[0].textContent"
    assert await page.evaluate(picked) == option


@asynccontextmanager
async def fields_of(team: Team) -> AsyncIterator[kanverge_client.Board]:
    """Open the board as a script does, which makes what the page has no form for."""
    id = team.address.rpartition("/")[2]
    answer = await team.ann.page.request.post(
        f"{team.server.address}/api/boards/{id}/tokens",
        data={"name": "fields", "role": "editor"},
        headers={"origin": team.server.address},
    )
    assert answer.status == 201, await answer.text()
    token = (await answer.json())["token"]
    async with kanverge_client.open(team.server.address, id, token, offline=False) as board:
        yield board
