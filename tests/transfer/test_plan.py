from kanverge.transfer import trello
from kanverge.transfer.plan import derived_id
from kanverge_crdt.ids import is_id
from tests.doubles.trello_file import TrelloFile


def test_ids_are_derived_from_source_kind_and_id() -> None:
    ids = {derived_id(*of) for of in (("trello", "card", "1"), ("trello", "label", "1"), ("x", "card", "1"))}
    assert len(ids) == 3
    assert all(map(is_id, ids))
    assert is_id(derived_id("trello", "card", "\ud800"))


def test_what_is_ordered_by_its_id_alone_keeps_the_order_of_a_source_whose_ids_count_up() -> None:
    made = [f"{1_700_000_000 + at:x}{at * 7919 % 256:02x}{'0' * 14}" for at in range(50)]
    for kind in ("link", "option"):
        ids = [derived_id("trello", kind, id) for id in made]
        assert ids == sorted(ids)
        assert all(map(is_id, ids))
    assert derived_id("trello", "link", made[0]) != derived_id("trello", "option", made[0])
    assert all(is_id(derived_id("trello", "link", id)) for id in ("", "f" * 24, "F" * 24, "g" * 24, "é"))


def test_a_preview_says_what_is_in_the_file() -> None:
    file = TrelloFile("Trip")
    todo, done = file.add_list("To do"), file.add_list("Done", closed=True)
    for column in (todo, todo, done):
        card = file.add_card(column=column, closed=column is done)
    checklist = file.add_checklist(card)
    file.add_item(checklist, "x")
    file.find(card)["badges"]["comments"] = 2
    assert trello.read(file.export()).preview() == {
        "source": "trello",
        "name": "Trip",
        "counts": {
            "columns": 2, "cards": 3, "archived_cards": 1, "labels": 0, "people": 0, "fields": 0, "checklists": 1,
            "items": 1, "links": 0, "comments": 0, "missing_comments": 2,
        },
        "columns": [
            {"name": "To do", "archived": False, "category": "backlog", "cards": 2},
            {"name": "Done", "archived": True, "category": "done", "cards": 1},
        ],
        "warnings": ["Comments that are not in the file, because the export stops at 1,000 actions: 2"],
    }  # fmt: skip
