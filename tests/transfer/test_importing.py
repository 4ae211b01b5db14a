"""Imports into a real store, beside rooms that are open."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest

from kanverge.errors import Invalid, StoreAway
from kanverge.live.compaction import compact
from kanverge.live.document import Document
from kanverge.store import log
from kanverge.store.archival import set_archived
from kanverge.store.base import Commit, CommitResult, Committed
from kanverge.store.boards import StoredBoards
from kanverge.store.embedded import Embedded
from kanverge.store.log import Entry, Row
from kanverge.transfer import importing, trello
from kanverge.transfer.exporting import export
from kanverge.transfer.importing import EXACT_TRIES, TRIES_MAX
from kanverge.transfer.plan import Plain, derived_id
from kanverge.transfer.report import Report
from kanverge_crdt.ids import MACHINE_CLIENT_IDS
from kanverge_crdt.statevector import EMPTY
from tests.doubles.clock import FakeClock
from tests.doubles.editors import Editor
from tests.doubles.eventually import eventually
from tests.doubles.trello_file import TrelloFile, large
from tests.live.nodes import Node, open_node


@pytest.fixture
async def node(valkey: Embedded) -> AsyncIterator[Node]:
    """A node with no board."""
    node = await open_node("a", valkey, FakeClock())
    yield node
    await node.close()


@pytest.fixture
def file() -> TrelloFile:
    """A small board with something of everything that stands beside the document."""
    file = TrelloFile("Trip")
    todo = file.add_list("To do")
    for title in "ab":
        card = file.add_card(title, todo)
    file.add_comment(card, "Why?", file.add_member("Ann"))
    return file


async def run(boards: StoredBoards, file: TrelloFile, **options: Any) -> Report:
    return await importing.run(boards, trello.read(file.export()), now_ms=1_700_000_000_000, **options)


def card_of(exported: Plain, title: str) -> Plain:
    return next(card for card in exported["cards"] if card["title"] == title)


async def test_a_first_import_is_one_entry_with_everything_in_it(node: Node, file: TrelloFile) -> None:
    report = await run(node.boards, file)
    [entry] = await node.boards.all_entries(report.board, after="0-0")
    assert {row.client_id in MACHINE_CLIENT_IDS for row in entry.entry.rows} == {True}
    assert {row.principal for row in entry.entry.rows} == {"m:import"}
    exported = await export(node.boards, report.board)
    assert [(card["title"], card["number"]) for card in exported["cards"]] == [("a", 1), ("b", 2)]
    [comment] = card_of(exported, "b")["comments"]
    assert (comment["text"], comment["name"], comment["created"]) == (
        "Why?",
        "Ann",
        "2026-11-19T09:00:00.000+00:00",
    )
    assert report.is_new
    assert report.counts["cards"] == 2


async def test_the_board_is_listed_under_its_name(node: Node, file: TrelloFile) -> None:
    report = await run(node.boards, file)
    [head] = await node.boards.heads()
    assert (head.id, head.name, head.created) == (report.board, "Trip", 1_700_000_000_000)
    file = file.later()
    file.board["name"] = "Journey"
    await run(node.boards, file)
    assert [head.name for head in await node.boards.heads()] == ["Journey"]


async def test_the_same_file_again_writes_no_entry_and_nothing_else(node: Node, file: TrelloFile) -> None:
    first = await run(node.boards, file)
    before = await node.boards.load(first.board)
    again = await run(node.boards, file)
    assert again.board == first.board
    assert await node.boards.load(first.board) == before
    assert again.changed_nothing
    assert not again.is_new


async def test_a_later_export_brings_changes_and_new_numbers(node: Node, file: TrelloFile) -> None:
    first = await run(node.boards, file)
    later = file.later()
    column = later.board["lists"][0]["id"]
    later.add_card("first", column, pos=1)
    later.add_comment(later.board["cards"][0]["id"], "Because", later.board["members"][0]["id"])
    report = await run(node.boards, later)
    exported = await export(node.boards, first.board)
    assert [(card["title"], card["number"]) for card in exported["cards"]] == [
        ("first", 3),
        ("a", 1),
        ("b", 2),
    ]
    assert (report.added, await node.boards.log_length(first.board)) == ({"cards": 1, "comments": 1}, 2)


async def test_an_older_export_is_refused_and_changes_nothing(node: Node, file: TrelloFile) -> None:
    first = await run(node.boards, file.later())
    with pytest.raises(Invalid, match="this export is older than the one imported last"):
        await run(node.boards, file)
    assert await node.boards.log_length(first.board) == 1


async def test_an_archived_board_has_to_be_restored_first(node: Node, file: TrelloFile) -> None:
    report = await run(node.boards, file)
    await set_archived(node.client, report.board, is_archived=True)
    with pytest.raises(Invalid, match="is archived: restore it first"):
        await run(node.boards, file.later())
    assert await node.boards.log_length(report.board) == 1


async def test_two_boards_at_the_source_are_two_boards_here(node: Node, file: TrelloFile) -> None:
    other = TrelloFile("Trip", id="c" * 24)
    assert (await run(node.boards, file)).board != (await run(node.boards, other)).board
    assert len(await node.boards.heads()) == 2


async def test_the_target_is_known_once_the_board_is_there(node: Node, file: TrelloFile) -> None:
    plan = trello.read(file.export())
    assert await importing.target(node.boards, plan) is None
    report = await run(node.boards, file)
    assert await importing.target(node.boards, plan) == report.board


async def test_a_crash_before_the_commit_leaves_nothing_to_be_seen_and_the_next_run_completes_it(
    node: Node, file: TrelloFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(*_: object) -> list[CommitResult]:
        raise StoreAway("the machine is gone")

    with monkeypatch.context() as dying:
        dying.setattr(StoredBoards, "commit", die)
        with pytest.raises(StoreAway):
            await run(node.boards, file)
    assert await node.boards.heads() == []
    assert await importing.target(node.boards, trello.read(file.export())) is None
    report = await run(node.boards, file)
    assert report.is_new
    assert [head.id for head in await node.boards.heads()] == [report.board]


async def test_a_crash_after_the_commit_is_completed_by_the_next_run(
    node: Node, file: TrelloFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(*_: object, **__: object) -> None:
        raise StoreAway("the machine is gone")

    with monkeypatch.context() as dying:
        dying.setattr(StoredBoards, "show", die)
        with pytest.raises(StoreAway):
            await run(node.boards, file)
    assert await node.boards.heads() == []
    report = await run(node.boards, file)
    assert report.changed_nothing
    assert await node.boards.log_length(report.board) == 1
    assert [head.id for head in await node.boards.heads()] == [report.board]


async def test_open_screens_show_an_import_at_once_also_those_of_the_process_that_imports(
    node: Node, valkey: Embedded, file: TrelloFile
) -> None:
    report = await run(node.boards, file)
    other = await open_node("b", valkey, FakeClock())
    rooms = [await each.rooms.open(report.board) for each in (node, other)]
    later = file.later()
    later.find(later.board["cards"][0]["id"])["name"] = "renamed"
    later.add_comment(later.board["cards"][0]["id"], "New", "gone")
    await run(node.boards, later)
    card = derived_id("trello", "card", later.board["cards"][0]["id"])
    for room in rooms:
        await eventually(lambda room=room: str(room.document.doc["cards"][card]["title"]) == "renamed")
        await eventually(lambda room=room: len(room.asking.records.rows["comment"]) == 2)
    await other.close()


async def edit(boards: StoredBoards, board: str, verb: str, **arguments: Any) -> None:
    """Do a verb on a board of the store as Bob, who has just come."""
    document = await Document.load(board, await boards.load(board))
    bob = Editor(next(bobs), state=document.difference(EMPTY))
    bob.do(verb, **arguments)
    rows = tuple(
        Row("u:bob", bob.board.doc.client_id, f"{seq}/", update) for seq, update in enumerate(bob.sent)
    )
    [result] = await boards.commit([Commit(board, 1, log.pack(Entry(1, rows)))])
    assert isinstance(result, Committed)


bobs = itertools.count(1)


class Busy(StoredBoards):
    """Boards to which somebody commits whenever an import is about to, as often as said."""

    def __init__(self, boards: StoredBoards, times: int) -> None:
        super().__init__(boards._client, boards.node)
        self.boards = boards
        self.times = times
        self.tries = 0

    def apart(self, _node: str) -> StoredBoards:
        return self

    async def commit(self, commits: Sequence[Commit]) -> list[CommitResult]:
        self.tries += 1
        if self.tries <= self.times:
            value = f"edit {self.tries}"
            await edit(self.boards, commits[0].board, "board.set", key="description", value=value)
        return await self.boards.commit(commits)


async def test_an_import_reads_the_board_again_when_somebody_was_faster(node: Node, file: TrelloFile) -> None:
    busy = Busy(node.boards, EXACT_TRIES - 1)
    report = await run(busy, file)
    exported = await export(node.boards, report.board)
    assert (exported["description"], len(exported["cards"])) == (f"edit {EXACT_TRIES - 1}", 2)
    assert busy.tries == EXACT_TRIES


async def test_an_import_gets_through_on_a_board_that_never_rests(node: Node, file: TrelloFile) -> None:
    busy = Busy(node.boards, TRIES_MAX)
    report = await run(busy, file)
    assert busy.tries == EXACT_TRIES + 1
    assert [card["title"] for card in (await export(node.boards, report.board))["cards"]] == ["a", "b"]


async def test_two_imports_at_once_make_one_board(node: Node, valkey: Embedded, file: TrelloFile) -> None:
    other = await open_node("b", valkey, FakeClock())
    reports = await asyncio.gather(*(run(each.boards, file) for each in (node, other, node)))
    assert len({report.board for report in reports}) == 1
    assert sum(report.is_new for report in reports) == 1
    exported = await export(node.boards, reports[0].board)
    assert [(card["title"], card["number"]) for card in exported["cards"]] == [("a", 1), ("b", 2)]
    assert await node.boards.log_length(reports[0].board) == 1
    await other.close()


async def test_a_persons_edit_of_the_same_moment_beats_the_import(node: Node, file: TrelloFile) -> None:
    board = (await run(node.boards, file)).board
    card = derived_id("trello", "card", file.board["cards"][0]["id"])
    later = file.later()
    later.board["cards"][0]["due"] = "2026-12-01T00:00:00.000Z"

    class Overtaken(Busy):
        async def commit(self, commits: Sequence[Commit]) -> list[CommitResult]:
            # The edit was made without knowing of the import, and lands behind it in the log.
            document = await Document.load(board, await self.boards.load(board))
            ann = Editor(0, state=document.difference(EMPTY))
            ann.do("cards.set", id=card, key="due", value="2027-01-01")
            results = await self.boards.commit(commits)
            row = Row("u:ann", ann.board.doc.client_id, "1/", ann.sent[0])
            await self.boards.commit([Commit(board, 1, log.pack(Entry(1, (row,))))])
            return results

    await run(Overtaken(node.boards, 0), later)
    assert card_of(await export(node.boards, board), "a")["due"] == "2027-01-01"


async def test_edits_made_here_stay_and_conflicts_are_told(node: Node, file: TrelloFile) -> None:
    board = (await run(node.boards, file)).board
    first, second = (derived_id("trello", "card", card["id"]) for card in file.board["cards"])
    await edit(node.boards, board, "cards.text", id=first, key="title", text="ours")
    await edit(node.boards, board, "cards.set", id=second, key="due", value="2027-01-01")
    later = file.later()
    later.board["cards"][0].update(name="theirs", desc="arrives")
    report = await run(node.boards, later)
    exported = await export(node.boards, board)
    assert [(card["title"], card["description"], card["due"]) for card in exported["cards"]] == [
        ("ours", "arrives", None), ("b", "", "2027-01-01"),
    ]  # fmt: skip
    assert [(one.id, one.key) for one in report.conflicts] == [(first, "title")]


async def test_a_board_compacted_in_between_is_brought_up_to_date_alike(node: Node, file: TrelloFile) -> None:
    board = (await run(node.boards, file)).board
    assert await compact(node.boards, board, entries_min=1)
    later = file.later()
    later.add_card("c", later.board["lists"][0]["id"])
    await run(node.boards, later)
    assert [card["title"] for card in (await export(node.boards, board))["cards"]] == ["a", "b", "c"]


async def test_a_large_board_arrives_whole_and_passes_the_gate_of_a_room(node: Node) -> None:
    file = large()
    told: list[tuple[int, int]] = []
    report = await run(node.boards, file, progress=lambda *step: told.append(step))
    room = await node.rooms.open(report.board)
    assert len(room.document.doc["cards"]) == 682
    assert room.asking.records.highest_number == 682
    assert told[-1][0] == told[-1][1] > 682


async def test_more_than_a_browser_can_open_is_refused_and_leaves_no_board(node: Node) -> None:
    file = TrelloFile()
    column = file.add_list()
    for _ in range(140):
        file.add_card("x", column, desc="word " * 20_000)
    with pytest.raises(Invalid, match="the board would take 13 MB; at most 12 MB can be opened"):
        await run(node.boards, file)
    assert await node.boards.heads() == []
