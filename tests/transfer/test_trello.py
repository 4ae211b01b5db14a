import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kanverge.errors import Invalid
from kanverge.transfer import trello
from kanverge.transfer.plan import Plan
from kanverge.transfer.trello_cards import id_of
from tests.doubles.trello_file import TrelloFile, large


@pytest.fixture
def file() -> TrelloFile:
    return TrelloFile()


def plan(file: TrelloFile) -> Plan:
    return trello.read(file.export())


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [str(row.get("name", row.get("title"))) for row in rows]


def warnings(file: TrelloFile) -> dict[str, int]:
    """Return the counted warnings by how they begin."""
    told = [warning.rpartition(": ") for warning in plan(file).warnings]
    return {sentence.partition(",")[0]: int(count) for sentence, _, count in told}


def test_a_board_has_its_name_description_and_the_moment_of_its_last_change(file: TrelloFile) -> None:
    file.board["desc"] = "All of it"
    read = plan(file)
    assert (read.key, read.name, read.board["description"]) == (f"trello:{'b' * 24}", "Trip", "All of it")
    assert read.exported == "2026-11-20T10:00:00.000+00:00"


def test_lists_come_in_order_with_limit_and_state(file: TrelloFile) -> None:
    file.add_list("Last", pos=1e14)
    file.add_list("Second", pos=0.75, softLimit=3, closed=True, color="lime")
    file.add_list("First", pos=0.5, softLimit=0)
    first, second, last = plan(file).board["columns"]
    assert (first["name"], first["wip"], first["archived"]) == ("First", None, False)
    assert (second["name"], second["wip"], second["archived"], second["color"]) == (
        "Second",
        3,
        True,
        "green",
    )
    assert last["name"] == "Last"


def test_cards_stand_in_the_order_of_their_lists_and_positions(file: TrelloFile) -> None:
    done, todo = file.add_list("Done", pos=2), file.add_list("To do", pos=1)
    for title, column, pos in (("4", done, 1e14), ("2", todo, 2.5), ("3", done, -1), ("1", todo, 2)):
        file.add_card(title, column, pos=pos)
    assert names(plan(file).board["cards"]) == ["1", "2", "3", "4"]


def test_equal_positions_keep_the_order_of_the_file(file: TrelloFile) -> None:
    column = file.add_list()
    for title in "cab":
        file.add_card(title, column, pos=7)
    assert names(plan(file).board["cards"]) == ["c", "a", "b"]


def test_labels_keep_their_order_and_empty_names(file: TrelloFile) -> None:
    file.add_label("", "red_dark")
    file.add_label("Urgent", None)
    file.add_card(
        labels=[{"id": "x1", "name": "Only on a card", "color": "blue"}], idLabels=["x1", "nowhere"]
    )
    labels = plan(file).board["labels"]
    assert [(label["name"], label["color"]) for label in labels] == [
        ("", "red"), ("Urgent", None), ("Only on a card", "blue"),
    ]  # fmt: skip
    assert plan(file).board["cards"][0]["labels"] == [labels[2]["id"]]


def test_people_are_the_members_and_those_whom_only_the_history_still_knows(file: TrelloFile) -> None:
    ann = file.add_member("Ann")
    card = file.add_card(idMembers=[ann, "left", "unknown"])
    file.add_comment(card, "Bye", "left", memberCreator={"id": "left", "fullName": "", "username": "bob"})
    read = plan(file)
    assert names(read.board["people"]) == ["Ann", "bob", "Former member"]
    assert len(read.board["cards"][0]["assignees"]) == 3
    assert warnings(file)["People named on cards who left the board"] == 2


def test_comments_have_author_and_time_and_missing_ones_are_counted(file: TrelloFile) -> None:
    ann = file.add_member("Ann")
    card, other = file.add_card(), file.add_card()
    comment = file.add_comment(card, "Why?\r\nHow?", ann)
    file.add_comment(card, "Copied", ann, type="copyCommentCard")
    file.find(card)["badges"]["comments"] += 60
    file.find(other)["badges"]["comments"] = 4
    read = plan(file)
    assert [one.text for one in read.comments] == ["Copied", "Why?\nHow?"]
    [why] = [one for one in read.comments if one.id == id_of("comment", comment)]
    assert (why.name, why.author, why.created) == (
        "Ann",
        id_of("person", ann),
        "2026-11-19T09:00:00.000+00:00",
    )
    assert (why.card, read.missing_comments) == (id_of("card", card), 64)
    assert (
        read.warnings[0] == "Comments that are not in the file, because the export stops at 1,000 actions: 64"
    )


def test_comments_without_text_card_or_time_are_left_out_and_counted(file: TrelloFile) -> None:
    card = file.add_card()
    file.add_comment(card, " \x00 ")
    file.add_comment(card, "When?", date="now")
    file.add_comment(card, "Where?", data={"text": "Where?", "card": {"id": "deleted"}})
    assert plan(file).comments == ()
    assert warnings(file)["Comments without text or without a card"] == 3


def test_checklists_come_in_order_with_their_items(file: TrelloFile) -> None:
    ann = file.add_member("Ann")
    card = file.add_card()
    file.add_checklist(card, "Second", pos=2)
    first = file.add_checklist(card, "First", pos=1)
    file.add_item(first, "b", pos=9)
    file.add_item(first, "a", pos=1, state="complete", due="2026-12-01T10:00:00.000Z", idMember=ann)
    file.add_checklist("deleted", "Of no card")
    checklists = plan(file).board["cards"][0]["checklists"]
    assert names(checklists) == ["First", "Second"]
    a, b = checklists[0]["items"]
    assert (a["name"], a["done"], a["due"], a["assignee"]) == (
        "a",
        True,
        "2026-12-01T10:00:00.000Z",
        id_of("person", ann),
    )
    assert (b["name"], b["done"], b["due"], b["assignee"]) == ("b", False, None, None)
    assert warnings(file)["Checklists whose card is not in the file"] == 1


def test_checklists_that_stand_in_their_card_are_taken_once(file: TrelloFile) -> None:
    card = file.add_card()
    checklist = file.add_checklist(card)
    file.find(card)["checklists"] = [file.find(checklist), {"id": "x", "name": "Only here", "checkItems": []}]
    assert sorted(names(plan(file).board["cards"][0]["checklists"])) == ["Only here", "Steps"]


def test_open_cards_of_archived_lists_and_cards_of_no_list_are_told(file: TrelloFile) -> None:
    closed = file.add_list(closed=True)
    file.add_card("Open", closed)
    file.add_card("Closed", closed, closed=True)
    file.add_card("Lost", "deleted")
    assert [card["column"] is None for card in plan(file).board["cards"]] == [False, False, True]
    told = warnings(file)
    assert told["Open cards in archived lists"] == 1
    assert told["Cards whose list is not in the file"] == 1


def test_entries_without_an_id_or_twice_are_left_out_and_counted(file: TrelloFile) -> None:
    card = file.add_card("First")
    file.board["cards"] += [{**file.find(card), "name": "Again"}, {"name": "Nobody"}, {"id": 7}, "card", None]
    assert names(plan(file).board["cards"]) == ["First"]
    assert warnings(file)["Entries without an id"] == 2
    assert warnings(file)["Entries whose id stood there before"] == 1


def test_the_same_entry_has_the_same_id_in_every_export(file: TrelloFile) -> None:
    file.add_card(column=file.add_list())
    assert plan(file) == plan(file)
    assert id_of("card", "x") != id_of("column", "x")


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b"", "cut off"),
        (b"name,list\n", "no JSON object"),
        (b'{"id":"b1"}', "no id, no lists or no cards"),
        (b'{"lists":[],"cards":[]}', "no id"),
        (b'{"id":7,"lists":[],"cards":[]}', "no id"),
        (b'{"id":"b1","lists":{},"cards":[]}', "no lists"),
        (b'{"id":"b1","lists":[],"cards":[' + b"[" * 100_000, "nested"),
    ],
)
def test_what_is_no_trello_board_is_refused_in_one_line(document: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why) as refused:
        trello.read(document)
    assert str(refused.value).startswith("this is not a Trello board exported as JSON: ")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_is_cut_off_is_refused_wherever_that_is(share: float) -> None:
    document = large(50).export()
    with pytest.raises(Invalid):
        trello.read(document[: int(len(document) * share)])


def test_more_cards_than_a_board_can_hold_are_refused(file: TrelloFile) -> None:
    rows = b",".join(b'{"id":"%d"}' % number for number in range(trello.CARDS_MAX + 1))
    with pytest.raises(Invalid, match="more than 20,000 cards"):
        trello.read(b'{"id":"b1","lists":[],"cards":[' + rows + b"]}")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "name", "text", "pos"]), inner)
    ),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.data())
def test_reading_is_total_whatever_stands_under_any_key(data: st.DataObject) -> None:
    file = large(3)
    file.add_field("Size", "list", ("S", "M"))
    section = data.draw(
        st.sampled_from(["cards", "lists", "labels", "members", "actions", "customFields", "checklists"])
    )
    rows = file.board[section] or [{"id": "x"}]
    row = rows[0]
    row[data.draw(st.sampled_from([*row, "customFieldItems", "attachments", "checkItems"]))] = data.draw(
        ANYTHING
    )
    file.board[section] = rows
    document = json.dumps(file.board).encode()
    if b"NaN" in document or b"Infinity" in document:
        return
    read = trello.read(document)
    json.dumps(read.board, allow_nan=False).encode()
    assert read.counts()["cards"] <= 3


def test_a_large_board_is_read_whole() -> None:
    counts = plan(large()).counts()
    assert {name: counts[name] for name in ("columns", "cards", "labels", "people", "missing_comments")} == {
        "columns": 12, "cards": 682, "labels": 27, "people": 7, "missing_comments": 8,
    }  # fmt: skip
    assert 20 < counts["archived_cards"] < 70
    assert min(counts["checklists"], counts["items"], counts["links"], counts["comments"]) > 0
