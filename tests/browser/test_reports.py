"""Reports of a board: what is drawn is what happened, with a table behind each chart."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from playwright.async_api import expect

import kanverge_client
from tests.browser.boards import Team
from tests.browser.dated import token
from tests.browser.test_accessible import is_clean
from tests.browser.test_import import export
from tests.browser.test_my_work import give, id_of

pytestmark = pytest.mark.browser


async def test_a_board_is_reported_from_its_history_with_tables(team: Team) -> None:
    bo = await team.join("Bo")
    me = await id_of(bo)
    page = bo.page
    report = page.get_by_role("region", name="Burn-up")
    await bo.open("/reports")
    await give(team, me, one={"estimate": 3.0}, two={"estimate": 5.0, "done": True})
    await expect(report.get_by_role("img", name="Burn-up: 1 of 2 done")).to_be_visible()
    # The numbers beside a chart stand at its edges.
    chart = await report.locator(".chart > svg").bounding_box()
    scale = [await one.bounding_box() for one in await report.locator(".chart-scale > *").all()]
    assert chart is not None
    middles = [box["y"] + box["height"] / 2 for box in scale if box is not None]
    assert abs(middles[0] - chart["y"]) <= 1
    assert abs(middles[-1] - chart["y"] - chart["height"]) <= 1
    await report.get_by_label("By estimates").check()
    await expect(report.get_by_role("img", name="Burn-up: 5 of 8 done")).to_be_visible()
    await report.get_by_text("Table").focus()
    await page.keyboard.press("Enter")
    await expect(report.get_by_role("row").last).to_contain_text("85")
    flow = page.get_by_role("region", name="Cumulative flow")
    await expect(flow.get_by_role("listitem")).to_have_text(["To do", "Doing", "Done"])
    weeks = page.get_by_role("region", name="Throughput")
    await expect(weeks.get_by_role("img", name="Throughput: 1 finished")).to_be_visible()
    await weeks.get_by_label("By estimates").focus()
    await page.keyboard.press("Space")
    await expect(weeks.get_by_role("img", name="Throughput: 5 finished")).to_be_visible()
    times = page.get_by_role("region", name="Lead and cycle time")
    await times.get_by_text("Table").click()
    await expect(times.get_by_role("link", name="two")).to_be_visible()
    await is_clean(page)
    async with page.expect_download() as download:
        await times.get_by_role("link", name="CSV").click()
    assert (await download.value).suggested_filename.endswith("-cards.csv")
    # What is done and put away stays done.
    board = team.address.rpartition("/")[2]
    async with kanverge_client.open(team.server.address, board, await token(team), offline=False) as client:
        client.cards.archive(next(card.id for card in client.cards if card.title == "two"))
        await client.saved()
    await expect(flow.get_by_role("listitem").last).to_have_text("Done and archived")
    await expect(report.get_by_role("img", name="Burn-up: 5 of 8 done")).to_be_visible()
    await page.set_viewport_size({"width": 390, "height": 844})
    await is_clean(page)


async def test_what_was_done_when_it_was_imported_is_left_out_of_times_and_said(team: Team) -> None:
    source = export() | {"id": f"{77:024x}", "name": "Brought"}
    source["lists"] = [{**source["lists"][0], "name": "Done"}, *source["lists"][1:2]]
    source["cards"] = [
        *source["cards"][:3],
        {**source["cards"][3], "idList": source["lists"][1]["id"], "name": "Still open"},
    ]
    origin = team.server.address
    page = team.ann.page
    answer = await page.request.post(
        f"{origin}/api/imports",
        data=json.dumps(source),
        headers={"origin": origin, "content-type": "application/json"},
    )
    assert answer.ok, await answer.text()
    board = (await answer.json())["board"]
    brought = replace(team, address=f"{origin}/b/{board}")
    await page.goto(f"{brought.address}/reports")
    says = "without 3 cards already done when imported"
    weeks = page.get_by_role("region", name="Throughput")
    await expect(weeks.get_by_text(f"0 finished, 0 a week; {says}")).to_be_visible()
    # Where nothing would be drawn, that is said.
    for nothing in (weeks, page.get_by_role("region", name="Lead and cycle time")):
        await expect(nothing.get_by_text("Nothing was finished in this time.")).to_be_visible()
        await expect(nothing.get_by_role("img")).to_have_count(0)
    times = page.get_by_role("region", name="Lead and cycle time")
    await expect(times.locator(".hint").first).to_contain_text(says)
    burn_up = page.get_by_role("region", name="Burn-up")
    await expect(burn_up.get_by_role("img", name="Burn-up: 3 of 4 done")).to_be_visible()
    async with kanverge_client.open(origin, board, await token(brought), offline=False) as client:
        by_title = {card.title: card.id for card in client.cards}
        client.edit("cards.set", {"id": by_title["Still open"], "key": "done", "value": True})
        client.cards.archive(by_title["Card 0 火車"])
        await client.saved()
    await expect(weeks.get_by_role("img", name="Throughput: 1 finished")).to_be_visible()
    says = "4 of 4 done, 1 of them archived: a portfolio counts what is not archived"
    await expect(burn_up.get_by_role("img", name=f"Burn-up: {says}")).to_be_visible()
    await is_clean(page)
