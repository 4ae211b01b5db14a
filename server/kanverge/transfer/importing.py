"""Getting a plan into a store: the board is made or brought up to date by one commit, all of it or nothing.

The import writes beside everybody else, as a part of the service with a client id below every person's: where a person
writes the same value at the same moment, theirs stands.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import msgpack

from kanverge.accounts.principals import machine
from kanverge.errors import Invalid, NotFound, StoreAway, StoreError
from kanverge.live.asking import record_write
from kanverge.live.document import BOARD_BYTES_MAX
from kanverge.live.reading import read
from kanverge.live.records import Records
from kanverge.store import keys, log
from kanverge.store.base import Check, Commit, Committed, Conflict, Loaded, Unwritable, Write, WrongEpoch
from kanverge.store.boards import StoredBoards
from kanverge.store.log import Asked, Entry, RecordChange, Row
from kanverge.transfer import beside
from kanverge.transfer.applying import Applying, Progress
from kanverge.transfer.memory import Memory
from kanverge.transfer.merging import Merged, merge
from kanverge.transfer.plan import Plain, Plan
from kanverge.transfer.report import Report
from kanverge.transfer.rows import Rows, rows
from kanverge_crdt import guard, snapshot, statevector
from kanverge_crdt.board import Board
from kanverge_crdt.ids import machine_client_id, new_id

__all__ = ["Progress", "run", "target"]

IMPORTER: Final = machine("import").key
VERB: Final = "import"
TRIES_MAX: Final = 20
EXACT_TRIES: Final = 5
"""How often the import insists that nobody wrote since it read the board; on a busy board edits merge like anyone's."""


async def target(boards: StoredBoards, plan: Plan) -> str | None:
    """Return the board that this source was imported to before, so that the caller may look who may write there."""
    board = await boards.imported(plan.key)
    was_finished = board is not None and await boards.import_memory(board, plan.key) is not None
    return board if was_finished else None


async def run(boards: StoredBoards, plan: Plan, *, now_ms: int, progress: Progress | None = None) -> Report:
    """Make the plan's board, or bring the one made before up to date; raise Invalid or a StoreError.

    After an error, or a crash, there is no new board and no change, or the import is complete: run it again.
    """
    boards = boards.apart(new_id(secrets.randbelow))
    board = await boards.claim_import(plan.key, new_id(secrets.randbelow))
    await boards.create_unlisted(board, name=plan.name, created=now_ms)
    head = await boards.head(board)
    if head is None:
        raise NotFound(f"board {board} was erased at this moment: import again")
    if head.is_archived:
        raise Invalid(f"board {board}, which this one goes to, is archived: restore it first")
    for attempt in range(TRIES_MAX):
        work = await _prepare(boards, board, plan, progress or _silent)
        if await _commit(boards, work, now_ms, is_exact=attempt < EXACT_TRIES):
            await boards.show(board, created=head.created)
            if head.name != work.report.name:
                await boards.set_name(board, work.report.name)
            return work.report
    raise StoreAway(f"others changed the board {TRIES_MAX} times in a row")


@dataclass(frozen=True, slots=True)
class _Work:
    """An import that is ready to be committed, made from the board as it was ``loaded``."""

    board: str
    source: str
    loaded: Loaded
    rows: tuple[Row, ...]
    changes: tuple[RecordChange, ...]
    stored: bytes
    memory: bytes
    report: Report


async def _prepare(boards: StoredBoards, board: str, plan: Plan, progress: Progress) -> _Work:
    stored = await boards.import_memory(board, plan.key)
    loaded, document = await read(boards, board)
    client = machine_client_id(secrets.randbelow)
    copy = Board(client_id=client)
    guard.apply(copy.doc, [document.difference(statevector.EMPTY)])
    before = Memory.unpack(stored)
    _refuse_older(plan, before)
    comments = loaded.records["comment"]
    here = snapshot.export(copy, board)
    discussed = beside.discussed_cards(comments, before)
    # A second for 15,000 cards: in a thread, beside which boards are served.
    merged = await asyncio.to_thread(_merged, here, before, plan, discussed)
    applying = Applying(copy, merged.intents, progress)
    updates = [update async for update in applying.updates()]
    changes = [
        *beside.give_numbers(merged.new_cards, Records.loaded(loaded.records, 0)),
        *beside.take_comments(
            (one for one in plan.comments if copy.card(one.card)), before, comments, merged
        ),
    ]
    _refuse_too_large(copy if updates else None, [*comments.values(), *(change.value for change in changes)])
    memory = Memory(plan.exported, merged.memory.seen | beside.seen_comments(plan.comments, before))
    return _Work(
        board=board,
        source=plan.key,
        loaded=loaded,
        rows=tuple(Row(IMPORTER, client, f"{seq}/import", update) for seq, update in enumerate(updates, 1)),
        changes=tuple(changes),
        stored=stored or b"",
        memory=memory.pack(),
        report=Report(
            board=board,
            name=copy.meta.name,
            is_new=stored is None,
            counts=plan.counts(),
            added=dict(merged.added),
            changed=dict(+merged.changed) if stored else {},
            archived=merged.archived,
            kept=merged.kept,
            conflicts=merged.conflicts,
            guessed=merged.guessed,
            warnings=[*plan.warnings, *applying.refused],
        ),
    )


def _merged(here: Plain, before: Memory, plan: Plan, discussed: Collection[str]) -> Merged:
    return merge(Rows.of(rows(here)), before, Rows.of(rows(plan.board)), discussed=discussed)


def _refuse_older(plan: Plan, before: Memory) -> None:
    if plan.exported and plan.exported < before.exported:
        raise Invalid(
            f"this export is older than the one imported last ({plan.exported}, before {before.exported})"
        )


def _refuse_too_large(copy: Board | None, records: list[object]) -> None:
    sizes = {
        "the board": len(guard.difference(copy.doc, {})) if copy else 0,
        "its comments": len(msgpack.packb(records)),
    }
    for what, size in sizes.items():
        if size > BOARD_BYTES_MAX:
            raise Invalid(
                f"{what} would take {size >> 20} MB; at most {BOARD_BYTES_MAX >> 20} MB can be opened"
            )


def _silent(_done: int, _all: int) -> None:
    """Tell nobody of any progress."""


async def _commit(boards: StoredBoards, work: _Work, now_ms: int, *, is_exact: bool) -> bool:
    """Commit everything in one step; return False when it has to be prepared again, because others wrote."""
    if not work.rows and not work.changes and work.memory == work.stored:
        return True
    [result] = await boards.commit([_commit_of(work, now_ms, is_exact=is_exact)])
    match result:
        case Committed():
            return True
        case Conflict():
            return False
        case WrongEpoch():
            raise NotFound("the board was rebuilt meanwhile: import again")
        case Unwritable(reason):
            raise StoreError(reason)


def _commit_of(work: _Work, now_ms: int, *, is_exact: bool) -> Commit:
    board, loaded = work.board, work.loaded
    head, clients, imports = keys.head(board), keys.clients(board), keys.imports(board)
    checks = [Check(imports, work.source, work.stored)]
    writes = [Write(imports, work.source, work.memory)]
    asks: tuple[Asked, ...] = ()
    if is_exact:
        checks.append(Check(head, "last", loaded.last.encode()))
    if work.rows:
        client = str(work.rows[0].client_id)
        checks.append(Check(clients, client, b""))
        writes.append(Write(clients, client, IMPORTER.encode()))
    if work.changes:
        version = loaded.records_version
        asks = (Asked(IMPORTER, new_id(secrets.randbelow), VERB, version + 1, work.changes),)
        checks.append(Check(head, "records", str(version).encode() if version else b""))
        writes.append(Write(head, "records", str(version + 1).encode()))
        writes += (record_write(board, change) for change in work.changes)
    entry = log.pack(Entry(now_ms, work.rows, asks))
    return Commit(board, loaded.epoch, entry, tuple(checks), tuple(writes))
