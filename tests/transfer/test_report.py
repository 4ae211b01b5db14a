from kanverge.transfer.report import SHOWN_MAX, Report, Told


def test_a_report_is_told_in_lines() -> None:
    report = Report(
        board="b1", name="Trip", counts={"cards": 3, "archived_cards": 1, "labels": 0, "people": 1}, added={"cards": 1},
        changed={"board": 1, "columns": 2}, archived=[Told("cards", "c1", "Book")], kept=[Told("cards", "c2", "Fly")],
        conflicts=[Told("cards", "c3", "Pack", "due")],
        guessed=[Told("columns", "l1", "Done", "category", "done")], warnings=["Votes, left out: 2"],
    )  # fmt: skip
    assert list(report.lines()) == [
        "Trip  b1",
        "  in the file: 3 cards, 1 archived card, 1 person",
        "  added: 1 card",
        "  changed: 1 board, 2 columns",
        "  archived here, because it is gone there: card “Book”",
        "  gone there, kept because it was edited here: card “Fly”",
        "  changed on both sides, kept as it is here: card “Pack”: due",
        "  category guessed from the name, to be changed in the column's menu: column “Done”: done",
        "  note: Votes, left out: 2",
    ]


def test_a_report_says_that_nothing_changed() -> None:
    assert list(Report(board="b1", name="Trip").lines()) == [
        "Trip  b1",
        "  in the file: nothing",
        "  nothing new",
    ]


def test_a_key_that_is_an_id_is_told_in_words() -> None:
    told = Told("cards", "c3", "Pack", "field:f1", "field “Size”")
    assert str(told) == "card “Pack”: field “Size”"
    assert told.json() == {
        "noun": "cards", "id": "c3", "name": "Pack", "key": "field:f1", "part": "field “Size”",
    }  # fmt: skip


def test_long_lists_are_cut_for_people_and_whole_for_programs() -> None:
    report = Report(kept=[Told("cards", str(at), "x") for at in range(SHOWN_MAX + 5)])
    assert list(report.lines())[-1] == "  gone there, kept because it was edited here: and 5 more"
    assert len(report.json()["kept"]) == SHOWN_MAX + 5


def test_json_names_every_part() -> None:
    report = Report(board="b1", name="Trip", is_new=True, conflicts=[Told("cards", "c3", "Pack", "due")])
    assert report.json() == {
        "board": "b1", "name": "Trip", "new": True, "counts": {}, "added": {}, "changed": {}, "archived": [],
        "kept": [], "conflicts": [{"noun": "cards", "id": "c3", "name": "Pack", "key": "due"}],
        "guessed": [], "warnings": [],
    }  # fmt: skip
