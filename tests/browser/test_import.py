"""The import page: a preview, the import, its report, and the board with everything in its place."""

import asyncio
import json
from typing import Any

import pytest
from playwright.async_api import FilePayload, Route, expect

from tests.browser.boards import NODES_MAX, BoardPage, Team, nodes
from tests.browser.serving import Server

pytestmark = pytest.mark.browser

LISTS = 12
CARDS = 682
LONGEST = 214


def export() -> dict[str, Any]:
    """Return a board as Trello exports it: twelve lists, 682 cards, one list with 214 of them."""
    lists = [
        {"id": f"{index:024x}", "name": f"List {index}", "pos": index + 1, "closed": False}
        for index in range(LISTS)
    ]
    labels = [
        {"id": f"{900 + index:024x}", "name": f"Label {index}", "color": color}
        for index, color in enumerate(("red", "sky"))
    ]
    cards = [
        {
            "id": f"{1_000 + index:024x}",
            "idShort": index + 1,
            "name": f"Card {index} 火車",
            "desc": "",
            "idList": lists[0 if index < LONGEST else 1 + index % (LISTS - 1)]["id"],
            "idLabels": [labels[index % 2]["id"]],
            "idMembers": [],
            "pos": index + 1,
            "closed": False,
        }
        for index in range(CARDS)
    ]
    return {
        "id": f"{1:024x}",
        "name": "A big board",
        "lists": lists,
        "labels": labels,
        "cards": cards,
        "members": [],
        "checklists": [],
        "actions": [],
        "customFields": [],
    }


def upload(text: str) -> FilePayload:
    return {"name": "board.json", "mimeType": "application/json", "buffer": text.encode()}


async def test_a_big_board_is_imported_and_drawn_with_few_nodes(team: Team, server: Server) -> None:
    page = team.ann.page
    await page.goto(f"{server.address}/import")
    await page.locator("input[type=file]").set_input_files(upload(json.dumps(export())))
    preview = page.get_by_role("region", name="Preview")
    await expect(preview.get_by_role("heading", name="A big board")).to_be_visible()
    await expect(preview.get_by_text(str(CARDS), exact=True)).to_be_visible()
    await expect(preview.get_by_text(f"{LONGEST} cards")).to_be_visible()
    sent = asyncio.Event()

    async def hold(route: Route) -> None:
        await sent.wait()
        await route.continue_()

    await page.route("**/api/imports", hold)
    await preview.get_by_role("button", name="Import").click()
    await expect(page.get_by_role("progressbar", name="board.json")).to_be_visible()
    await expect(page.get_by_role("main").get_by_role("status")).to_contain_text("board.json")
    sent.set()
    report = page.get_by_role("region", name="Report")
    await expect(report.get_by_text("Imported.")).to_be_visible(timeout=30_000)
    await report.get_by_role("link", name="Open the board").click()
    board = BoardPage(page, page.url)
    await board.is_live()
    await board.has_hands()
    await expect(page.locator("[data-column]")).to_have_count(LISTS)
    await expect(board.cards("List 0").first).to_contain_text("Card 0 火車")
    await expect(board.cards("List 0").first).to_contain_text("Label 0")
    assert await nodes(page) <= NODES_MAX
    # The whole list passes by, in order, and never more than a window of it is drawn.
    seen: list[str] = []
    scroller = board.column("List 0").locator(".column-cards")
    while len(seen) < LONGEST:
        for title in await board.titles("List 0").all_inner_texts():
            if title not in seen:
                seen.append(title)
        row = board.column("List 0").locator(f"[aria-posinset='{len(seen)}']")
        await expect(row).to_be_attached()
        if len(seen) < LONGEST:
            await scroller.evaluate("element => element.scrollBy(0, element.clientHeight / 2)")
            await expect(
                board.column("List 0").locator(f"[aria-posinset='{len(seen) + 1}']")
            ).to_be_attached()
    assert seen == [f"Card {index} 火車" for index in range(LONGEST)]


async def test_a_file_that_is_no_export_is_refused_in_one_line(team: Team, server: Server) -> None:
    page = team.ann.page
    await page.goto(f"{server.address}/import")
    await page.locator("input[type=file]").set_input_files(upload('{"cards": 7}'))
    await expect(page.get_by_role("alert")).to_be_visible()
    await expect(page.locator("input[type=file]")).to_be_visible()


async def test_several_files_are_imported_one_after_the_other(team: Team, server: Server) -> None:
    page = team.ann.page
    await page.goto(f"{server.address}/import")

    def file(name: str, at: int) -> FilePayload:
        lists = [{"id": f"{at + 1:024x}", "name": "Done \U0001f389", "pos": 1, "closed": False}]
        board = export() | {"id": f"{at:024x}", "name": name, "lists": lists, "cards": [], "labels": []}
        return upload(json.dumps(board)) | {"name": f"{name}.json"}

    broken = upload("{") | {"name": "broken.json"}
    await page.locator("input[type=file]").set_input_files([file("One", 70), broken, file("Two", 80)])
    preview, report = page.get_by_role("region", name="Preview"), page.get_by_role("region", name="Report")
    await expect(preview.get_by_role("heading", name="One")).to_be_visible()
    await expect(preview.get_by_text("done, 0 cards")).to_be_visible()
    await preview.get_by_role("button", name="Import").click()
    await expect(report.get_by_text("column “Done 🎉”: done")).to_be_visible()
    await report.get_by_role("button", name="Go on with broken.json and 1 more").click()
    await page.get_by_role("alert").get_by_role("button", name="Go on with Two.json").click()
    await expect(preview.get_by_role("heading", name="Two")).to_be_visible()
    await preview.get_by_role("button", name="Import").click()
    await expect(report.get_by_text("Imported.")).to_be_visible()
    await expect(report.get_by_role("button", name="Go on")).to_have_count(0)
