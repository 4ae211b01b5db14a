"""Reports of a board, over HTTP."""

from __future__ import annotations

import csv
import io

import pytest

from kanverge.accounts.roles import Role
from kanverge.following import follower
from tests.api.visitor import member, of_board, problem
from tests.doubles.service import Running

PLAN, DONE = "p" * 22, "d" * 22


async def written(service: Running) -> None:
    """Make a card that is done, and let the worker follow. Its moments are those of the store's own clock."""
    editor = await service.caller()
    await editor.do("columns.add", id=DONE, name="=Done", category="done")
    await editor.do("cards.add", id=PLAN, title="=Plan", estimate=2.5)
    await editor.saved()
    await editor.do("cards.move", id=PLAN, column=DONE, after=None)
    await editor.saved()
    await follower(service.service.stored).run_once()


async def test_a_report_tells_days_and_times(service: Running) -> None:
    await written(service)
    async with member(service, Role.VIEWER) as ann:
        found = (await ann.get(of_board("/reports"), params={"days": "30"})).json()
        today = found["days"][-1]
        assert (today["all"], today["done"], today["estimate_done"]) == (1, 1, 2.5)
        assert today["columns"] == {DONE: 1}
        (card,) = found["cards"]
        assert (card["title"], card["finished"][:10]) == ("=Plan", today["day"])
        assert 0 <= card["cycle"] <= card["lead"] < 1
        assert found["lead"] == {"count": 1, "median": card["lead"], "p85": card["lead"]}
        assert found["columns"][-1] == {"id": DONE, "name": "=Done", "category": "done"}


async def test_a_report_comes_as_a_table_that_holds_no_formula(service: Running) -> None:
    await written(service)
    async with member(service, Role.VIEWER) as ann:
        asked = await ann.get(of_board("/reports"), headers={"accept": "text/csv"})
        linked = await ann.get(of_board("/reports.csv"))
        assert asked.text == linked.text
        assert linked.headers["content-type"] == "text/csv; charset=utf-8"
        assert "attachment" in linked.headers["content-disposition"]
        assert "'=Done" in next(csv.reader(io.StringIO(linked.text)))
        cards = (await ann.get(of_board("/reports.csv"), params={"table": "cards"})).text
        weeks = (await ann.get(of_board("/reports.csv"), params={"table": "weeks"})).text
        assert weeks.splitlines()[-1].endswith(",1,2.5")
        assert [row[1] for row in csv.reader(io.StringIO(cards))] == ["title", "'=Plan"]


@pytest.mark.parametrize(
    "query", [{"days": "0"}, {"days": "9999"}, {"days": "-1"}, {"days": "²"}, {"days": "x"}]
)
async def test_a_report_of_no_days_is_refused(service: Running, query: dict[str, str]) -> None:
    async with member(service, Role.VIEWER) as ann:
        assert problem(await ann.get(of_board("/reports"), params=query)) == (422, "invalid")
        assert problem(await ann.get(of_board("/reports.csv"), params={"table": "x"})) == (422, "invalid")


async def test_a_board_without_history_has_an_empty_report_and_strangers_none(service: Running) -> None:
    async with member(service, Role.VIEWER) as ann:
        found = (await ann.get(of_board("/reports"))).json()
        assert (found["days"], found["cards"]) == ([], [])
    async with member(service, None, "Cy") as cy:
        assert problem(await cy.get(of_board("/reports"))) == (404, "not-found")
        assert problem(await cy.get(of_board("/reports.csv"))) == (404, "not-found")
