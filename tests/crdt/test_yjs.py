"""pycrdt and yjs must make the same of the same updates, whoever of the two wrote them."""

import random

import pytest

from kanverge_crdt.board import Board
from kanverge_crdt.edits import Intent
from kanverge_crdt.ids import PERSON_CLIENT_IDS
from tests.doubles.editors import Editor, meet
from tests.doubles.gestures import Gestures
from tests.doubles.yjs import Play, Played, play

HISTORIES = 100
YJS_CLIENT = PERSON_CLIENT_IDS[500]


class Session:
    """Some people who edit and meet now and then; ``made`` has all their updates in causal order."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.gestures = Gestures(self.random)
        self.editors = [Editor(number) for number in range(2 + seed % 3)]
        self.undo: dict[Editor, list[list[Intent]]] = {editor: [] for editor in self.editors}
        self.made: list[bytes] = []

    def go_on(self, edits: int) -> list[bytes]:
        """Make about this many edits and return the updates of all editors."""
        before = len(self.made)
        for _ in range(edits):
            editor = self.random.choice(self.editors)
            known = len(editor.sent)
            self._act(editor)
            self.made += editor.sent[known:]
            if self.random.random() < 0.15:
                meet(*self.random.sample(self.editors, 2))
        return self.made[before:]

    def _act(self, editor: Editor) -> None:
        mine = self.undo[editor]
        intent = self.gestures.intent(editor.board)
        if mine and self.random.random() < 0.15:
            mine.append(editor.undo(mine.pop()))
        elif intent is not None:
            mine.append(editor.do(intent[0], **intent[1]))


@pytest.fixture(scope="module")
def played() -> list[tuple[Session, list[bytes], list[bytes], Played]]:
    """Histories of which yjs has seen the first half when it edits, beside people who go on."""
    rows = []
    for seed in range(HISTORIES):
        session = Session(seed)
        rows.append((seed, session, session.go_on(60), session.go_on(40)))
    results = play([Play(seed, YJS_CLIENT, before, 25, after) for seed, _, before, after in rows])
    return [
        (session, before, after, result)
        for (_, session, before, after), result in zip(rows, results, strict=True)
    ]


def applied(*parts: list[bytes]) -> Board:
    board = Board()
    for update in (update for part in parts for update in part):
        board.doc.apply_update(update)
    return board


def test_both_end_with_the_same_board(played: list[tuple[Session, list[bytes], list[bytes], Played]]) -> None:
    for seed, (_, before, after, result) in enumerate(played):
        assert applied(before, after, result.updates).plain() == result.plain, f"history {seed}"


def test_the_order_in_which_concurrent_parts_arrive_makes_no_difference(
    played: list[tuple[Session, list[bytes], list[bytes], Played]],
) -> None:
    for seed, (_, before, after, result) in enumerate(played):
        assert applied(before, result.updates, after).plain() == result.plain, f"history {seed}"


def test_the_histories_hold_what_has_to_be_tried(
    played: list[tuple[Session, list[bytes], list[bytes], Played]],
) -> None:
    boards = [result.plain for *_, result in played]
    cards = [card for board in boards for card in board["cards"].values()]
    texts = [card["description"] for card in cards if isinstance(card["description"], str)]
    assert sum("😀" in text for text in texts) > HISTORIES
    assert sum("archived" in card for card in cards) > HISTORIES / 2
    assert sum(id.startswith("yjs") for board in boards for id in board["cards"]) > HISTORIES / 2
    assert not any("\ufffd" in text for text in texts)


def test_what_yjs_wrote_can_be_edited_here_and_the_other_way_round(
    played: list[tuple[Session, list[bytes], list[bytes], Played]],
) -> None:
    again = []
    for seed, (_, before, after, result) in enumerate(played[:20]):
        board = applied(before, after, result.updates)
        ann = Editor(900, state=board.doc.get_update())
        # Another source than the history's: the same one would choose ids that are there already.
        gestures = Gestures(random.Random(HISTORIES + seed))
        for _ in range(20):
            intent = gestures.intent(ann.board)
            if intent is not None:
                ann.do(intent[0], **intent[1])
        again.append((ann, [*before, *after, *result.updates, *ann.sent]))
    results = play([Play(0, YJS_CLIENT + 1, history, 0, []) for _, history in again])
    for (ann, _), result in zip(again, results, strict=True):
        assert ann.board.plain() == result.plain
