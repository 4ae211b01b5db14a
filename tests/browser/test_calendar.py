"""The calendar: cards on days, moved and resized by mouse, finger and keyboard, by one person and by two."""

import re

import pytest
from playwright.async_api import Locator, Page, StorageState, expect

from tests.browser.boards import NODES_MAX, BoardPage, Person, Team, nodes
from tests.browser.dated import bar, calendar, carry, cell, dates_of, planned, pull, short_days
from tests.browser.test_accessible import is_clean
from tests.browser.test_offline import came_back, says_offline
from tests.browser.test_touch import middle, touch

pytestmark = [pytest.mark.browser, pytest.mark.elsewhere]

# Monday the 7th; the month begins on a Tuesday.
MONTH = "?on=2026-12-15"


def dates(first: int, last: int) -> dict[str, str]:
    return {"start": f"2026-12-{first:02}", "due": f"2026-12-{last:02}"}


async def test_a_card_is_dragged_to_another_day_and_week_as_one_step(team: Team) -> None:
    await planned(team, plan=dates(8, 10))
    page = await calendar(team.ann, MONTH)
    await expect(page.get_by_role("heading", name="December 2026")).to_be_visible()
    await carry(page, bar(page, "plan"), cell(page, "2026-12-17"))
    await expect(page.get_by_test_id("announcer")).to_contain_text("plan:")
    await team.ann.is_live()
    # Taken at its middle, which is its second day.
    assert await dates_of(team, "plan") == {"plan": ("2026-12-16", "2026-12-18")}
    await expect(page).to_have_url(f"{team.address}/calendar{MONTH}")
    await page.keyboard.press("Control+z")
    await team.ann.is_live()
    assert await dates_of(team, "plan") == {"plan": ("2026-12-08", "2026-12-10")}


async def test_both_ends_resize_over_weeks_and_escape_puts_them_back(team: Team) -> None:
    await planned(team, plan=dates(8, 9))
    page = await calendar(team.ann, MONTH)
    await carry(page, bar(page, "plan").locator("[data-hold=end]"), cell(page, "2026-12-16"))
    await expect(bar(page, "plan")).to_have_count(2)
    await carry(page, bar(page, "plan").locator("[data-hold=start]"), cell(page, "2026-12-07"))
    await team.ann.is_live()
    assert await dates_of(team, "plan") == {"plan": ("2026-12-07", "2026-12-16")}
    await carry(page, bar(page, "plan").first, cell(page, "2026-12-22"), drop=False)
    await expect(page.locator(".is-held").first).to_be_visible()
    await page.keyboard.press("Escape")
    await page.mouse.up()
    await expect(page.get_by_test_id("announcer")).to_have_text("Move cancelled")
    await pull(page, bar(page, "plan").first, 15, drop=False)
    await expect(page.locator(".is-held").first).to_be_visible()
    await page.keyboard.press("Escape")
    await page.mouse.up()  # over the card still
    assert await dates_of(team, "plan") == {"plan": ("2026-12-07", "2026-12-16")}
    await expect(page).to_have_url(f"{team.address}/calendar{MONTH}")


async def test_the_sheet_of_keys_says_of_each_key_one_thing(team: Team) -> None:
    page = await calendar(team.ann, MONTH)
    await page.keyboard.press("?")
    sheet = page.get_by_role("dialog", name="Keys")
    await expect(sheet.get_by_text("Show the month or week before")).to_be_visible()
    keys = await sheet.locator("kbd").all_inner_texts()
    assert "←" in keys
    assert sorted(keys) == sorted(set(keys))


async def test_everything_goes_by_keyboard(team: Team) -> None:
    await planned(team, one=dates(8, 9), two=dates(30, 31))
    page = await calendar(team.ann, MONTH)
    keys = page.keyboard
    await keys.press("ArrowDown")
    await expect(bar(page, "one")).to_be_focused()
    for press in ("Alt+ArrowRight", "Alt+ArrowDown", "Shift+ArrowRight", "Alt+Shift+ArrowLeft"):
        await keys.press(press)
    await expect(bar(page, "one").first).to_be_focused()
    await keys.press("j")
    await expect(bar(page, "two")).to_be_focused()
    for _ in range(2):
        await keys.press("Alt+ArrowDown")
    await expect(page.get_by_role("heading", name="January 2027")).to_be_visible()
    await expect(bar(page, "two")).to_be_focused()
    await keys.press("ArrowLeft")
    await expect(page.get_by_role("heading", name="December 2026")).to_be_visible()
    await keys.press("w")
    await expect(page.get_by_role("button", name="Week", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    await keys.press("t")
    await expect(page.locator(".cal-day.is-today")).to_have_count(1)
    await team.ann.is_live()
    found = await dates_of(team, "one", "two")
    assert found == {"one": ("2026-12-15", "2026-12-18"), "two": ("2027-01-13", "2027-01-14")}


async def test_a_card_without_a_date_is_dragged_out_of_the_tray(team: Team) -> None:
    await planned(team, loose={})
    page = await calendar(team.ann, MONTH)
    await page.keyboard.press("u")
    tray = page.get_by_role("complementary", name="Without any date")
    await is_clean(page)
    await carry(page, tray.get_by_role("link", name="loose"), cell(page, "2026-12-10"), drop=False)
    await expect(page.locator(".cal-day.is-target")).to_have_count(1)
    await page.mouse.up()
    await expect(bar(page, "loose")).to_be_visible()
    await team.ann.is_live()
    assert await dates_of(team, "loose") == {"loose": (None, "2026-12-10")}


async def test_an_empty_month_leads_to_the_nearest_cards_before_and_after(team: Team) -> None:
    page = await calendar(team.ann, MONTH)
    await expect(page.get_by_text("No card here has a date yet.")).to_be_visible()
    await planned(
        team,
        early={"due": "2026-03-02"},
        before={"start": "2026-05-25", "due": "2026-06-18"},
        after=dates(30, 31) | {"due": "2027-02-03"},
        late={"due": "2028-01-01"},
    )
    await expect(page.get_by_text("No card here has a date yet.")).to_have_count(0)
    await expect(bar(page, "after").first).to_be_visible()
    await page.goto(f"{team.address}/calendar?on=2026-09-15")
    await expect(page.get_by_text("No card has a date in this month.")).to_be_visible()
    await is_clean(page)
    later = page.get_by_role("button", name="Go to the nearest card after: 30 Dec")
    await expect(later).to_have_text("30 Dec →")
    await page.get_by_role("button", name="Go to the nearest card before: 18 Jun").focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="June 2026")).to_be_visible()
    await expect(bar(page, "before").first).to_be_focused()
    await expect(later).to_have_count(0)
    # A week, too; and after the last card there is only the way back.
    await page.goto(f"{team.address}/calendar?on=2029-01-01&show=week")
    await expect(page.get_by_text("No card has a date in this week.")).to_be_visible()
    await expect(page.get_by_role("button", name="Go to the nearest card")).to_have_count(1)


async def test_a_full_day_tells_how_many_more_and_lists_them(team: Team) -> None:
    await planned(team, **{f"card {at}": {"due": "2026-12-10"} for at in range(30)})
    page = await calendar(team.ann, MONTH)
    (day,) = await short_days(page, "2026-12-10")
    number = page.get_by_role("button", name=re.compile(f"^{day}"))
    await expect(number).to_contain_text("+2")
    await number.click()
    panel = page.get_by_role("dialog", name=day)
    await expect(panel.get_by_role("menuitem")).to_have_count(30)
    await panel.get_by_label(f"New card due {day}").fill("one more")
    await page.keyboard.press("Enter")
    await expect(panel.get_by_role("menuitem")).to_have_count(31)
    await is_clean(page)
    await panel.get_by_role("menuitem", name="one more").click()
    await expect(page.get_by_role("dialog", name="Card one more")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page).to_have_url(f"{team.address}/calendar{MONTH}")


async def test_weeks_begin_as_people_are_used_to_and_the_filter_is_the_headers(team: Team) -> None:
    await planned(team, plan=dates(8, 9), other=dates(8, 9))
    page = await calendar(team.ann, MONTH)
    await expect(page.locator(".cal-names span").first).to_have_text("Mon")
    await page.keyboard.press("f")
    await page.keyboard.type("plan")
    await expect(page.locator(".cal-piece")).to_have_count(1)


async def on_phone(team: Team, session: StorageState, person: Person, query: str) -> BoardPage:
    """Open the calendar on a phone."""
    phone = BoardPage(await person(session), team.address)
    await phone.page.set_viewport_size({"width": 390, "height": 844})
    await calendar(phone, query)
    return phone


def card_on(page: Page, title: str, at: int = 0) -> Locator:
    """Return a card in the list of days; it stands on each of its days."""
    return page.get_by_role("list", name="Cards by their days").get_by_role("link", name=title).nth(at)


async def finger(page: Page, what: Locator, onto: Locator) -> None:
    """Hold a finger still on something and take it to something else."""
    session = await page.context.new_cdp_session(page)
    x, y = await middle(what)
    to_x, to_y = await middle(onto)
    await touch(session, "touchStart", x, y)
    await expect(page.locator("body.is-dragging")).to_be_attached()
    await touch(session, "touchMove", (x + to_x) / 2, (y + to_y) / 2)
    await touch(session, "touchMove", to_x, to_y)
    await expect(page.locator(".is-target").first).to_be_visible()
    await touch(session, "touchEnd", to_x, to_y)


async def is_within(page: Page) -> None:
    """Nothing reaches beyond the window, nor has to be scrolled to at its side."""
    assert (
        await page.evaluate(
            """[...document.querySelectorAll("main :is(a, button, h2, .tl-toolbar, .list)")].filter(
            element => element.matches(".tl-toolbar, .list") && element.scrollWidth > element.clientWidth
                || element.getBoundingClientRect().right > innerWidth + 1
        ).map(element => element.className)"""
        )
        == []
    )


async def test_a_month_on_a_phone_shows_how_much_is_on_a_day_and_lists_the_chosen_one(
    team: Team, admin_session: StorageState, person: Person
) -> None:
    await planned(team, plan=dates(8, 10), other={"due": "2026-12-09"}, late={"due": "2026-12-30"})
    phone = await on_phone(team, admin_session, person, MONTH)
    page = phone.page
    ninth, tenth = await short_days(page, "2026-12-09", "2026-12-10")
    await expect(page.get_by_role("heading", name="December 2026")).to_be_visible()
    await expect(page.get_by_role("heading", name="Tuesday")).to_be_visible()
    await expect(card_on(page, "plan")).to_have_count(0)
    await expect(page.get_by_role("button", name=f"{tenth}, 1 card")).to_be_visible()
    await page.get_by_role("button", name=f"{ninth}, 2 cards").click()
    await expect(page.get_by_role("button", name=f"{ninth}, 2 cards")).to_have_attribute(
        "aria-pressed", "true"
    )
    await expect(card_on(page, "plan")).to_be_visible()
    await expect(card_on(page, "other")).to_be_visible()
    await is_within(page)
    await is_clean(page)
    await finger(page, card_on(page, "plan"), cell(page, "2026-12-15"))
    await phone.is_live()
    await expect(page.get_by_test_id("announcer")).to_contain_text("plan:")
    assert await dates_of(team, "plan") == {"plan": ("2026-12-14", "2026-12-16")}
    # The keyboard walks over all cards of the month, and chooses the day of each.
    for title in ("other", "plan", "late"):
        await page.keyboard.press("j")
        await expect(card_on(page, title)).to_be_focused()
    await expect(cell(page, "2026-12-30")).to_have_attribute("aria-pressed", "true")


async def test_a_week_on_a_phone_is_a_list_of_its_days_with_their_cards_whole(
    team: Team, admin_session: StorageState, person: Person
) -> None:
    long = "A title that takes more than one line where there is little room, and is read to its end"
    await planned(team, **{long: dates(8, 10), "other": {"due": "2026-12-09"}})
    phone = await on_phone(team, admin_session, person, "?on=2026-12-08&show=week")
    page = phone.page
    (friday,) = await short_days(page, "2026-12-11")
    heads = page.locator(".list-group h2")
    await expect(heads).to_have_count(7)
    await expect(heads.nth(0)).to_contain_text("Monday")
    assert (
        await card_on(page, long)
        .locator(".card-title")
        .evaluate("title => title.scrollHeight <= title.clientHeight && title.clientHeight > 30")
    )
    # On its later days in one line.
    await expect(card_on(page, long, 2)).to_be_visible()
    await expect(card_on(page, long, 3)).to_have_count(0)
    await is_within(page)
    await is_clean(page)
    await finger(page, card_on(page, long), heads.nth(3))
    await phone.is_live()
    assert await dates_of(team, long) == {long: ("2026-12-10", "2026-12-12")}
    await page.get_by_role("button", name=f"New card due {friday}").click()
    await page.get_by_role("textbox", name=f"New card due {friday}").fill("one more")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Escape")
    await card_on(page, "one more").click()
    await expect(page.get_by_role("dialog", name="Card one more")).to_be_visible()


@pytest.mark.offline
async def test_two_people_at_one_card_one_of_them_offline_for_a_while(team: Team) -> None:
    await planned(team, plan=dates(8, 10))
    bo = await team.join("Bo")
    hers, his = await calendar(team.ann, MONTH), await calendar(bo, MONTH)
    await carry(his, bar(his, "plan"), cell(his, "2026-12-16"), drop=False)
    await expect(hers.locator(".tl-bar.is-ghost")).to_contain_text("Bo")
    await his.keyboard.press("Escape")
    await his.mouse.up()
    await expect(hers.locator(".tl-bar.is-ghost")).to_have_count(0)
    await his.context.set_offline(True)
    await says_offline(his, waiting=0)
    await carry(his, bar(his, "plan").locator("[data-hold=end]"), cell(his, "2026-12-12"))
    await says_offline(his, waiting=1)
    await carry(hers, bar(hers, "plan").locator("[data-hold=start]"), cell(hers, "2026-12-07"))
    await team.ann.is_live()
    await his.context.set_offline(False)
    await came_back(bo)
    first, last = await short_days(hers, "2026-12-07", "2026-12-12")
    for page in (hers, his):
        await expect(bar(page, "plan")).to_have_attribute("title", f"plan: {first} to {last}")
    assert await dates_of(team, "plan") == {"plan": ("2026-12-07", "2026-12-12")}


async def test_few_nodes_are_drawn_of_six_hundred_cards(team: Team) -> None:
    await planned(team, **{f"card {at}": dates(1 + at % 28, 1 + at % 28 + at % 3) for at in range(600)})
    page = await calendar(team.ann, MONTH)
    await expect(page.locator(".cal-piece").first).to_be_visible()
    assert await nodes(page) <= NODES_MAX
    await page.keyboard.press("w")
    await expect(page.locator(".cal-week")).to_have_count(1)
    assert await nodes(page) <= NODES_MAX


async def test_a_month_far_away_and_one_that_is_none(team: Team) -> None:
    page = await calendar(team.ann, "?on=0001-01-01")
    await page.keyboard.press("ArrowLeft")
    await expect(page.locator(".cal-day").first).to_be_visible()
    await calendar(team.ann, "?on=yesterday&show=year")
    await expect(page.locator(".cal-day.is-today")).to_have_count(1)
