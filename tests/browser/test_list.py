"""The list: rows in groups, sorted, edited in place, selected and changed together; all of it in the address."""

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.boards import NODES_MAX, BoardPage, Team, nodes
from tests.browser.test_accessible import is_clean

pytestmark = pytest.mark.browser


async def listed(team: Team, **columns: list[str]) -> Page:
    """Return Ann's page with the list of these cards, by column."""
    for name, titles in columns.items():
        await team.ann.add(name.replace("_", " "), *titles)
    page = team.ann.page
    await page.get_by_role("link", name="List").click()
    await expect(page.get_by_role("toolbar", name="Sorting and grouping")).to_be_visible()
    return page


def row(page: Page, title: str) -> Locator:
    return page.locator(".list-row").filter(has=page.get_by_role("link", name=title, exact=True))


def titles(page: Page) -> Locator:
    return page.locator(".list-title > a")


def groups(page: Page) -> Locator:
    return page.locator(".list-group h2 > span:last-child")


async def choose(page: Page, option: str) -> None:
    await page.get_by_role("option", name=option).click()


async def test_every_cell_is_edited_in_place(team: Team) -> None:
    page = await listed(team, To_do=["plan"])
    plan = row(page, "plan")
    await page.get_by_role("button", name="Group by").click()
    await choose(page, "No groups")
    await plan.get_by_role("button", name="Column: To do").click()
    await choose(page, "Doing")
    await expect(plan.get_by_role("button", name="Column: Doing")).to_be_focused()
    await plan.get_by_role("button", name="Labels: none").click()
    await page.get_by_role("combobox", name="Label").fill("Urgent")
    await page.keyboard.press("Enter")
    await expect(plan.get_by_role("button", name="Labels: Urgent")).to_be_visible()
    await plan.get_by_role("button", name="Priority: none").click()
    await choose(page, "High")
    await plan.get_by_role("button", name="Due: none").click()
    await page.get_by_label("Due", exact=True).last.fill("2020-02-03")
    await page.keyboard.press("Escape")
    await expect(plan.get_by_role("button", name="Due: 2020-02-03")).to_contain_text("3 Feb 2020")
    await plan.get_by_role("button", name="Estimate: none").click()
    await page.get_by_role("spinbutton", name="Estimate").fill("3")
    await page.keyboard.press("Enter")
    await expect(plan.get_by_role("button", name="Estimate: 3")).to_be_focused()
    await plan.get_by_role("button", name="Assignees: none").click()
    await choose(page, "Ann")
    await expect(plan.get_by_role("button", name="Assignees: Ann")).to_be_visible()
    await plan.hover()
    await plan.get_by_role("button", name="Edit the title of plan").click()
    await page.get_by_role("textbox", name="Title").fill("plan it")
    await page.keyboard.press("Enter")
    await expect(row(page, "plan it").get_by_role("link")).to_be_focused()
    await expect(row(page, "plan it").get_by_role("button", name="Priority: high")).to_be_visible()
    await is_clean(page)


async def test_the_list_goes_by_keyboard_alone(team: Team) -> None:
    page = await listed(team, To_do=["one", "two"], Done=["three"])
    keys = page.keyboard
    await keys.press("ArrowUp")
    await expect(row(page, "two").get_by_role("link")).to_be_focused()
    await keys.press("k")
    await expect(row(page, "one").get_by_role("link")).to_be_focused()
    await keys.press("j")
    await expect(row(page, "two").get_by_role("link")).to_be_focused()
    await keys.press("e")
    await keys.type("twice")
    await keys.press("Escape")
    await expect(row(page, "two").get_by_role("link")).to_be_focused()
    await keys.press("p")
    await expect(page.get_by_role("combobox", name="Priority")).to_be_focused()
    await keys.press("1")
    await expect(row(page, "two").get_by_role("button", name="Priority: urgent")).to_be_focused()
    await keys.press("m")
    await keys.type("done")
    await keys.press("Enter")
    await expect(titles(page)).to_have_text(["one", "three", "two"])
    await expect(row(page, "two").get_by_role("link")).to_be_focused()
    await keys.press("Alt+ArrowUp")
    await expect(titles(page)).to_have_text(["one", "two", "three"])
    await keys.press("n")
    await keys.type("four")
    await keys.press("Enter")
    await keys.press("Escape")
    await expect(titles(page)).to_have_text(["one", "two", "three", "four"])
    await expect(row(page, "four").get_by_role("link")).to_be_focused()
    await keys.press("#")
    await expect(titles(page)).to_have_text(["one", "two", "three"])
    await expect(page).to_have_url(f"{team.address}/list")
    await keys.press("Enter")
    await expect(page.get_by_role("dialog", name="Card three")).to_be_visible()
    await keys.press("Escape")
    await expect(page).to_have_url(f"{team.address}/list")


async def test_groups_and_order_are_in_the_address_and_can_be_sent(team: Team) -> None:
    page = await listed(team, To_do=["pear", "fig"], Doing=["apple"])
    await page.get_by_role("button", name="Sort by title").click()
    await expect(titles(page)).to_have_text(["fig", "pear", "apple"])
    await expect(page.get_by_test_id("announcer")).to_have_text("Sorted by title, rising")
    await page.get_by_role("button", name="Group by").click()
    await choose(page, "Due date")
    await expect(groups(page)).to_have_text(["Without a due date"])
    await expect(titles(page)).to_have_text(["apple", "fig", "pear"])
    await page.get_by_role("button", name="Sort by title, rising").click()
    await expect(page).to_have_url(f"{team.address}/list?group=due&sort=-title")
    bo = await team.join("Bo")
    await bo.page.goto(page.url)
    await expect(titles(bo.page)).to_have_text(["pear", "fig", "apple"])
    await bo.page.keyboard.press("f")
    await bo.page.keyboard.type("p")
    await expect(titles(bo.page)).to_have_text(["pear", "apple"])
    await expect(bo.page).to_have_url(f"{team.address}/list?group=due&sort=-title&q=p")


async def test_a_card_moves_to_the_group_that_somebody_else_puts_it_in(team: Team) -> None:
    page = await listed(team, To_do=["plan", "pear"])
    await page.get_by_role("button", name="Group by").click()
    await choose(page, "Assignee")
    await expect(groups(page)).to_have_text(["Nobody"])
    bo = await team.join("Bo")
    await bo.card("pear").focus()
    await bo.page.keyboard.press("i")
    await expect(groups(page)).to_have_text([await name_of(bo), "Nobody"])
    await expect(titles(page)).to_have_text(["pear", "plan"])


async def name_of(person: BoardPage) -> str:
    label = await person.page.locator(".facepile .avatar").first.get_attribute("aria-label")
    assert label is not None
    return label.removesuffix(": you")


async def test_a_card_with_two_labels_has_two_rows_and_the_keyboard_walks_both(team: Team) -> None:
    page = await listed(team, To_do=["plan"])
    await page.get_by_role("button", name="Group by").click()
    await choose(page, "Label")
    for name in ("A", "B"):
        await page.get_by_role("button", name="Labels").last.click()
        await page.get_by_role("combobox", name="Label").fill(name)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(groups(page)).to_have_text(["A", "B"])
    await titles(page).first.focus()
    await page.keyboard.press("ArrowDown")
    await expect(titles(page).last).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(titles(page).first).to_be_focused()


async def test_a_selection_stretches_and_is_changed_as_one_step(team: Team) -> None:
    page = await listed(team, To_do=["one", "two"], Done=["three", "four"])
    await titles(page).first.focus()
    for _ in range(3):
        await page.keyboard.press("Shift+ArrowDown")
    await page.keyboard.press("Shift+ArrowUp")
    bar = page.get_by_role("toolbar", name="Selected cards")
    await expect(bar).to_contain_text("3 selected")
    await page.keyboard.press("d")
    await page.get_by_role("button", name="Tomorrow").click()
    await expect(page.get_by_role("button", name="Due: 2")).to_have_count(3)
    await page.keyboard.press("p")
    await choose(page, "High")
    await expect(page.get_by_role("button", name="Priority: high")).to_have_count(3)
    await expect(page.get_by_text("3 cards changed").first).to_be_visible()
    await page.keyboard.press("Control+z")
    await expect(page.get_by_role("button", name="Priority: high")).to_have_count(0)
    await expect(page.get_by_role("button", name="Due: 2")).to_have_count(3)
    await bar.get_by_role("button", name="Move").click()
    await choose(page, "Doing")
    await expect(titles(page)).to_have_text(["one", "two", "three", "four"])
    await page.locator(".toast").filter(has_text="moved to Doing").get_by_role("button", name="Undo").click()
    await expect(page.locator(".list-group").filter(has_text="To do")).to_contain_text("2")
    await is_clean(page)


async def test_the_head_of_a_group_stays_in_sight_and_few_nodes_are_drawn(team: Team) -> None:
    page = team.ann.page
    for column, count in {"To do": 120, "Doing": 380}.items():
        await team.ann.paste(column, [f"{column} {index}" for index in range(count)])
    await page.get_by_role("link", name="List").click()
    await page.locator(".windowed.list").evaluate("list => list.scrollTop = 300 * 36")
    await expect(row(page, "Doing 180")).to_be_in_viewport()
    await expect(groups(page)).to_have_text(["Doing"])
    top = await page.locator(".windowed.list").bounding_box()
    head = await page.locator(".list-group").bounding_box()
    assert top is not None
    assert head is not None
    assert abs(head["y"] - top["y"]) <= 1
    assert await nodes(page) <= NODES_MAX
    await expect(page.get_by_role("listitem").last).to_have_attribute("aria-setsize", "503")


async def test_who_only_looks_is_offered_nothing_to_change(team: Team) -> None:
    await team.ann.add("To do", "plan")
    vic = await team.join("Vic", "viewer")
    await vic.page.get_by_role("link", name="List").click()
    await expect(titles(vic.page)).to_have_text(["plan"])
    await expect(row(vic.page, "plan").get_by_role("button")).to_have_count(0)
    await expect(vic.page.get_by_role("checkbox")).to_have_count(0)
    await expect(vic.page.get_by_role("button", name="Add a card to")).to_have_count(0)
    await titles(vic.page).first.focus()
    for key in ("x", "e", "p", "d", "n", "#", "Shift+ArrowDown"):
        await vic.page.keyboard.press(key)
    await expect(vic.page.get_by_role("dialog")).to_have_count(0)
    await expect(vic.page.get_by_role("toolbar", name="Selected cards")).to_have_count(0)
    await expect(titles(vic.page)).to_have_text(["plan"])
    await is_clean(vic.page)
