from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from kanverge.accounts.principals import Principal
from kanverge.accounts.roles import ACTIONS, Role
from kanverge.errors import Forbidden, Invalid, NotFound
from kanverge.live import records as module
from kanverge.live.records import VERBS, Outcome, Records

NOW = datetime(2026, 11, 22, 17, 0, tzinfo=UTC)
CARD, OTHER, COMMENT = "c" * 22, "d" * 22, "m" * 22


def person(name: str, role: Role = Role.EDITOR) -> Principal:
    return Principal("person", name, name.title(), role=role)


def ask(records: Records, verb: str, args: dict[str, Any], who: Principal | None = None) -> Outcome:
    outcome = VERBS[verb](records, who or person("ann"), args, NOW)
    records.apply(outcome.changes, records.version + 1)
    return outcome


def with_comment(who: Principal | None = None) -> Records:
    records = Records()
    ask(records, "comments.add", {"id": COMMENT, "card": CARD, "text": "hello"}, who)
    return records


def test_every_verb_is_an_action_of_the_role_table() -> None:
    assert set(VERBS) <= ACTIONS


def test_a_card_keeps_its_number_and_others_get_the_next() -> None:
    records = Records()
    assert ask(records, "cards.number", {"cards": [CARD]}).result == [1]
    assert ask(records, "cards.number", {"cards": [OTHER, CARD, OTHER]}).result == [2, 1, 2]
    assert ask(records, "cards.number", {"cards": [CARD, OTHER]}).changes == ()


def test_a_board_gives_a_bounded_number_of_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NUMBERS_MAX", 2)
    records = Records()
    ask(records, "cards.number", {"cards": [CARD, OTHER]})
    ask(records, "cards.number", {"cards": [OTHER]})
    with pytest.raises(Invalid, match="at most 2"):
        ask(records, "cards.number", {"cards": ["e" * 22]})


@pytest.mark.parametrize("cards", [None, [], "x", [1], ["short"], [CARD] * 5_001])
def test_what_is_no_list_of_cards_gets_no_numbers(cards: object) -> None:
    with pytest.raises(Invalid):
        ask(Records(), "cards.number", {"cards": cards})


def test_a_comment_has_its_author_and_time_from_the_server() -> None:
    records = Records()
    args = {"id": COMMENT, "card": CARD, "text": "hello", "author": "eve", "created": "1999"}
    outcome = ask(records, "comments.add", args)
    assert outcome.result == {
        "card": CARD,
        "text": "hello",
        "author": "ann",
        "name": "Ann",
        "created": "2026-11-22T17:00:00.000+00:00",
    }
    assert records.rows["comment"][COMMENT] == outcome.result


def test_a_comment_is_not_replaced_by_another_of_its_id() -> None:
    with pytest.raises(Invalid):
        ask(with_comment(), "comments.add", {"id": COMMENT, "card": CARD, "text": "again"}, person("eve"))


@pytest.mark.parametrize("text", [None, "", "  \n", 7, "x" * 20_001])
def test_a_comment_needs_text_of_a_bounded_length(text: object) -> None:
    with pytest.raises(Invalid):
        ask(Records(), "comments.add", {"id": COMMENT, "card": CARD, "text": text})


def test_a_board_takes_a_bounded_number_of_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COMMENTS_MAX", 1)
    with pytest.raises(Invalid):
        ask(with_comment(), "comments.add", {"id": OTHER, "card": CARD, "text": "one too many"})


def test_only_the_author_edits_a_comment() -> None:
    records = with_comment()
    edited = ask(records, "comments.edit", {"id": COMMENT, "text": "bye"}).result
    assert (edited["text"], edited["created"] == edited["edited"]) == ("bye", True)
    with pytest.raises(Forbidden):
        ask(records, "comments.edit", {"id": COMMENT, "text": "forged"}, person("eve", Role.OWNER))


def test_the_author_and_admins_remove_a_comment() -> None:
    with pytest.raises(Forbidden):
        ask(with_comment(), "comments.remove", {"id": COMMENT}, person("eve"))
    for who in (person("ann"), person("root", Role.ADMIN)):
        records = with_comment()
        ask(records, "comments.remove", {"id": COMMENT}, who)
        assert records.rows["comment"] == {}
    with pytest.raises(NotFound):
        ask(records, "comments.remove", {"id": COMMENT})


UPDATE, ROW = "u" * 22, "i" * 22


def with_update(who: Principal | None = None) -> Records:
    records = Records()
    ask(records, "updates.add", {"id": UPDATE, "about": ROW, "text": "On our way."}, who)
    return records


def test_a_status_update_has_who_posted_it_and_when_from_the_server() -> None:
    forged = {"id": UPDATE, "about": ROW, "text": "On our way.", "author": "eve", "created": "1999"}
    outcome = ask(Records(), "updates.add", forged)
    assert outcome.result == {
        "about": ROW,
        "text": "On our way.",
        "author": "ann",
        "name": "Ann",
        "created": "2026-11-22T17:00:00.000+00:00",
    }
    assert [(change.kind, change.id) for change in outcome.changes] == [("update", UPDATE)]


def test_a_status_update_is_not_replaced_and_needs_a_row_and_words() -> None:
    for args in (
        {"id": UPDATE, "about": ROW, "text": "again"},
        {"id": OTHER, "about": "no id", "text": "x"},
        {"id": OTHER, "about": ROW, "text": " "},
    ):
        with pytest.raises(Invalid):
            ask(with_update(), "updates.add", args)


def test_a_portfolio_takes_a_bounded_number_of_status_updates(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "UPDATES_MAX", 1)
    with pytest.raises(Invalid, match="at most 1"):
        ask(with_update(), "updates.add", {"id": OTHER, "about": ROW, "text": "one too many"})


def test_only_the_author_edits_a_status_update_and_admins_remove_it_too() -> None:
    records = with_update()
    assert ask(records, "updates.edit", {"id": UPDATE, "text": "There."}).result["text"] == "There."
    with pytest.raises(Forbidden, match="update is not yours"):
        ask(records, "updates.edit", {"id": UPDATE, "text": "forged"}, person("eve", Role.OWNER))
    with pytest.raises(Forbidden):
        ask(records, "updates.remove", {"id": UPDATE}, person("eve"))
    ask(records, "updates.remove", {"id": UPDATE}, person("root", Role.ADMIN))
    assert records.rows["update"] == {}
    with pytest.raises(NotFound):
        ask(records, "updates.edit", {"id": UPDATE, "text": "gone"})


def test_a_reaction_is_toggled_by_each_person_for_themselves() -> None:
    records = with_comment()
    ask(records, "reactions.toggle", {"id": COMMENT, "emoji": "👍"})
    both = ask(records, "reactions.toggle", {"id": COMMENT, "emoji": "👍"}, person("bob")).result
    assert both["reactions"] == {"👍": ["ann", "bob"]}
    one = ask(records, "reactions.toggle", {"id": COMMENT, "emoji": "👍"}).result
    assert one["reactions"] == {"👍": ["bob"]}
    none = ask(records, "reactions.toggle", {"id": COMMENT, "emoji": "👍"}, person("bob")).result
    assert none["reactions"] == {}
    for emoji in ("", 3, "x" * 17):
        with pytest.raises(Invalid):
            ask(records, "reactions.toggle", {"id": COMMENT, "emoji": emoji})


def test_reactions_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "REACTIONS_PER_COMMENT_MAX", 1)
    records = with_comment()
    ask(records, "reactions.toggle", {"id": COMMENT, "emoji": "a"})
    with pytest.raises(Invalid):
        ask(records, "reactions.toggle", {"id": COMMENT, "emoji": "b"})


def test_changes_of_a_version_that_is_known_are_not_applied_again() -> None:
    records = with_comment()
    before = records.as_changes()
    records.apply((), records.version)
    assert records.as_changes() == before
