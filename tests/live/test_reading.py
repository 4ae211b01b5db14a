"""A board that kills, stalls or panics whoever reads it is read without what does so, and nobody dies twice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pycrdt
import pytest
from pycrdt import Doc, Map

from kanverge.errors import StoreCorrupt
from kanverge.live.document import Document
from kanverge.live.reading import LEFT_OUT_MAX, leave_out_what_kills, read
from kanverge.live.trial import SNAPSHOT, TRIALS_MAX, Trial
from kanverge.store import keys
from kanverge.store.base import Loaded, Snapshot
from kanverge.store.trouble import Trouble
from kanverge_crdt import guard
from kanverge_crdt.errors import DeadDocument
from tests.doubles.deadly_trial import (
    KILLS,
    PANICS,
    READS_BACK_EMPTY,
    STALLS,
    UNREADABLE,
    deadly,
    interrupted,
)
from tests.live.nodes import BOARD, Node, commit_rows

NOT_TRIED = Trial(command=("/nowhere",))
HARM = [KILLS, STALLS, PANICS, UNREADABLE, READS_BACK_EMPTY]


async def note(node: Node, text: str) -> None:
    """Write an entry of its own that sets one key to ``text``."""
    client_id = 2**25 + len(text)
    doc: Doc[Any] = Doc(client_id=client_id)
    doc.get("meta", type=Map)[text] = text
    await commit_rows(node.boards, doc.get_update(), client_id=client_id)


async def died(node: Node, *others: str) -> None:
    for other in others:
        await Trouble(node.client, other).begin(BOARD)


async def marks(node: Node) -> Any:
    return await node.client.call("HLEN", keys.reading(BOARD))


def notes(document: Document) -> set[str]:
    return set(document.doc.get("meta", type=Map).keys())


@pytest.mark.parametrize("harm", HARM)
async def test_after_two_deaths_a_board_is_tried_and_what_kills_is_left_out(node: Node, harm: bytes) -> None:
    for text in ("before", harm.decode(), "and after"):
        await note(node, text)
    await died(node, "one", "another")
    limit_s = 2.0 if harm == STALLS else 30.0
    loaded, document = await read(node.boards, BOARD, deadly(step_limit_s=limit_s))
    assert notes(document) == {"before", "and after"}
    assert loaded.left_out == {f"{loaded.entries[1].id}/0"}
    assert await marks(node) == 0
    _, again = await read(node.boards, BOARD, NOT_TRIED)
    assert notes(again) == {"before", "and after"}


async def test_after_one_death_it_is_read_as_ever(node: Node) -> None:
    await note(node, "a note")
    await died(node, "one")
    _, document = await read(node.boards, BOARD, NOT_TRIED)
    assert notes(document) == {"a note"}
    assert await marks(node) == 1, "ours is gone, the other's stays"


async def test_a_board_that_harms_nobody_is_read_whole_and_its_dead_are_forgotten(node: Node) -> None:
    await note(node, "a note")
    await died(node, "one", "another")
    loaded, document = await read(node.boards, BOARD)
    assert (notes(document), loaded.left_out) == ({"a note"}, frozenset())
    assert await marks(node) == 0


@pytest.mark.parametrize("killed", [1, 2])
async def test_a_trial_that_was_ended_from_outside_blames_no_edit(
    node: Node, tmp_path: Path, killed: int
) -> None:
    await note(node, "a note")
    await note(node, "and another")
    await died(node, "one", "another")
    loaded, document = await read(node.boards, BOARD, interrupted(tmp_path / "trials", killed))
    assert notes(document) == {"a note", "and another"}
    assert loaded.left_out == frozenset()


async def test_what_panics_here_is_found_at_once(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    apply = guard.apply

    def panic(doc: pycrdt.Doc[Any], updates: Iterable[bytes]) -> None:
        held = list(updates)
        if any(PANICS in update for update in held):
            raise DeadDocument("yrs panicked")
        apply(doc, held)

    monkeypatch.setattr(guard, "apply", panic)
    await note(node, "before")
    await note(node, PANICS.decode())
    _, document = await read(node.boards, BOARD, deadly())
    assert notes(document) == {"before"}


async def test_what_dies_of_nothing_alone_cannot_be_read_and_says_so(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    def panic(doc: pycrdt.Doc[Any], updates: Iterable[bytes]) -> None:
        raise DeadDocument("yrs panicked")

    await note(node, "a note")
    monkeypatch.setattr(guard, "apply", panic)
    with pytest.raises(StoreCorrupt, match="nothing in it alone is why"):
        await read(node.boards, BOARD, deadly())
    assert await marks(node) == 0


async def test_a_snapshot_that_kills_is_nothing_to_leave_out(node: Node) -> None:
    doc: Doc[Any] = Doc(client_id=2**25)
    doc.get("meta", type=Map)["name"] = KILLS.decode()
    loaded = await node.boards.load(BOARD)
    loaded = replace(loaded, snapshot=Snapshot("1-0", 1, doc.get_update()))
    assert await deadly().culprit(loaded) == SNAPSHOT


@dataclass(frozen=True, slots=True)
class Blaming(Trial):
    """A trial that dies of ``what``, or each time of another row."""

    what: str | None = None

    async def culprit(self, loaded: Loaded) -> str | None:
        return self.what or f"5-{len(loaded.left_out)}/0"


async def test_a_board_whose_snapshot_kills_stays_closed_and_nothing_is_left_out_for_it(node: Node) -> None:
    await died(node, "one", "another")
    with pytest.raises(StoreCorrupt, match=r"the snapshot of board .* kills or stalls"):
        await read(node.boards, BOARD, Blaming(what=SNAPSHOT))
    assert (await node.boards.load(BOARD)).left_out == frozenset()


async def test_a_board_of_nothing_but_harm_is_given_up_before_it_is_emptied(node: Node) -> None:
    with pytest.raises(StoreCorrupt, match=f"more than {LEFT_OUT_MAX} edits"):
        await leave_out_what_kills(node.boards, BOARD, Blaming())
    assert len((await node.boards.load(BOARD)).left_out) == LEFT_OUT_MAX


async def test_a_store_that_cannot_count_the_dead_still_gives_its_boards(node: Node) -> None:
    await note(node, "a note")
    await node.client.call("SET", keys.reading(BOARD), "not a hash")
    _, document = await read(node.boards, BOARD, NOT_TRIED)
    assert notes(document) == {"a note"}


async def test_a_trial_that_dies_of_another_row_each_time_blames_none(node: Node, tmp_path: Path) -> None:
    for number in range(TRIALS_MAX):
        await note(node, "x" * number)
    loaded = await node.boards.load(BOARD)
    assert await interrupted(tmp_path / "trials", TRIALS_MAX).culprit(loaded) is None
    assert (tmp_path / "trials").read_text() == str(TRIALS_MAX)


async def test_what_every_reader_passes_over_is_no_culprit(node: Node) -> None:
    await note(node, "before")
    await commit_rows(node.boards, b"junk", client_id=2**25 + 99)
    assert await deadly().culprit(await node.boards.load(BOARD)) is None
