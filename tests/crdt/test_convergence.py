"""Whatever people do at the same time, every replica ends the same and nothing anyone made is lost."""

import random
from collections import Counter
from typing import Any

import pytest

from kanverge_crdt.edits import VERBS, Intent
from kanverge_crdt.errors import OutOfOrder
from kanverge_crdt.gate import Gate
from kanverge_crdt.ids import PERSON_CLIENT_IDS
from kanverge_crdt.scan import scan
from kanverge_crdt.schema import UNSORTED, Card
from kanverge_crdt.snapshot import export
from tests.doubles.editors import Editor, meet
from tests.doubles.gestures import Gestures


@pytest.fixture
def ann() -> Editor:
    return Editor()


@pytest.fixture
def doing(ann: Editor) -> str:
    return ann.add("columns", name="Doing")


@pytest.fixture
def done(ann: Editor) -> str:
    return ann.add("columns", name="Done")


@pytest.fixture
def card(ann: Editor, doing: str) -> str:
    return ann.add("cards", title="Launch", column=doing)


@pytest.fixture
def bob(ann: Editor, doing: str, done: str, card: str) -> Editor:
    return ann.fork(1)


def view(editor: Editor, id: str) -> Card:
    found = editor.board.card(id)
    assert found is not None
    return found


# Two people at once, one by one: what each model of the data was chosen for.


def test_two_people_move_one_card_and_it_stays_one_card_at_a_place_one_of_them_chose(
    ann: Editor, bob: Editor, doing: str, done: str, card: str
) -> None:
    later = ann.add("columns", name="Later")
    meet(ann, bob)
    ann.do("cards.move", id=card, column=later)
    bob.do("cards.move", id=card, column=done)
    chosen = {view(ann, card).at, view(bob, card).at}
    meet(ann, bob)
    assert ann.board == bob.board
    assert [card.id for card in ann.board.cards()] == [card]
    assert view(ann, card).at in chosen


def test_a_card_archived_by_one_and_edited_by_another_keeps_both(ann: Editor, bob: Editor, card: str) -> None:
    ann.do("cards.archive", id=card)
    bob.do("cards.text", id=card, key="title", text="Launch on Monday")
    meet(ann, bob)
    assert (view(ann, card).archived, view(ann, card).title) == (True, "Launch on Monday")
    ann.do("cards.restore", id=card)
    meet(ann, bob)
    assert view(bob, card).title == "Launch on Monday"


def test_two_people_replay_the_same_add_and_there_is_one_card(ann: Editor, bob: Editor, doing: str) -> None:
    id = ann.new_id()
    for editor in (ann, bob):
        editor.do("cards.add", id=id, title="Same", column=doing)
    meet(ann, bob)
    assert ann.board == bob.board
    assert ann.titles(doing).count("Same") == 1
    bob.do("cards.text", id=id, key="title", text="Same again")
    meet(ann, bob)
    assert ann.titles(doing).count("Same again") == 1


def test_labels_and_assignees_that_two_people_add_both_stay(ann: Editor, bob: Editor, card: str) -> None:
    red = ann.add("labels", name="red")
    blue = bob.add("labels", name="blue")
    ann.do("cards.include", id=card, family="label", member=red)
    bob.do("cards.include", id=card, family="label", member=blue)
    ann.do("cards.include", id=card, family="assignee", member="a" * 22)
    bob.do("cards.include", id=card, family="assignee", member="b" * 22)
    meet(ann, bob)
    assert ann.board == bob.board
    assert view(ann, card).labels == tuple(sorted([red, blue]))
    assert view(ann, card).assignees == ("a" * 22, "b" * 22)


def test_a_label_removed_by_one_and_added_again_by_another_stays(ann: Editor, bob: Editor, card: str) -> None:
    ann.do("cards.include", id=card, family="assignee", member="a" * 22)
    meet(ann, bob)
    ann.do("cards.exclude", id=card, family="assignee", member="a" * 22)
    bob.do("cards.exclude", id=card, family="assignee", member="a" * 22)
    bob.do("cards.include", id=card, family="assignee", member="a" * 22)
    meet(ann, bob)
    assert view(ann, card).assignees == view(bob, card).assignees == ("a" * 22,)


def test_what_two_people_type_in_one_description_both_stays(ann: Editor, bob: Editor, card: str) -> None:
    ann.do("cards.splice", id=card, key="description", at=0, remove=0, insert="ALICE")
    bob.do("cards.splice", id=card, key="description", at=0, remove=0, insert="bob😀")
    meet(ann, bob)
    assert ann.board == bob.board
    assert view(ann, card).description in ("ALICEbob😀", "bob😀ALICE")


def test_two_checklists_and_items_made_at_once_both_stay(ann: Editor, bob: Editor, card: str) -> None:
    lists = [editor.add("checklists", card=card, name="x") for editor in (ann, bob)]
    for editor, checklist in zip((ann, bob), lists, strict=True):
        editor.add("items", card=card, checklist=checklist, name=checklist)
    meet(ann, bob)
    assert {checklist.id for checklist in view(ann, card).checklists} == set(lists)
    assert {item.name for item in view(bob, card).items} == set(lists)


def test_a_card_moved_into_a_column_that_is_archived_meanwhile_is_shown_as_unsorted(
    ann: Editor, bob: Editor, done: str, card: str
) -> None:
    ann.do("columns.archive", id=done)
    bob.do("cards.move", id=card, column=done)
    meet(ann, bob)
    assert ann.titles(UNSORTED) == bob.titles(UNSORTED) == ["Launch"]
    ann.do("columns.restore", id=done)
    assert ann.titles(done) == ["Launch"]


def test_cards_that_got_the_same_rank_stand_in_the_same_order_everywhere(
    ann: Editor, bob: Editor, doing: str
) -> None:
    for editor in (ann, bob):
        editor.add("cards", title=str(editor.board.doc.client_id), column=doing, rank="b00")
    meet(ann, bob)
    assert ann.titles(doing) == bob.titles(doing)
    assert len(ann.titles(doing)) == 3


def test_two_cards_made_each_others_parent_are_a_cycle_cut_at_the_smaller_id(
    ann: Editor, bob: Editor, doing: str, card: str
) -> None:
    other = ann.add("cards", title="Other", column=doing)
    meet(ann, bob)
    ann.do("cards.set", id=card, key="parent", value=other)
    bob.do("cards.set", id=other, key="parent", value=card)
    meet(ann, bob)
    smaller, larger = sorted([card, other])
    assert ann.board.relations == bob.board.relations
    assert ann.board.relations.parents == {larger: smaller}


def test_undo_of_my_move_keeps_a_title_that_somebody_else_wrote(
    ann: Editor, bob: Editor, doing: str, done: str, card: str
) -> None:
    undo = ann.do("cards.move", id=card, column=done)
    bob.do("cards.text", id=card, key="title", text="New title")
    meet(ann, bob)
    ann.undo(undo)
    assert ann.titles(doing) == ["New title"]


def test_undo_of_my_move_after_somebody_else_moved_the_card_does_nothing(
    ann: Editor, bob: Editor, done: str, card: str
) -> None:
    undo = ann.do("cards.move", id=card, column=done)
    meet(ann, bob)
    bob.do("cards.move", id=card, column=bob.add("columns", name="Later"))
    meet(ann, bob)
    assert ann.undo(undo) == []


def test_a_move_with_ranks_from_before_a_rebalance_leaves_each_card_once(
    ann: Editor, bob: Editor, doing: str, card: str
) -> None:
    others = [ann.add("cards", title=str(number), column=doing) for number in range(5)]
    meet(ann, bob)
    for number, id in enumerate([card, *others]):
        ann.do("cards.move", id=id, column=doing, rank=f"a{number}")
    bob.do("cards.move", id=card, column=doing, after=others[2])
    meet(ann, bob)
    assert ann.titles(doing) == bob.titles(doing)
    assert sorted(ann.titles(doing)) == ["0", "1", "2", "3", "4", "Launch"]


@pytest.mark.parametrize("seed", range(5))
def test_500_cards_inserted_at_one_place_by_three_people_at_once_are_all_there_in_one_order(
    seed: int,
) -> None:
    ann = Editor(seed)
    doing = ann.add("columns", name="Doing")
    anchor = ann.add("cards", title="anchor", column=doing)
    editors = [ann, ann.fork(seed + 1), ann.fork(seed + 2)]
    for _ in range(8):
        for editor in editors:
            for _ in range(20):
                editor.add("cards", title="x", column=doing, after=anchor)
        meet(*editors)
    assert len(ann.titles(doing)) == 481
    assert ann.titles(doing)[0] == "anchor"
    assert all(editor.board == ann.board for editor in editors)


# And everything at once.


class Peer(Editor):
    """An editor behind a gate: what comes too early waits, what comes twice is dropped."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, client_id=PERSON_CLIENT_IDS[1_000 + seed])
        self.gate = Gate({}, is_machine=lambda _: False)
        self.waiting: list[tuple[str, bytes]] = []
        self.held_back = 0
        self.dropped = 0

    def do(self, verb: str, /, **arguments: Any) -> list[Intent]:
        before = len(self.sent)
        inverse = super().do(verb, **arguments)
        for update in self.sent[before:]:
            self.gate.follow(scan(update))
        return inverse

    def receive(self, sender: str, update: bytes) -> None:
        self.waiting.append((sender, update))
        passed = int(self._try(sender, update))
        while passed:  # else the others lack what they lacked before
            passed = sum(self._try(*early) for early in list(self.waiting))

    def _try(self, sender: str, update: bytes) -> bool:
        try:
            admitted = self.gate.admit(scan(update), sender)
        except OutOfOrder:
            self.held_back += 1
            return False
        self.waiting.remove((sender, update))
        if admitted is None:
            self.dropped += 1
            return False
        self.board.doc.apply_update(update)
        self.gate.settle(admitted)
        return True


class Post:
    """A network that delays, repeats and reorders everything but loses nothing in the end."""

    def __init__(self, peers: list[Peer], source: random.Random) -> None:
        self.peers = peers
        self.random = source
        self.bags: list[list[tuple[str, bytes]]] = [[] for _ in peers]
        self.posted = [0] * len(peers)

    def collect(self) -> None:
        for number, peer in enumerate(self.peers):
            for update in peer.sent[self.posted[number] :]:
                for other, bag in enumerate(self.bags):
                    if other != number:
                        bag.extend([(f"peer {number}", update)] * self.random.choice([1, 1, 1, 2]))
            self.posted[number] = len(peer.sent)

    def deliver(self, share: float) -> None:
        for peer, bag in zip(self.peers, self.bags, strict=True):
            self.random.shuffle(bag)
            for _ in range(int(len(bag) * share)):
                peer.receive(*bag.pop())


def act(peer: Peer, gestures: Gestures, undo: list[list[Intent]]) -> str | None:
    """Do something at random, now and then take something back; return the verb."""
    if undo and gestures.random.random() < 0.1:
        undo.append(peer.undo(undo.pop(gestures.random.randrange(len(undo)))))
        return None
    intent = gestures.intent(peer.board)
    if intent is None:
        return None
    verb, arguments = intent
    undo.append(peer.do(verb, **arguments))
    return verb


def read_everything(peer: Peer) -> dict[str, Any]:
    return export(peer.board, "board") | {"relations": peer.board.relations}


@pytest.mark.parametrize("seed", range(12))
def test_replicas_that_edit_with_every_verb_behind_a_bad_network_end_the_same(seed: int) -> None:
    source = random.Random(seed)
    gestures = Gestures(source)
    peers = [Peer(number) for number in range(2 + seed % 5)]
    post, undo = Post(peers, source), [list[list[Intent]]() for _ in peers]
    added: set[str] = set()
    for round_ in range(60):
        for peer, steps in zip(peers, undo, strict=True):
            for _ in range(3):
                act(peer, gestures, steps)
        added |= {id for peer in peers for id in peer.board.plain()["cards"]}
        post.collect()
        post.deliver(source.random() if round_ % 4 else 0)
        read_everything(source.choice(peers))
    post.deliver(1)
    assert not any(peer.waiting for peer in peers)
    assert all(peer.board == peers[0].board for peer in peers)
    first = read_everything(peers[0])
    for peer in peers:
        assert read_everything(peer) == first
        shown = Counter(card.id for card in peer.board.cards(archived=None))
        assert shown == Counter(added)
    assert sum(peer.held_back for peer in peers) > 0
    assert sum(peer.dropped for peer in peers) > 0


def test_the_random_edits_speak_every_verb() -> None:
    source = random.Random(0)
    gestures, peer = Gestures(source), Peer(0)
    spoken: set[str | None] = {None}
    for _ in range(2_500):
        spoken.add(act(peer, gestures, []))
        if len(spoken) > len(VERBS):
            break
    assert spoken - {None} == set(VERBS)
