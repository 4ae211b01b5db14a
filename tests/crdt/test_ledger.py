from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple, TypeAlias, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kanverge_crdt import _ledger
from kanverge_crdt import ledger as ledger_module
from kanverge_crdt.errors import OutOfOrder, RefusedUpdate
from kanverge_crdt.gate import Admitted, Gate
from kanverge_crdt.ledger import BULK, Changes, Ledger, PlainLedger
from kanverge_crdt.scan import scan
from kanverge_crdt.update import FIRST_STATE, STORED
from tests.crdt import hostile
from tests.crdt.histories import history
from tests.crdt.mutations import mutated
from tests.crdt.nearly_sound import CLIENTS, NearlySound
from tests.crdt.twins import without_twin
from tests.crdt.writer import deletes, gc, section, update

Outcome: TypeAlias = tuple[Any, ...]
ANN = 2**20 + 50


class Flying(NamedTuple):
    """What is in flight in each of the two gates."""

    compiled: Admitted
    plain: Admitted


class Twins:
    """A gate over each twin of the ledger: whatever is asked of both, they answer and know the same."""

    def __init__(self, bindings: dict[int, str]) -> None:
        def gate(ledger: Ledger) -> Gate:
            return Gate(bindings, is_machine=lambda principal: principal == "import", ledger=ledger)

        self.gates = gate(_ledger.Ledger()), gate(cast(Ledger, PlainLedger()))
        self.flying: list[Flying] = []
        self.outcomes: Counter[str] = Counter()

    def admit(self, data: bytes, principal: str) -> None:
        try:
            scanned = scan(data, FIRST_STATE)
        except RefusedUpdate:
            return
        found: list[Admitted | None] = []
        self.both(lambda gate: self._note(found, gate.admit(scanned, principal)))
        if found and found[0] is not None and found[1] is not None:
            self.flying.append(Flying(found[0], found[1]))

    @staticmethod
    def _note(found: list[Admitted | None], admitted: Admitted | None) -> Outcome:
        found.append(admitted)
        return ("nothing new",) if admitted is None else ("accepted", admitted.bindings, admitted.trim)

    def follow(self, data: bytes) -> None:
        scanned = scan(data, STORED)

        def follow(gate: Gate) -> Outcome:
            gate.follow(scanned)
            return ("followed",)

        self.both(follow)

    def land(self, chance: random.Random) -> None:
        """Now and then settle the oldest in flight, or lose some of what is and hear it again."""
        if not self.flying or chance.random() < 0.7:
            return
        if chance.random() < 0.5:
            for gate, admitted in zip(self.gates, self.flying.pop(0), strict=True):
                gate.settle(admitted)
        else:
            for lost in self.roll_back(chance.randrange(len(self.flying))):
                self.admit(lost.scanned.update, str(lost.principal))

    def roll_back(self, at: int) -> list[Admitted]:
        """Take back what came since ``at``, and return it."""
        lost = [flying.plain for flying in self.flying[at:]]
        for gate, admitted in zip(self.gates, self.flying[at], strict=True):
            gate.roll_back(admitted)
        del self.flying[at:]
        self.compare()
        return lost

    def both(self, ask: Callable[[Gate], Outcome]) -> None:
        compiled, plain = (outcome(ask, gate) for gate in self.gates)
        assert compiled == plain
        self.outcomes[compiled[0]] += 1
        self.compare()

    def compare(self) -> None:
        compiled, plain = self.gates
        assert compiled._ledger.state() == plain._ledger.state()
        assert compiled.clocks == plain.clocks


def outcome(ask: Callable[[Gate], Outcome], gate: Gate) -> Outcome:
    try:
        return ask(gate)
    except RefusedUpdate as refused:
        return refused.code, refused.detail
    except OutOfOrder as early:
        return hostile.OUT_OF_ORDER, early.missing


def test_the_compiled_ledger_is_the_one_in_use() -> None:
    assert Ledger is _ledger.Ledger
    assert Changes is _ledger.Changes


@pytest.mark.parametrize("seed", range(30))
def test_the_twins_agree_on_honest_histories_and_on_what_is_left_when_some_of_it_is_lost(seed: int) -> None:
    chance = random.Random(seed)
    twins = Twins({})
    log = history(seed)
    for author, data in log:
        twins.admit(data, str(author))
        twins.land(chance)
    assert twins.outcomes["accepted"] > len(log)


def test_the_twins_agree_on_the_hostile_corpus() -> None:
    outcomes: Counter[str] = Counter()
    for row in hostile.rows().values():
        for data in (row.update, row.queued):
            twins = Twins({hostile.VICTIM: "victim"})
            twins.follow(hostile.board())
            twins.admit(data, "mallory")
            outcomes += twins.outcomes
    assert outcomes.keys() >= {"misplaced", "splits-pair", "deletes-type", "repeated-key", "foreign-client"}


def test_the_twins_agree_on_the_hostile_corpus_where_it_is_durable() -> None:
    outcomes: Counter[str] = Counter()
    for row in hostile.rows().values():
        twins = Twins({hostile.VICTIM: "victim"})
        twins.follow(hostile.board())
        try:
            twins.follow(row.update)
        except RefusedUpdate as refused:  # by the scan, before it came to any ledger
            outcomes[refused.code] += 1
        outcomes += twins.outcomes
    assert outcomes["followed"] > len(hostile.rows())


@pytest.mark.parametrize("seed", range(5))
def test_the_twins_agree_on_mutated_histories(seed: int) -> None:
    chance = random.Random(seed)
    twins = Twins({})
    log = history(seed, edits=40)
    for author, data in log:
        for _ in range(5):
            twins.admit(mutated(data, chance), str(author))
        twins.admit(data, str(author))
        twins.land(chance)
    assert twins.outcomes["accepted"] > len(log) // 2
    assert twins.outcomes.keys() >= {"nothing new", hostile.OUT_OF_ORDER}


@pytest.mark.parametrize("seed", range(8))
def test_the_twins_agree_on_updates_that_are_nearly_sound(seed: int) -> None:
    chance = random.Random(seed)
    outcomes: Counter[str] = Counter()
    for _ in range(20):
        twins = Twins(dict.fromkeys(CLIENTS, "anyone"))
        twins.follow(hostile.board())
        updates = NearlySound(chance)
        for _ in range(60):
            updates.clocks = twins.gates[0].clocks
            twins.admit(updates.update(), "anyone")
            updates.types += [
                (struct.client, struct.clock)
                for admitted in twins.flying[-1:]
                for struct in admitted.plain.scanned.types()
            ]
            twins.land(chance)
        outcomes += twins.outcomes
    assert outcomes["accepted"] > 40
    assert outcomes.keys() >= {"misplaced", "splits-pair", "deletes-type", hostile.OUT_OF_ORDER}


some_range = st.tuples(st.integers(0, 190), st.integers(1, 9))


@given(st.lists(st.lists(some_range, min_size=1, max_size=3 * BULK), max_size=6), st.randoms())
def test_the_twins_agree_on_what_is_deleted_and_deleted_no_more(
    edits: list[list[tuple[int, int]]], chance: random.Random
) -> None:
    twins = Twins({ANN: "ann"})
    twins.admit(update([section(ANN, 0, gc(199))]), "ann")
    for ranges in edits:
        twins.admit(update([], [deletes(ANN, *ranges)]), "ann")
        twins.land(chance)
    while twins.flying:
        twins.roll_back(len(twins.flying) - 1)


def test_many_deletions_at_once_are_taken_back_at_once() -> None:
    twins = Twins({ANN: "ann"})
    twins.admit(update([section(ANN, 0, gc(1_000))]), "ann")
    twins.admit(update([], [deletes(ANN, (10, 1), (500, 7))]), "ann")
    before = twins.gates[0]._ledger.state()
    twins.admit(update([], [deletes(ANN, *((clock, 2) for clock in range(0, 900, 3)))]), "ann")
    assert len(before["strands"][ANN]["deleted"]) < BULK
    assert len(twins.gates[0]._ledger.state()["strands"][ANN]["deleted"]) > BULK
    twins.roll_back(len(twins.flying) - 1)
    assert twins.gates[0]._ledger.state() == before


def test_only_a_scan_is_entered() -> None:
    with pytest.raises(AssertionError):
        _ledger.Ledger().enter(cast(Any, (b"", (), [], [], [])), trusted=True)


def test_where_nothing_was_compiled_the_reference_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = without_twin(ledger_module, monkeypatch)
    assert (alone.Ledger, alone.Changes) == (alone.PlainLedger, alone.PlainChanges)
