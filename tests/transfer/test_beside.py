from typing import Any

import pytest

from kanverge.live.records import Records
from kanverge.store.log import RecordChange
from kanverge.transfer import beside
from kanverge.transfer.memory import Memory
from kanverge.transfer.merging import Merged
from kanverge.transfer.plan import Comment


def comment(id: str = "m1", text: str = "Why?") -> Comment:
    return Comment(id, "c1", text, "p1", "Ann", "2026-11-19T09:00:00.000+00:00")


def remembered(*comments: Comment) -> Memory:
    return Memory(seen=beside.seen_comments(comments, Memory()))


def value(text: str = "Why?") -> dict[str, Any]:
    return {
        "card": "c1",
        "text": text,
        "author": "p1",
        "name": "Ann",
        "created": "2026-11-19T09:00:00.000+00:00",
    }


def taken(comments: list[Comment], before: Memory, here: dict[str, Any]) -> tuple[list[RecordChange], Merged]:
    merged = Merged()
    return list(beside.take_comments(comments, before, here, merged)), merged


def test_a_new_comment_arrives_as_its_source_had_it() -> None:
    changes, merged = taken([comment()], Memory(), {})
    assert changes == [RecordChange("comment", "m1", value())]
    assert merged.added == {"comments": 1}


def test_a_comment_that_is_known_changes_nothing() -> None:
    assert taken([comment()], remembered(comment()), {"m1": value()})[0] == []


def test_a_comment_removed_here_stays_so() -> None:
    assert taken([comment()], remembered(comment()), {})[0] == []
    assert taken([comment(text="Edited there")], remembered(comment()), {})[0] == []


def test_a_comment_edited_there_is_edited_here() -> None:
    here = {"m1": value() | {"reactions": {"👍": ["p2"]}}}
    changes, merged = taken([comment(text="Edited")], remembered(comment()), here)
    assert changes == [RecordChange("comment", "m1", here["m1"] | {"text": "Edited"})]
    assert merged.changed == {"comments": 1}


def test_a_comment_edited_on_both_sides_stays_as_it_is_here() -> None:
    changes, merged = taken([comment(text="There")], remembered(comment()), {"m1": value("Here")})
    assert changes == []
    assert [(one.noun, one.name, one.key) for one in merged.conflicts] == [("comments", "Here", "text")]


def test_a_board_takes_no_more_comments_than_it_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "COMMENTS_MAX", 2)
    changes, _ = taken([comment("m1"), comment("m2"), comment("m3")], Memory(), {"x": value()})
    assert [change.id for change in changes] == ["m1"]


def test_comments_that_the_export_no_longer_reaches_are_remembered() -> None:
    before = remembered(comment("m1"))
    assert [id for _, id in beside.seen_comments([comment("m2")], before)] == ["m1", "m2"]


def test_a_comment_written_or_edited_here_makes_a_discussion() -> None:
    before = remembered(comment("m1"), comment("m2"))
    assert beside.discussed_cards({"m1": value(), "m2": value()}, before) == set()
    assert beside.discussed_cards({"m1": value("Edited here")}, before) == {"c1"}
    assert beside.discussed_cards({"x": value() | {"card": "c9"}}, before) == {"c9"}


def test_new_cards_get_the_next_numbers_in_their_order() -> None:
    known = Records.loaded({"number": {"c1": 7}, "comment": {}}, 1)
    assert beside.give_numbers(["c3", "c1", "c2"], known) == [
        RecordChange("number", "c3", 8),
        RecordChange("number", "c2", 9),
    ]
