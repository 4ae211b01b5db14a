"""Three-way merges, on a board that is imported, edited here and at its source, and imported again."""

from __future__ import annotations

import json
import random
from typing import Any

import pytest

from kanverge.transfer.merging import Merged
from kanverge.transfer.plan import derived_id
from kanverge.transfer.report import Told
from kanverge.transfer.rows import Rows, rows
from kanverge.transfer.trello import read
from kanverge_crdt.edits import Intent
from tests.doubles.importer import Importer
from tests.doubles.trello_file import TrelloFile, large

ANN = "ann" + "0" * 19


class Trip:
    """A small board at Trello, imported."""

    def __init__(self) -> None:
        self.file = TrelloFile()
        self.ann = self.file.add_member("Ann")
        self.label = self.file.add_label("Urgent", "red")
        self.todo, self.done = self.file.add_list("To do"), self.file.add_list("Done")
        self.a, self.b, self.c = (self.file.add_card(title, self.todo) for title in "abc")
        self.checklist = self.file.add_checklist(self.a)
        self.item, self.other_item = (self.file.add_item(self.checklist, name) for name in ("x", "y"))
        self.importer = Importer()
        self.importer.take(self.file)
        self.file = self.file.later()

    def at(self, id: str, **keys: Any) -> None:
        """Change an entry at Trello."""
        self.file.find(id).update(keys)

    def here(self, verb: str, **arguments: Any) -> list[Intent]:
        return self.importer.editor.do(verb, **arguments)

    def again(self, **discussed: Any) -> Merged:
        return self.importer.take(self.file, **discussed)

    def card(self, id: str) -> dict[str, Any]:
        return self.importer.card(id)


@pytest.fixture
def trip() -> Trip:
    return Trip()


def ours(kind: str, id: str) -> str:
    return derived_id("trello", kind, id)


def told(found: list[Told]) -> list[tuple[str, str, str]]:
    return [(one.noun, one.name, one.key) for one in found]


def changed(merged: Merged) -> dict[str, int]:
    return dict(+merged.changed)


@pytest.mark.parametrize("file", [large(120), large(60, seed=2), TrelloFile()], ids=["120", "60", "empty"])
def test_a_first_import_makes_the_board_that_the_file_describes(file: TrelloFile) -> None:
    importer = Importer()
    merged = importer.take(file)
    assert importer.here == Rows.of(rows(read(file.export()).board))
    assert importer.refused == []
    assert merged.added["cards"] == len(file.board["cards"])
    assert [merged.archived, merged.kept, merged.conflicts] == [[], [], []]


@pytest.mark.parametrize("file", [large(120), TrelloFile()], ids=["120", "empty"])
def test_the_same_file_again_changes_nothing(file: TrelloFile) -> None:
    importer = Importer()
    importer.take(file)
    remembered = importer.memory.pack()
    merged = importer.take(file)
    assert merged.intents == []
    assert importer.memory.pack() == remembered


def test_what_changed_there_arrives(trip: Trip) -> None:
    trip.at(
        trip.a, name="a new title", desc="Text", due="2026-12-01T00:00:00.000Z", dueComplete=True, closed=True
    )
    trip.at(trip.b, idLabels=[trip.label], idMembers=[trip.ann])
    trip.at(trip.todo, name="Backlog", softLimit=4)
    trip.at(trip.label, name="Later", color=None)
    merged = trip.again()
    a, b = trip.card(trip.a), trip.card(trip.b)
    assert (a["title"], a["description"], a["due"], a["done"], a["archived"]) == (
        "a new title", "Text", "2026-12-01T00:00:00.000Z", True, True,
    )  # fmt: skip
    assert (b["labels"], b["assignees"]) == ([ours("label", trip.label)], [ours("person", trip.ann)])
    export = trip.importer.export()
    assert (export["columns"][0]["name"], export["columns"][0]["wip"]) == ("Backlog", 4)
    assert (export["labels"][0]["name"], export["labels"][0]["color"]) == ("Later", None)
    assert changed(merged) == {"cards": 2, "columns": 1, "labels": 1}


def test_what_was_taken_away_there_goes(trip: Trip) -> None:
    trip.at(trip.b, idLabels=[trip.label], idMembers=[trip.ann], desc="Text", due="2026-12-01T00:00:00.000Z")
    trip.at(trip.b, attachments=[{"id": "1", "url": "https://example.com", "name": "x"}])
    trip.again()
    assert trip.card(trip.b)["links"]
    trip.at(trip.b, idLabels=[], idMembers=[], desc="", due=None, attachments=[])
    trip.again()
    b = trip.card(trip.b)
    assert [b[key] for key in ("labels", "assignees", "description", "due", "links")] == [
        [],
        [],
        "",
        None,
        [],
    ]


def test_custom_fields_change_value_by_value(trip: Trip) -> None:
    size = trip.file.add_field("Size", "list", ("S", "M"))
    small, medium = (option["id"] for option in trip.file.find(size)["options"])
    trip.at(trip.a, customFieldItems=[{"idCustomField": size, "idValue": small}])
    trip.again()
    field = ours("field", size)
    assert trip.card(trip.a)["fields"] == {field: ours("option", small)}
    trip.at(trip.a, customFieldItems=[{"idCustomField": size, "idValue": medium}])
    trip.file.find(size)["options"][1]["value"]["text"] = "Medium"
    trip.again()
    assert trip.card(trip.a)["fields"] == {field: ours("option", medium)}
    assert {option["name"] for option in trip.importer.export()["fields"][0]["options"]} == {"S", "Medium"}
    trip.at(trip.a, customFieldItems=[])
    trip.again()
    assert trip.card(trip.a)["fields"] == {}


def test_edits_made_here_stay_where_the_source_did_not_change(trip: Trip) -> None:
    a = ours("card", trip.a)
    trip.here("cards.text", id=a, key="title", text="ours")
    trip.here("cards.set", id=a, key="due", value="2027-01-01")
    trip.here("cards.set", id=a, key="priority", value="high")
    trip.here("cards.include", id=a, family="assignee", member=ANN)
    trip.here("columns.set", id=ours("column", trip.todo), key="name", value="Our backlog")
    trip.at(trip.a, desc="theirs")
    merged = trip.again()
    card = trip.card(trip.a)
    assert [card[key] for key in ("title", "due", "priority", "assignees")] == [
        "ours",
        "2027-01-01",
        "high",
        [ANN],
    ]
    assert card["description"] == "theirs"
    assert trip.importer.export()["columns"][0]["name"] == "Our backlog"
    assert merged.conflicts == []


def test_what_changed_on_both_sides_stays_as_it_is_here_and_is_told_once(trip: Trip) -> None:
    trip.here("cards.text", id=ours("card", trip.a), key="title", text="ours")
    trip.at(trip.a, name="theirs")
    assert told(trip.again().conflicts) == [("cards", "ours", "title")]
    assert trip.card(trip.a)["title"] == "ours"
    assert trip.again().conflicts == []


def test_a_column_is_taken_for_what_its_name_says_until_a_person_says_otherwise(trip: Trip) -> None:
    column = trip.importer.column
    assert column(trip.done)["category"] == "done"
    trip.here("columns.set", id=ours("column", trip.done), key="category", value=None)
    trip.here("columns.set", id=ours("column", trip.todo), key="category", value="doing")
    assert trip.again().intents == []
    trip.file = trip.file.later()
    for list_ in (trip.todo, trip.done):
        trip.at(list_, name="Later")
    merged = trip.again()
    assert [column(list_)["category"] for list_ in (trip.todo, trip.done)] == ["doing", None]
    assert [column(list_)["name"] for list_ in (trip.todo, trip.done)] == ["Later", "Later"]
    assert (merged.conflicts, merged.guessed) == ([], [])


def test_a_column_that_gets_a_name_that_says_more_is_taken_for_that_and_told(trip: Trip) -> None:
    new = trip.file.add_list("Somewhere")
    assert trip.again().guessed == []
    assert trip.importer.column(new)["category"] is None
    trip.file = trip.file.later()
    trip.at(new, name="Shipped")
    assert [str(told) for told in trip.again().guessed] == ["column “Shipped”: done"]
    assert trip.importer.column(new)["category"] == "done"


def test_a_value_of_a_custom_field_that_changed_on_both_sides_is_told_by_the_name_of_the_field(
    trip: Trip,
) -> None:
    field = trip.file.add_field("Size", "text")
    trip.again()
    trip.here("cards.set", id=ours("card", trip.a), key=f"field:{ours('field', field)}", value="ours")
    trip.at(trip.a, customFieldItems=[{"idCustomField": field, "value": {"text": "theirs"}}])
    [conflict] = trip.again().conflicts
    assert (conflict.key, conflict.part) == (f"field:{ours('field', field)}", "field “Size”")


def test_the_same_change_on_both_sides_is_no_conflict(trip: Trip) -> None:
    trip.here("cards.text", id=ours("card", trip.a), key="title", text="same")
    trip.at(trip.a, name="same")
    merged = trip.again()
    assert (merged.conflicts, merged.intents) == ([], [])


def test_a_label_taken_off_here_stays_off(trip: Trip) -> None:
    trip.at(trip.a, idLabels=[trip.label])
    trip.again()
    trip.here("cards.exclude", id=ours("card", trip.a), family="label", member=ours("label", trip.label))
    trip.again()
    assert trip.card(trip.a)["labels"] == []


def test_new_cards_stand_where_they_stand_there(trip: Trip) -> None:
    trip.file.add_card("first", trip.todo, pos=1)
    trip.file.add_card("behind a", trip.todo, pos=trip.file.find(trip.a)["pos"] + 1)
    trip.file.add_card("last", trip.todo, pos=1e14)
    merged = trip.again()
    assert trip.importer.titles(trip.todo) == ["first", "a", "behind a", "b", "c", "last"]
    assert merged.added == {"cards": 3}
    assert len(merged.new_cards) == 3


def test_new_cards_leave_what_was_made_here_in_its_order(trip: Trip) -> None:
    column = ours("column", trip.todo)
    trip.importer.editor.add("cards", title="our first", column=column, after=None)
    trip.importer.editor.add("cards", title="our last", column=column)
    trip.file.add_card("d", trip.todo)
    trip.again()
    assert trip.importer.titles(trip.todo) == ["our first", "a", "b", "c", "d", "our last"]


def test_a_move_there_is_one_move_here(trip: Trip) -> None:
    trip.at(trip.c, pos=1)
    merged = trip.again()
    assert [verb for verb, _ in merged.intents] == ["cards.move"]
    assert trip.importer.titles(trip.todo) == ["c", "a", "b"]
    trip.at(trip.a, idList=trip.done)
    trip.again()
    assert (trip.importer.titles(trip.todo), trip.importer.titles(trip.done)) == (["c", "b"], ["a"])


def test_new_positions_in_the_same_order_change_nothing(trip: Trip) -> None:
    for card in trip.file.board["cards"]:
        card["pos"] = card["pos"] / 7 + 1e9
    assert trip.again().intents == []


def test_a_move_here_stays(trip: Trip) -> None:
    trip.here("cards.move", id=ours("card", trip.a), column=ours("column", trip.done))
    trip.here("cards.move", id=ours("card", trip.c), column=ours("column", trip.todo), after=None)
    trip.file.add_card("d", trip.todo)
    merged = trip.again()
    assert (trip.importer.titles(trip.todo), trip.importer.titles(trip.done)) == (["c", "d", "b"], ["a"])
    assert merged.conflicts == []


def test_a_card_moved_to_two_lists_stays_where_it_was_put_here(trip: Trip) -> None:
    later = trip.file.add_list("Later")
    trip.here("cards.move", id=ours("card", trip.a), column=ours("column", trip.done))
    trip.at(trip.a, idList=later)
    assert told(trip.again().conflicts) == [("cards", "a", "place")]
    assert trip.importer.titles(trip.done) == ["a"]


def test_a_card_moved_to_the_same_list_on_both_sides_is_no_conflict(trip: Trip) -> None:
    trip.here("cards.move", id=ours("card", trip.a), column=ours("column", trip.done))
    trip.at(trip.a, idList=trip.done)
    assert told(trip.again().conflicts) == []


def test_lists_and_items_keep_their_order_too(trip: Trip) -> None:
    trip.at(trip.done, pos=1)
    items = trip.file.find(trip.checklist)["checkItems"]
    items[0]["pos"], items[0]["state"] = 1e9, "complete"
    trip.file.add_item(trip.checklist, "between", pos=items[1]["pos"] + 1)
    trip.again()
    assert [column["name"] for column in trip.importer.export()["columns"]] == ["Done", "To do"]
    [checklist] = trip.card(trip.a)["checklists"]
    assert [(item["name"], item["done"]) for item in checklist["items"]] == [
        ("y", False), ("between", False), ("x", True),
    ]  # fmt: skip


def test_a_card_deleted_there_is_archived_and_told_once(trip: Trip) -> None:
    trip.file.remove(trip.b)
    merged = trip.again()
    assert told(merged.archived) == [("cards", "b", "")]
    assert trip.card(trip.b)["archived"]
    again = trip.again()
    assert (again.archived, again.kept, again.intents) == ([], [], [])


def edit_title(trip: Trip) -> None:
    trip.here("cards.text", id=ours("card", trip.a), key="title", text="a, ours")


def edit_priority(trip: Trip) -> None:
    trip.here("cards.set", id=ours("card", trip.a), key="priority", value="low")


def move(trip: Trip) -> None:
    trip.here("cards.move", id=ours("card", trip.a), column=ours("column", trip.done))


def tick(trip: Trip) -> None:
    trip.here("items.set", card=ours("card", trip.a), id=ours("item", trip.item), key="done", value=True)


def add_item(trip: Trip) -> None:
    trip.importer.editor.add(
        "items", card=ours("card", trip.a), checklist=ours("checklist", trip.checklist), name="z"
    )


def reorder(trip: Trip) -> None:
    trip.here("cards.move", id=ours("card", trip.a), column=ours("column", trip.todo))


@pytest.mark.parametrize("edit", [edit_title, edit_priority, move, reorder, tick, add_item])
def test_a_card_deleted_there_and_edited_here_is_kept_and_told(trip: Trip, edit: Any) -> None:
    edit(trip)
    trip.file.remove(trip.a)
    trip.file.remove(trip.checklist)
    for _ in range(3):
        merged = trip.again()
        assert [one.noun for one in merged.kept] == ["cards"]
        assert merged.archived == []
        assert not trip.card(trip.a)["archived"]


def test_a_card_deleted_there_and_discussed_here_is_kept(trip: Trip) -> None:
    trip.file.remove(trip.b)
    assert told(trip.again(discussed=[ours("card", trip.b)]).kept) == [("cards", "b", "")]


def test_a_card_that_comes_back_is_restored(trip: Trip) -> None:
    gone = trip.file.later()
    gone.remove(trip.b)
    trip.importer.take(gone)
    trip.again()
    assert not trip.card(trip.b)["archived"]
    assert trip.importer.titles(trip.todo) == ["a", "b", "c"]


def test_a_card_archived_here_stays_archived_when_it_is_gone_there(trip: Trip) -> None:
    trip.here("cards.archive", id=ours("card", trip.b))
    trip.file.remove(trip.b)
    merged = trip.again()
    assert (merged.archived, merged.kept, merged.intents) == ([], [], [])


def test_a_list_gone_there_is_archived_unless_open_cards_stand_in_it_here(trip: Trip) -> None:
    trip.importer.editor.add("cards", title="ours", column=ours("column", trip.done))
    trip.file.remove(trip.done)
    trip.file.remove(trip.todo)
    for card in (trip.a, trip.b, trip.c):
        trip.file.remove(card)
    trip.file.remove(trip.checklist)
    merged = trip.again()
    assert told(merged.kept) == [("columns", "Done", "")]
    assert told(merged.archived)[-1] == ("columns", "To do", "")


def test_an_item_and_a_checklist_gone_there_are_archived(trip: Trip) -> None:
    trip.file.find(trip.checklist)["checkItems"].pop(0)
    assert told(trip.again().archived) == [("items", "x", "")]
    trip.file.remove(trip.checklist)
    assert told(trip.again().archived) == [("checklists", "Steps", "")]


def test_a_change_that_the_board_does_not_take_is_told_and_the_rest_arrives(trip: Trip) -> None:
    number = trip.file.add_field("Number", "number")
    trip.again()
    trip.here("fields.set", id=ours("field", number), key="type", value="date")
    trip.at(trip.a, customFieldItems=[{"idCustomField": number, "value": {"number": "7"}}], desc="arrives")
    trip.again()
    assert trip.card(trip.a)["description"] == "arrives"
    [refused] = trip.importer.refused
    assert refused.startswith("A change that the board here does not take (cards.set)")


@pytest.mark.parametrize("seed", range(12))
def test_two_sides_that_edit_at_random_lose_nothing(seed: int) -> None:
    """What one side alone changed stands afterwards; importing once more changes nothing."""
    source = random.Random(seed)
    file, importer = large(40, seed=seed), Importer()
    importer.take(file)
    file = file.later()
    cards = source.sample([card["id"] for card in file.board["cards"]], 30)
    theirs, ours_, gone = cards[:10], cards[10:20], cards[20:25]
    columns = [row["id"] for row in file.board["lists"]]
    for id in theirs:
        file.find(id).update(
            name=f"theirs {id}", idList=source.choice(columns), pos=source.random(), desc="new"
        )
    for id in ours_:
        mine = ours("card", id)
        importer.editor.do("cards.text", id=mine, key="title", text=f"ours {id}")
        importer.editor.do("cards.move", id=mine, column=ours("column", source.choice(columns)), after=None)
    for id in gone:
        file.remove(id)
    for id in {row["id"] for row in file.board["checklists"] if row["idCard"] in gone}:
        file.remove(id)
    expected = {id: file.find(id)["idList"] for id in theirs}
    merged = importer.take(file)
    assert merged.conflicts == []
    for id in theirs:
        card = importer.card(id)
        assert (card["title"], card["column"]) == (f"theirs {id}", ours("column", expected[id]))
    assert [importer.card(id)["title"] for id in ours_] == [f"ours {id}" for id in ours_]
    assert all(importer.card(id)["archived"] for id in gone)
    assert importer.take(file).intents == []
    ids = [card["id"] for card in importer.export()["cards"]]
    assert len(ids) == len(set(ids)) == 40
    json.dumps(importer.export(), allow_nan=False)
