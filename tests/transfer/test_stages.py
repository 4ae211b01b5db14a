import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge.transfer.stages import guessed


@pytest.mark.parametrize(
    "name",
    ["Done", "DONE", "done ✅", "Done 🎉", "Done [WEEK 3/6-12]", "Done this week", "Done (2024)", "Done - Sprint 12",
     "Completed", "Closed", "Shipped", "Recently completed tasks", "[Done]", "完成", "已完成", "✔ 已完成"],
)  # fmt: skip
def test_a_name_that_says_it_is_over_is_done(name: str) -> None:
    assert guessed(name) == "done"


@pytest.mark.parametrize(
    "name",
    ["Doing", "In Progress", "in-progress", "WIP", "Work in progress", "Code Review", "Testing", "QA", "進行中",
     "进行中"],
)  # fmt: skip
def test_a_name_that_says_it_is_worked_on_is_doing(name: str) -> None:
    assert guessed(name) == "doing"


@pytest.mark.parametrize(
    "name",
    ["Backlog", "Product Backlog", "Sprint backlog", "To Do", "Todo", "TO-DO", "Ideas 💡", "Next", "Next week",
     "Up next", "To do this week", "待辦事項", "待办"],
)  # fmt: skip
def test_a_name_that_says_it_waits_is_backlog(name: str) -> None:
    assert guessed(name) == "backlog"


@pytest.mark.parametrize(
    "name",
    ["", " ", "🎉", "12", "Definition of Done", "Almost done", "Not done", "Undone", "Done?!? No",
     "Things to do in Venice", "Info", "Design", "Deferred", "Obsolete", "Archive", "A walk in the park", "6/20威尼斯",
     "This week", "()", "[[]"],
)  # fmt: skip
def test_any_other_name_says_nothing(name: str) -> None:
    assert guessed(name) is None


@given(st.text())
def test_any_text_is_a_category_or_none(name: str) -> None:
    assert guessed(name) in (None, "backlog", "doing", "done")
