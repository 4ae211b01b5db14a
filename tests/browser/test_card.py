"""The sheet of a card: every property edited in place."""

import json

import pytest
from playwright.async_api import FilePayload, expect

from tests.browser.boards import Team
from tests.browser.serving import Server

pytestmark = pytest.mark.browser


async def test_every_property_shows_on_the_face(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan")
    sheet = await team.ann.open_card("plan")
    await sheet.get_by_role("button", name="Labels").click()
    await page.get_by_role("combobox", name="Label").fill("Urgent")
    await page.keyboard.press("Enter")
    await sheet.get_by_role("button", name="Assignees").click()
    await page.get_by_role("option", name="Ann").click()
    await sheet.get_by_role("button", name="Priority").click()
    await page.keyboard.press("1")
    await sheet.get_by_role("button", name="Due").click()
    await page.get_by_label("Due", exact=True).last.fill("2020-02-03")
    await page.keyboard.press("Escape")
    await sheet.get_by_role("button", name="Estimate").click()
    await page.get_by_role("spinbutton", name="Estimate").fill("3")
    await page.keyboard.press("Enter")
    await sheet.get_by_role("button", name="Add a checklist").click()
    await sheet.get_by_label("New item").fill("first")
    await page.keyboard.press("Enter")
    await sheet.get_by_role("checkbox", name="first").check()
    face = team.ann.card("plan")
    for text in ("Urgent", "urgent", "3 Feb 2020", "1/1", "#1"):
        await expect(face.get_by_text(text, exact=True)).to_be_visible()
    await expect(face.get_by_title("Overdue")).to_be_visible()
    await expect(face.get_by_role("img", name="Ann")).to_be_visible()
    await page.reload()
    await expect(team.ann.card("plan").get_by_text("1/1")).to_be_visible()
    await team.ann.is_live()


async def test_the_title_is_edited_in_place(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan")
    await page.keyboard.press("e")
    title = page.get_by_role("textbox", name="Title")
    await expect(title).to_be_focused()
    await title.press("End")
    await title.press_sequentially(" for 火車 \N{STEAM LOCOMOTIVE}")
    await title.press("Enter")
    await expect(team.ann.titles("To do")).to_have_text(["plan for 火車 \N{STEAM LOCOMOTIVE}"])


async def test_a_description_is_markdown_without_markup(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan")
    sheet = await team.ann.open_card("plan")
    await sheet.get_by_role("button", name="Add a description…").click()
    text = "# Head\n- **bold** [here](https://example.org) [bad](javascript:alert(1))\n<img src=x onerror=alert(2)>"
    await page.get_by_role("textbox", name="Description").fill(text)
    await page.keyboard.press("Escape")
    await expect(sheet.get_by_role("heading", name="Head")).to_be_visible()
    await expect(sheet.get_by_role("link", name="here")).to_have_attribute("href", "https://example.org/")
    await expect(sheet.get_by_role("link", name="bad")).to_have_count(0)
    await expect(sheet.get_by_text("<img src=x onerror=alert(2)>")).to_be_visible()


async def test_an_archived_card_is_found_and_restored(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "plan", "keep")
    await team.ann.card("plan").focus()
    await page.keyboard.press("#")
    await expect(team.ann.titles("To do")).to_have_text(["keep"])
    await team.ann.show("Archive")
    await page.get_by_label("Search the archive").fill("pla")
    await page.get_by_role("button", name="Restore plan").click()
    await page.get_by_role("link", name="Board", exact=True).click()
    await expect(team.ann.titles("To do")).to_have_text(["plan", "keep"])


async def test_a_custom_field_is_edited_with_the_control_of_its_type(team: Team, server: Server) -> None:
    page = team.ann.page
    export = {
        "id": f"{2:024x}",
        "name": "Fields",
        "lists": [{"id": f"{3:024x}", "name": "To do", "pos": 1, "closed": False}],
        "cards": [
            {
                "id": f"{4:024x}",
                "idShort": 1,
                "name": "plan",
                "idList": f"{3:024x}",
                "pos": 1,
                "closed": False,
            }
        ],
        "customFields": [{"id": f"{5:024x}", "name": "Budget", "type": "number", "pos": 1}],
    }
    await page.goto(f"{server.address}/import")
    file: FilePayload = {
        "name": "x.json",
        "mimeType": "application/json",
        "buffer": json.dumps(export).encode(),
    }
    await page.locator("input[type=file]").set_input_files(file)
    await page.get_by_role("button", name="Import", exact=True).click()
    await page.get_by_role("link", name="Open the board").click()
    sheet = await team.ann.open_card("plan")
    await sheet.get_by_label("Budget").fill("12.5")
    await sheet.get_by_label("Budget").press("Tab")
    await team.ann.is_live()
    await page.reload()
    await expect(sheet.get_by_label("Budget")).to_have_value("12.5")


async def test_the_address_opens_a_card_by_its_number(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one", "two")
    await team.ann.open_card("two")
    await expect(page).to_have_url(f"{team.address}/c/2")
    await page.goto(f"{team.address}/c/1")
    await expect(page.get_by_role("dialog", name="Card one")).to_be_visible()
    await page.go_back()
    await expect(page.get_by_role("dialog", name="Card two")).to_be_visible()


async def test_the_list_selects_rows_and_changes_them_as_one_step(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one", "two", "three")
    await page.get_by_role("link", name="List").click()
    await page.get_by_role("checkbox", name="Select one").check()
    await page.get_by_role("checkbox", name="Select three").check()
    bar = page.get_by_role("toolbar", name="Selected cards")
    await bar.get_by_role("button", name="Move").click()
    await page.get_by_role("option", name="Done").click()
    titles = page.locator(".list-title")
    await expect(titles).to_have_text(["two", "one", "three"])
    await page.keyboard.press("Escape")
    await expect(bar).to_have_count(0)
    await page.keyboard.press("Control+z")
    await expect(titles).to_have_text(["one", "two", "three"])


async def test_a_card_sent_to_another_column_can_be_called_back(team: Team) -> None:
    page = team.ann.page
    await team.ann.add("To do", "one", "two", "three")
    sheet = await team.ann.open_card("two")
    await page.keyboard.press("s")
    await page.keyboard.type("done")
    await page.keyboard.press("Enter")
    await expect(team.ann.titles("Done")).to_have_text(["two"])
    await expect(sheet.get_by_role("button", name="Column")).to_have_text("Done")
    message = page.get_by_role("status").filter(has_text="Moved to Done")
    await message.get_by_role("button", name="Undo").click()
    await expect(team.ann.titles("To do")).to_have_text(["one", "two", "three"])
