"""What is refused, whole and by its place: the table that the page, which says it in words, is tested with too."""

from __future__ import annotations

import ast
import inspect
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from kanverge.automation import blueprints, naming, recurrence, recurring, rules, shapes
from kanverge.errors import Invalid
from tests.automation.conftest import Office
from tests.automation.test_naming import filled, known

__all__ = ["known"]  # a fixture

TABLE = Path(__file__).parents[1] / "vectors/refusals.json"
"""Each ``value`` is refused with ``detail``; the rest is of the page (static/test/refusals.test.ts)."""


def put(value: Any, known: dict[str, str]) -> Any:
    """Return a value with ids in place of what they are called, in lists too."""
    if isinstance(value, list):
        return [put(one, known) for one in value]
    if isinstance(value, dict):
        return {key: put(one, known) for key, one in value.items()}
    return filled(value, known)


def table() -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(TABLE.read_text())
    return rows


@pytest.mark.parametrize("row", table(), ids=lambda row: row["detail"][:60])
async def test_it_is_refused_in_these_words(
    office: Office, known: dict[str, str], row: dict[str, Any]
) -> None:
    noun = row["noun"]
    args = {"id": row.get("id", "n" * 22), noun: put(row["value"], known)}
    with pytest.raises(Invalid) as refused:
        await office.ask(f"{noun}s.add", **args)
    assert str(refused.value) == row["detail"]


def words_of(module: ModuleType) -> list[str]:
    """Return the longest constant stretch of each refusal that a module spells."""
    found: list[str] = []
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if not isinstance(node, ast.Raise) or not isinstance(node.exc, ast.Call):
            continue
        if getattr(node.exc.func, "id", "") == "Invalid":
            texts = [one.value for one in ast.walk(node.exc) if isinstance(one, ast.Constant)]
            found.append(max((text for text in texts if isinstance(text, str)), key=len))
    return found


@pytest.mark.parametrize(
    "module", [shapes, blueprints, rules, recurring, recurrence, naming], ids=lambda it: it.__name__
)
def test_no_refusal_is_left_out_of_the_table(module: ModuleType) -> None:
    told = " ".join(row["detail"] for row in table())
    assert [words for words in words_of(module) if words.strip() not in told and words != ": "] == []


def test_refusals_name_their_place_as_programs_read_it() -> None:
    place = re.compile(r"(rule|recurrence|template)(\.\w+|\[\d+\])*[: ]")
    without = {row["detail"] for row in table() if not place.match(row["detail"])}
    assert without == {row["detail"] for row in table() if row["field"] == ""}
