from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from kanverge_crdt import guard
from kanverge_crdt.errors import OutOfOrder, RefusedUpdate
from kanverge_crdt.gate import Admitted, Gate
from kanverge_crdt.ledger import Ledger, PlainLedger
from kanverge_crdt.scan import scan
from kanverge_crdt.update import FIRST_STATE, RUN_MAX, STORED, TYPE_DEPTH_MAX, Scanned
from tests.crdt import hostile
from tests.crdt.histories import content, history, new_board
from tests.crdt.hostile import CARD, END, NAME, TITLE, VICTIM
from tests.crdt.writer import DELETED, MAP, TEXT, deletes, gc, item, section, shared, text, update, value

ANN, BOB = 2**20 + 50, 2**20 + 60


NewGate = Callable[[], Gate]


@pytest.fixture(params=[Ledger, PlainLedger], ids=["compiled", "plain"])
def ledger(request: pytest.FixtureRequest) -> Callable[[], Ledger]:
    """Run the test over both twins."""
    twin: Callable[[], Ledger] = request.param
    return twin


@pytest.fixture
def empty_gate(ledger: Callable[[], Ledger]) -> NewGate:
    return lambda: Gate({}, is_machine=lambda principal: principal == "import", ledger=ledger())


@pytest.fixture
def board_gate(ledger: Callable[[], Ledger]) -> NewGate:
    def new_gate() -> Gate:
        bindings = {VICTIM: "victim"}
        gate = Gate(bindings, is_machine=lambda principal: principal == "import", ledger=ledger())
        gate.follow(scan(hostile.board()))
        return gate

    return new_gate


def state(gate: Gate) -> Any:
    """Return all a gate knows, in a form that compares."""
    return gate._ledger.state(), dict(gate.bindings)


def admit(gate: Gate, data: bytes, principal: str = "ann") -> Admitted:
    admitted = gate.admit(scan(data, FIRST_STATE), principal)
    assert admitted is not None
    return admitted


def set_name(client: int, clock: int, name: float, after: tuple[int, int] | None = None) -> bytes:
    if after is None:
        return update([section(client, clock, value(name, root="meta", key=f"{client}-{clock}"))])
    return update([section(client, clock, value(name, origin=after))], [deletes(after[0], (after[1], 1))])


def test_an_edit_brings_its_clocks_and_binds_its_client(empty_gate: NewGate) -> None:
    gate = empty_gate()
    admitted = admit(gate, set_name(ANN, 0, 1.0))
    assert admitted.bindings == {ANN: "ann"}
    assert gate.clocks == {ANN: 1}
    assert admit(gate, set_name(ANN, 1, 1.0)).bindings == {}


def test_the_same_edit_again_brings_nothing_new(board_gate: NewGate) -> None:
    gate = board_gate()
    edit = scan(set_name(ANN, 0, 1.0, after=(VICTIM, NAME)))
    assert gate.admit(edit, "ann") is not None
    assert gate.admit(edit, "ann") is None
    assert gate.admit(scan(hostile.board()), "bob") is None
    assert gate.admit(scan(b"\0\0"), "bob") is None


def test_a_deletion_alone_is_something_new_once(board_gate: NewGate) -> None:
    gate = board_gate()
    deletion = scan(update([], [deletes(VICTIM, (NAME, 1))]))
    assert gate.admit(deletion, "ann") is not None
    assert gate.admit(deletion, "ann") is None


def test_an_edit_that_came_too_early_names_what_is_missing(board_gate: NewGate) -> None:
    gate = board_gate()
    structs = [value(1.0, origin=(BOB, 4)), text("x", origin=(VICTIM, 2), right=(BOB, 6))]
    before = state(gate)
    with pytest.raises(OutOfOrder) as caught:
        gate.admit(scan(update([section(ANN, 3, *structs)], [deletes(VICTIM, (NAME, 3))])), "ann")
    assert caught.value.missing == {ANN: 3, BOB: 7, VICTIM: NAME + 3}
    assert state(gate) == before


def test_what_one_update_brings_itself_is_not_missing(empty_gate: NewGate) -> None:
    sections = [
        section(BOB, 0, value(1.0, origin=(ANN, 0)), value(2.0, root="meta", key="b")),
        section(ANN, 0, value(1.0, root="meta", key="a"), value(2.0, origin=(BOB, 1))),
    ]
    for order in (sections, sections[::-1]):
        gate = empty_gate()
        gate.follow(scan(update(order, [deletes(ANN, (0, 1))])))
        assert gate.clocks == {ANN: 2, BOB: 2}


def test_structs_of_another_pass_only_where_they_are_known(board_gate: NewGate) -> None:
    gate = board_gate()
    mixed = update([section(ANN, 0, value(1.0, root="meta", key="k")), *_sections_of_board()])
    admitted = admit(gate, mixed)
    assert admitted.trim == {VICTIM: END}
    trimmed = scan(guard.trim(mixed, admitted.trim))
    assert [found[:3] for found in trimmed.sections] == [(ANN, 0, 1)]


def _sections_of_board() -> list[bytes]:
    return [hostile.board()[1:-1]]


def test_an_edit_known_in_part_is_cut_to_what_is_new(board_gate: NewGate) -> None:
    gate = board_gate()
    typed = section(ANN, 0, text("ab", origin=(VICTIM, hostile.B)))
    admit(gate, update([typed]))
    longer = update([section(ANN, 0, text("abcd", origin=(VICTIM, hostile.B)))])
    admitted = admit(gate, longer)
    trimmed = guard.trim(longer, admitted.trim)
    assert [found[:3] for found in scan(trimmed).sections] == [(ANN, 2, 4)]
    board = new_board()
    guard.apply(board, [hostile.board(), update([typed]), trimmed])
    assert str(board["cards"]["card"]["title"]) == "a\U0001f600babcd"


def test_an_edit_is_never_cut_through_a_character(board_gate: NewGate) -> None:
    gate = board_gate()
    admit(gate, update([section(ANN, 0, text("ab", origin=(VICTIM, hostile.B)))]))
    with pytest.raises(RefusedUpdate, match="splits-pair"):
        gate.admit(scan(update([section(ANN, 0, text("a\U0001f600", origin=(VICTIM, hostile.B)))])), "ann")


def test_the_rest_of_a_known_card_cannot_hide_it(empty_gate: NewGate) -> None:
    gate = empty_gate()
    admit(gate, update([section(ANN, 0, shared(MAP, root="cards", key="c"))]))
    with pytest.raises(RefusedUpdate, match="deletes-type"):
        gate.admit(scan(update([section(ANN, 0, item(DELETED, b"\5", root="cards", key="c"))])), "ann")


@pytest.mark.parametrize(
    ("client", "principal", "passes"),
    [(2**20, "ann", True), (2**20 - 1, "ann", False), (1, "import", True), (2**20, "import", False)],
)
def test_people_and_machines_write_under_ids_of_their_own(
    client: int, principal: str, passes: bool, empty_gate: NewGate
) -> None:
    gate = empty_gate()
    edit = scan(set_name(client, 0, 1.0))
    if passes:
        assert gate.admit(edit, principal) is not None
    else:
        with pytest.raises(RefusedUpdate, match="client-id"):
            gate.admit(edit, principal)
    assert gate.bindings == ({client: principal} if passes else {})


def test_an_id_without_a_binding_belongs_to_nobody(ledger: Callable[[], Ledger]) -> None:
    gate = Gate({}, is_machine=lambda _: False, ledger=ledger())
    gate.follow(scan(hostile.board()))
    with pytest.raises(RefusedUpdate, match="foreign-client"):
        gate.admit(scan(set_name(VICTIM, END, 1.0)), "victim")


def test_types_nest_as_deep_as_the_limit_over_many_edits(empty_gate: NewGate) -> None:
    gate = empty_gate()
    admit(gate, update([section(ANN, 0, shared(MAP, root="cards", key="c"))]))
    for clock in range(1, TYPE_DEPTH_MAX):
        admit(gate, update([section(ANN, clock, shared(MAP, parent=(ANN, clock - 1), key="c"))]))
    with pytest.raises(RefusedUpdate, match="too-deep"):
        gate.admit(scan(update([section(ANN, 4, shared(MAP, parent=(ANN, 3), key="c"))])), "ann")


def test_what_stands_in_something_gone_is_taken_and_stands_nowhere(empty_gate: NewGate) -> None:
    """A child of a card that lost its key, made by one who did not know: yjs and yrs drop it as well."""
    gate = empty_gate()
    gate.follow(
        scan(
            update(
                [section(BOB, 0, gc(2), item(DELETED, b"\1", root="cards", key="c"))], [deletes(BOB, (0, 3))]
            )
        )
    )
    children = [
        value(1.0, parent=(BOB, 0), key="k"),
        value(1.0, parent=(BOB, 2), key="k"),
        shared(MAP, origin=(ANN, 0)),
        text("x", parent=(ANN, 2)),
    ]
    edit = update([section(ANN, 0, *children)])
    admit(gate, edit)
    board = new_board()
    base = update(
        [section(BOB, 0, gc(2), item(DELETED, b"\1", root="cards", key="c"))], [deletes(BOB, (0, 3))]
    )
    guard.apply(board, [base, edit])
    assert content(board)["cards"] == {}


def test_a_type_that_lost_its_key_may_be_deleted_once_the_document_says_so(empty_gate: NewGate) -> None:
    gate = empty_gate()
    board = new_board()
    one, two = (update([section(client, 0, shared(MAP, root="cards", key="c"))]) for client in (ANN, BOB))
    for edit in (one, two):  # each admitted by another node, at once
        gate.follow(scan(edit))
    guard.apply(board, [one, two])
    reload = scan(board.get_update(), STORED)
    assert list(reload.delete_ranges()) == [(ANN, 0, 1)]
    step_two = scan(update([], [deletes(ANN, (0, 1))]))
    with pytest.raises(RefusedUpdate, match="deletes-type"):
        gate.admit(step_two, "ann")
    gate.follow(reload)
    assert gate.admit(step_two, "ann") is None


def test_what_is_rolled_back_was_never_there(board_gate: NewGate) -> None:
    gate = board_gate()
    before = state(gate)
    first = admit(gate, set_name(ANN, 0, 1.0, after=(VICTIM, NAME)))
    second = admit(gate, set_name(BOB, 0, 2.0, after=(ANN, 0)), "bob")
    assert gate.in_flight == 2
    assert gate.roll_back(first) == [first, second]
    assert state(gate) == before
    assert gate.in_flight == 0
    assert admit(gate, set_name(ANN, 0, 1.0), "carol").bindings == {ANN: "carol"}


def test_what_another_node_made_durable_outlives_a_roll_back(board_gate: NewGate) -> None:
    gate, witness = board_gate(), board_gate()
    lost = admit(gate, set_name(ANN, 0, 1.0, after=(VICTIM, NAME)))
    durable = scan(set_name(BOB, 0, 2.0, after=(VICTIM, NAME)))
    for each in (gate, witness):
        each.follow(durable, {BOB: "bob"})
    assert gate.roll_back(lost) == [lost]
    assert state(gate) == state(witness)


def test_an_edit_lost_here_and_durable_elsewhere_stays(board_gate: NewGate) -> None:
    gate, witness = board_gate(), board_gate()
    edit = scan(set_name(ANN, 0, 1.0, after=(VICTIM, NAME)))
    unsure = gate.admit(edit, "ann")
    assert unsure is not None
    for each in (gate, witness):
        each.follow(edit, {ANN: "ann"})
    gate.roll_back(unsure)
    assert state(gate) == state(witness)


def test_settled_edits_cannot_be_rolled_back_and_are_forgotten_in_order(board_gate: NewGate) -> None:
    gate = board_gate()
    first, second = admit(gate, set_name(ANN, 0, 1.0)), admit(gate, set_name(ANN, 1, 2.0))
    gate.settle(second)
    assert gate.in_flight == 1
    assert len(gate._journal) == 2
    gate.settle(first)
    assert len(gate._journal) == 0


@pytest.mark.parametrize("seed", range(40))
def test_any_mixture_of_admitted_followed_and_rolled_back_ends_as_if_never_tried(
    seed: int, empty_gate: NewGate
) -> None:
    chance = random.Random(seed)
    gate, witness = empty_gate(), empty_gate()
    flying: list[tuple[Admitted, int, bytes]] = []
    log = history(seed, edits=50)
    at = 0
    while at < len(log) or flying:
        if flying and (at == len(log) or chance.random() < 0.25):
            if chance.random() < 0.5:
                admitted, author, data = flying.pop(0)
                gate.settle(admitted)
                witness.follow(scan(data), {author: str(author)})
            else:
                cut = chance.randrange(len(flying))
                gate.roll_back(flying[cut][0])
                at = log.index(flying[cut][1:])
                del flying[cut:]
            continue
        author, data = log[at]
        admitted_now = gate.admit(scan(data), str(author))
        if admitted_now is not None:  # two may have deleted the same
            flying.append((admitted_now, author, data))
        at += 1
    assert state(gate) == state(witness)
    assert gate.in_flight == 0


def test_no_hostile_row_leaves_a_trace_in_the_gate(board_gate: NewGate) -> None:
    gate = board_gate()
    before = state(gate)
    for row in hostile.rows().values():
        with pytest.raises((RefusedUpdate, OutOfOrder)):
            gate.admit(scan(row.queued, FIRST_STATE), "mallory")
        assert state(gate) == before


@pytest.mark.parametrize("seed", range(100))
def test_shuffled_histories_converge_behind_the_gate(seed: int, empty_gate: NewGate) -> None:
    """Three nodes hear all updates, each in its own order, some twice, and hold back what may not pass."""
    log = history(seed, clients=5, edits=40)
    ends = []
    for node in range(3):
        chance = random.Random(seed * 10 + node)
        waiting = log + chance.sample(log, len(log) // 3)
        chance.shuffle(waiting)
        gate, board = empty_gate(), new_board()
        while waiting:
            held: list[tuple[int, bytes]] = []
            for author, data in waiting:
                scanned = scan(data)
                try:
                    admitted = gate.admit(scanned, str(author))
                except OutOfOrder:
                    held.append((author, data))
                    continue
                if admitted is not None:
                    guard.apply(board, [data])
                    gate.settle(admitted)
            assert len(held) < len(waiting), "nothing waits for ever"
            waiting = held
        ends.append((content(board), gate.clocks))
    in_order = new_board()
    guard.apply(in_order, [data for _, data in log])
    assert ends == [(content(in_order), ends[0][1])] * 3


@pytest.mark.parametrize("seed", range(10))
def test_a_gate_built_from_the_state_admits_what_one_grown_by_edits_admits(
    seed: int, empty_gate: NewGate, ledger: Callable[[], Ledger]
) -> None:
    log = history(seed, edits=60)
    grown, board = empty_gate(), new_board()
    for author, data in log[:40]:
        grown.admit(scan(data), str(author))
    guard.apply(board, [data for _, data in log[:40]])
    built = Gate(grown.bindings, is_machine=lambda _: False, ledger=ledger())
    built.follow(scan(board.get_update(), STORED))
    assert built.clocks == grown.clocks
    for author, data in log[40:]:
        assert (built.admit(scan(data), str(author)) is None) == (
            grown.admit(scan(data), str(author)) is None
        )


def test_children_of_the_card_and_the_title_stand_where_the_board_says(board_gate: NewGate) -> None:
    gate = board_gate()
    structs = [
        value(1.0, parent=(VICTIM, CARD), key="estimate"),
        text("!", right=(VICTIM, 2)),
        shared(TEXT, parent=(VICTIM, CARD), key="description"),
        text("long", parent=(ANN, 2)),
        text("x", parent=(VICTIM, TITLE)),
    ]
    edit = update([section(ANN, 0, *structs)])
    admit(gate, edit)
    board = new_board()
    guard.apply(board, [hostile.board(), edit])
    card = content(board)["cards"]["card"]
    assert card["description"] == "long"
    assert card["estimate"] == 1.0


def typed(start: int, length: int, *, first: bool = False) -> Scanned:
    """Return an edit that goes on typing in one row."""
    if first:
        card, title = shared(MAP, root="cards", key="c"), shared(TEXT, parent=(ANN, 0), key="title")
        structs = [card, title, text("x" * length, parent=(ANN, 1))]
    else:
        structs = [text("x" * length, origin=(ANN, start - 1))]
    return scan(update([section(ANN, start, *structs)]), FIRST_STATE)


def test_a_text_typed_in_one_row_has_an_end_unless_some_of_it_is_deleted(empty_gate: NewGate) -> None:
    """yrs copies what follows a cut: 190,000 deletions in one such text of 400,000 took half a minute."""
    gate = empty_gate()
    assert gate.admit(typed(0, RUN_MAX, first=True), "ann")
    with pytest.raises(RefusedUpdate, match="too-large: a text typed in one row"):
        gate.admit(typed(2 + RUN_MAX, 1), "ann")
    assert gate.admit(scan(update([], [deletes(ANN, (1_000, 1))])), "ann")
    assert gate.admit(typed(2 + RUN_MAX, 999), "ann")
    with pytest.raises(RefusedUpdate, match="too-large"):
        gate.admit(typed(2 + RUN_MAX + 999, 1), "ann")
    gate.follow(typed(2 + RUN_MAX + 999, 1))


def pieces(count: int) -> list[bytes]:
    """Return a card whose title was typed from its end to its beginning, three characters at a time."""
    card, title = shared(MAP, root="cards", key="c"), shared(TEXT, parent=(ANN, 0), key="title")
    firsts = [text("xyz", parent=(ANN, 1)), *(text("xyz", right=(ANN, 3 * n - 1)) for n in range(1, count))]
    return [card, title, *firsts]


def cutting(numbers: range) -> Scanned:
    return scan(update([], [deletes(ANN, *((3 + 3 * n, 1) for n in numbers))]))


@pytest.fixture
def few_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the reference refuse early; the compiled twin has the bound as a constant."""
    monkeypatch.setattr("kanverge_crdt.ledger.MOVES_MAX", 10_000)


def test_what_cuts_many_pieces_apart_is_refused_and_leaves_no_trace(few_moves: None) -> None:
    """yrs moves all later pieces of a client id for each cut: 1,492 bytes held it for 20 s among a million pieces."""
    gate = Gate({}, is_machine=lambda _: False, ledger=PlainLedger())  # type: ignore[arg-type]
    gate.admit(scan(update([section(ANN, 0, *pieces(100))])), "ann")
    before = gate._ledger.state()
    with pytest.raises(RefusedUpdate, match="too-large: cuts through too many pieces"):
        gate.admit(cutting(range(100)), "bob")
    assert gate._ledger.state() == before
    assert gate.admit(cutting(range(20)), "bob")
    between = [text("b", origin=(ANN, 3 + 3 * n), right=(ANN, 4 + 3 * n)) for n in range(30, 99)]
    with pytest.raises(RefusedUpdate, match="too-large: cuts through too many pieces"):
        gate.admit(scan(update([section(BOB, 0, *between)])), "bob")
    gate.follow(cutting(range(100)))


def test_a_thousand_cuts_among_400_000_pieces_are_refused() -> None:
    gate = Gate({}, is_machine=lambda _: False)
    structs = pieces(399_000)
    clock = 0
    for part in (structs[:199_002], structs[199_002:]):
        gate.follow(scan(update([section(ANN, clock, *part)]), FIRST_STATE))
        clock = 2 + 3 * 199_000
    assert gate.admit(cutting(range(400)), "bob")
    queue = update([], [deletes(ANN, *((6_003 + 3 * n, 1) for n in range(1_000)))])
    with pytest.raises(RefusedUpdate, match="too-large: cuts through too many pieces"):
        gate.admit(scan(queue, FIRST_STATE), "bob")


def test_the_moves_of_an_update_are_those_of_its_cuts_alone(empty_gate: NewGate) -> None:
    gate = empty_gate()
    written = gate.admit(scan(update([section(ANN, 0, *pieces(100))])), "ann")
    whole = gate.admit(scan(update([], [deletes(ANN, (5, 3), (11, 6))])), "bob")
    assert written
    assert whole
    assert (written.moves, whole.moves) == (0, 0)
    cut = gate.admit(cutting(range(50, 51)), "bob")
    assert cut
    assert 2 * 100 <= cut.moves <= 2 * 110
    gate.roll_back(cut)
    between = text("b", origin=(ANN, 3 + 3 * 80), right=(ANN, 4 + 3 * 80))
    put_into = gate.admit(scan(update([section(BOB, 0, between)])), "bob")
    assert put_into
    assert 2 * 100 <= put_into.moves <= 2 * 110


def test_a_key_whose_type_is_dead_already_may_be_taken(board_gate: NewGate) -> None:
    gate, board = board_gate(), new_board()
    dead = update([], [deletes(VICTIM, (CARD, END))])
    edit = update([section(ANN, 0, value(2.0, origin=(VICTIM, CARD)))])
    gate.follow(scan(dead, STORED))
    admit(gate, edit)
    guard.apply(board, [hostile.board(), dead, edit])
    assert content(board)["cards"] == {"card": 2.0}
