"""Boards in Redis or Valkey: create, commit, load, read on, compact."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Final, cast

import msgpack

from kanverge.errors import NotFound, ReplyError, StoreAway, StoreCorrupt
from kanverge.store import keys, log, scripts
from kanverge.store.automated import Automated
from kanverge.store.base import (
    START,
    Answered,
    BoardHead,
    BoardId,
    Commit,
    CommitResult,
    Committed,
    Conflict,
    DamagedSnapshot,
    Loaded,
    Page,
    Published,
    Unwritable,
    WrongEpoch,
)
from kanverge.store.checkpoints import Checkpoints
from kanverge.store.client import StoreClient
from kanverge.store.connection import Argument, Command, Reply
from kanverge.store.log import LogEntry
from kanverge.store.past import Past, reaches
from kanverge.store.replies import as_list, pairs, sound, text, write
from kanverge.store.trouble import Trouble

PAGE_ENTRIES: Final = 1_000
BOARD: Final = "board"
"""The kind of a board that is nothing else; it is not stored."""
LOAD_TRIES: Final = 5
RECORD_KINDS: Final = ("number", "comment", "update", "rule", "recurrence", "template", "meeting")


class StoredBoards:
    """The boards of one store; ``node`` names this process incarnation in what it publishes."""

    def __init__(self, client: StoreClient, node: str) -> None:
        self._client = client
        self.node = node
        self.trouble = Trouble(client, node)
        self.past = Past(client)
        self.checkpoints = Checkpoints(client)
        self.automated = Automated(client)

    def apart(self, node: str) -> StoredBoards:
        """Return the same boards under another name: rooms of this process hear its commits as another's."""
        return StoredBoards(self._client, node)

    # Being there.

    async def create(self, board: BoardId, *, name: str, created: int, kind: str = BOARD) -> bool:
        """Make an empty board of a kind at epoch 1; return False when the id is taken."""
        made = await self.create_unlisted(board, name=name, created=created, kind=kind)
        # After the board, so that a list never names a board that is not there; a repeated create repairs it.
        await self.show(board, created=created)
        return made

    async def create_unlisted(self, board: BoardId, *, name: str, created: int, kind: str = BOARD) -> bool:
        """Make an empty board that `heads` does not return yet; return False when the id is taken."""
        noted = "" if kind == BOARD else kind
        return await self._client.run(scripts.CREATE, [keys.head(board)], [name, created, noted]) == 1

    async def show(self, board: BoardId, *, created: int) -> None:
        """Let `heads` return the board."""
        await write(self._client, ("ZADD", keys.BOARDS, "NX", created, board))

    async def heads(self) -> list[BoardHead]:
        """Return every board's head, oldest first."""
        ids = [text(raw) for raw in as_list(await self._client.call("ZRANGE", keys.BOARDS, 0, -1))]
        per_board = (
            (
                ("HGETALL", keys.head(board)),
                ("HLEN", keys.unreadable(board)),
                ("HLEN", keys.left_out(board)),
                ("HLEN", keys.damaged_snapshots(board)),
            )
            for board in ids
        )
        replies = iter(sound(await self._client.pipeline(list(itertools.chain(*per_board)))))
        heads = zip(ids, replies, *[cast("Iterator[int]", replies)] * 3, strict=True)
        return [
            replace(head, left_out=entries + rows, damaged_snapshots=snapshots)
            for board, fields, entries, rows, snapshots in heads
            if (head := _head(board, pairs(fields))) is not None
        ]

    async def head(self, board: BoardId) -> BoardHead | None:
        """Return the board's head, or None when there is no such board."""
        return _head(board, pairs(await self._client.call("HGETALL", keys.head(board))))

    async def set_name(self, board: BoardId, name: str) -> None:
        """Note the board's name for lists; the document's own name is the truth."""
        await write(self._client, ("HSET", keys.head(board), "name", name))

    async def set_kind(self, board: BoardId, kind: str) -> None:
        """Note what kind of board it is, for lists; the document's own kind is the truth."""
        head = keys.head(board)
        await write(self._client, ("HDEL", head, "kind") if kind == BOARD else ("HSET", head, "kind", kind))

    async def note_compaction_due(self, board: BoardId) -> None:
        """Tell whoever compacts that the board's log has grown."""
        length = await self.log_length(board)
        await write(self._client, ("ZADD", keys.COMPACTION_DUE, length, board))

    # Committing.

    async def commit(self, commits: Sequence[Commit]) -> list[CommitResult]:
        """Make all commits in one round trip; each result is durable when this returns."""
        replies = await self._client.run_all([_commit_call(commit, self.node) for commit in commits])
        return [_commit_result(reply) for reply in replies]

    async def subscribe(self, board: BoardId, receive: Callable[[Published], None]) -> None:
        """Call ``receive`` for each commit to the board from now on, whoever makes it."""
        await self._client.subscribe(keys.channel(board), lambda message: receive(published(board, message)))

    async def unsubscribe(self, board: BoardId) -> None:
        """Stop calling."""
        await self._client.unsubscribe(keys.channel(board))

    # Imports.

    async def imported(self, source: str) -> BoardId | None:
        """Return the board that ``source`` was imported to, or None."""
        board = await self._client.call("HGET", keys.IMPORTED, source)
        return None if board is None else text(board)

    async def claim_import(self, source: str, board: BoardId) -> BoardId:
        """Note that ``source`` goes to ``board``, unless it already goes to another; return to which."""
        await write(self._client, ("HSETNX", keys.IMPORTED, source, board))
        return await self.imported(source) or board

    async def import_memory(self, board: BoardId, source: str) -> bytes | None:
        """Return what the last import from ``source`` remembers, or None before the first."""
        return cast("bytes | None", await self._client.call("HGET", keys.imports(board), source))

    # Reading.

    async def load(self, board: BoardId) -> Loaded:
        """Return the board's snapshot and every entry after it.

        A compaction may move the snapshot while the log is read page by page; then the reading starts again.
        """
        for _ in range(LOAD_TRIES):
            loaded = await self._load_once(board)
            if loaded is not None:
                return loaded
        raise StoreAway(f"board {board} was compacted {LOAD_TRIES} times while it was being read")

    async def _load_once(self, board: BoardId) -> Loaded | None:
        taken, damaged = await self.past.newest(board)
        after = taken.cursor if taken else START
        if damaged:
            entries = await self._making_up_for(board, damaged, after)
        else:
            entries = await self.all_entries(board, after=after)
        # After the entries: a record is never older here than the entry that changed it.
        seen, beside = await self._beside(board)
        expected = damaged[0].cursor if damaged else after.encode()
        if seen is not None and seen != expected:
            return None
        last = entries[-1].id if entries else after
        return replace(beside, snapshot=taken, entries=tuple(entries), last=last, damaged=damaged)

    async def beside(self, board: BoardId) -> Loaded:
        """Return what stands beside the board's snapshot and log, and neither of these."""
        _, beside = await self._beside(board)
        return beside

    async def _beside(self, board: BoardId) -> tuple[Reply, Loaded]:
        """Return what stands beside snapshot and log, and where the snapshot was then, as one step."""
        seen, head, clients, left_out, *kinds = await self._at_once(
            ("HGET", keys.snapshot(board), "cursor"),
            ("HGETALL", keys.head(board)),
            ("HGETALL", keys.clients(board)),
            ("HKEYS", keys.left_out(board)),
            *(("HGETALL", keys.records(board, kind)) for kind in RECORD_KINDS),
        )
        fields = pairs(head)
        if not fields:
            raise NotFound(f"there is no board {board}")
        return seen, Loaded(
            epoch=int(fields["epoch"]),
            snapshot=None,
            entries=(),
            clients={int(client): text(who) for client, who in pairs(clients).items()},
            last=START,
            records={
                kind: {id_: msgpack.unpackb(raw) for id_, raw in pairs(rows).items()}
                for kind, rows in zip(RECORD_KINDS, kinds, strict=True)
            },
            records_version=int(fields.get("records", 0)),
            left_out=frozenset(map(text, as_list(left_out))),
        )

    async def _making_up_for(
        self, board: BoardId, damaged: Sequence[DamagedSnapshot], after: str
    ) -> list[LogEntry]:
        """Return every entry from ``after`` on, which the damaged snapshots were made of; raise StoreCorrupt."""
        try:
            entries = await self.past.after(board, after)
            entries += await self.all_entries(board, after=entries[-1].id if entries else after)
            if not reaches(entries, damaged):
                raise StoreCorrupt(f"neither history nor log hold all entries after {after}")
        except StoreCorrupt as error:
            what = f"the snapshot of board {board} {damaged[0].why}"
            raise StoreCorrupt(f"{what}, and nothing can make up for it: {error}") from error
        return entries

    async def _at_once(self, *commands: Command) -> list[Reply]:
        """Run the commands as one step that nothing comes between."""
        *_, replies = sound(await self._client.pipeline([("MULTI",), *commands, ("EXEC",)]))
        return as_list(replies)

    async def asked(self, board: BoardId, once: str) -> Answered | None:
        """Return how the ask named ``once`` was answered, or None if it never was."""
        raw = await self._client.call("HGET", keys.asked(board), once)
        return None if raw is None else Answered(*msgpack.unpackb(cast("bytes", raw)))

    async def entries(self, board: BoardId, *, after: str) -> list[LogEntry]:
        """Return up to a page of entries after position ``after``, oldest first."""
        raw = await self._client.call("XRANGE", keys.log(board), f"({after}", "+", "COUNT", PAGE_ENTRIES)
        return [_log_entry(board, row) for row in as_list(raw)]

    async def read_on(self, board: BoardId, *, after: str) -> Page:
        """Return a page of entries after position ``after``."""
        read: Command = ("XRANGE", keys.log(board), f"({after}", "+", "COUNT", PAGE_ENTRIES)
        replies = sound(await self._client.pipeline([read, ("ZRANGE", keys.segments(board), -1, -1)]))
        entries = [_log_entry(board, row) for row in as_list(replies[0])]
        segments = [text(raw) for raw in as_list(replies[1])]
        return Page(entries, len(entries) < PAGE_ENTRIES, segments[0] if segments else START)

    async def all_entries(self, board: BoardId, *, after: str) -> list[LogEntry]:
        """Return every entry after position ``after``, read page by page."""
        entries: list[LogEntry] = []
        while page := await self.entries(board, after=entries[-1].id if entries else after):
            entries += page
        return entries

    async def log_length(self, board: BoardId) -> int:
        """Return how many entries the log holds."""
        return cast("int", await self._client.call("XLEN", keys.log(board)))

    # Looking after.

    async def compaction_due(self) -> list[BoardId]:
        """Return the boards whose log has grown, the longest log first."""
        return [
            text(raw) for raw in as_list(await self._client.call("ZREVRANGE", keys.COMPACTION_DUE, 0, -1))
        ]

    async def compaction_done(self, board: BoardId) -> None:
        """Note that the board's log is short again."""
        await write(self._client, ("ZREM", keys.COMPACTION_DUE, board))

    async def forget_asked(self, board: BoardId, *, before: int) -> int:
        """Drop the results of asks older than ``before`` (milliseconds), page by page; return how many."""
        dropped, cursor = 0, b"0"
        while True:
            cursor, page = as_list(await self._client.call("HSCAN", keys.asked(board), cursor, "COUNT", 500))
            old = [name for name, raw in pairs(page).items() if msgpack.unpackb(raw)[0] < before]
            if old:
                await write(self._client, ("HDEL", keys.asked(board), *old))
            dropped += len(old)
            if cursor == b"0":
                return dropped


def published(board: BoardId, message: bytes) -> Published:
    """Return the commit that a message on a board's channel tells of (see scripts.COMMIT)."""
    previous, entry_id, node, entry = message.split(b" ", 3)
    return Published(board, previous.decode(), entry_id.decode(), node.decode(), entry)


def _commit_call(commit: Commit, node: str) -> tuple[scripts.Script, list[str], list[Argument]]:
    names = [keys.log(commit.board), keys.head(commit.board)]
    names += sorted({check.key for check in commit.checks} | {write.key for write in commit.writes})
    index = {name: at + 1 for at, name in enumerate(names)}
    arguments: list[Argument] = [
        commit.epoch,
        keys.channel(commit.board),
        node,
        commit.entry,
        len(commit.checks),
    ]
    for check in commit.checks:
        instead = check.expected if check.instead is None else check.instead
        arguments += (index[check.key], check.field, check.expected, instead)
    arguments.append(len(commit.writes))
    for change in commit.writes:
        arguments += (index[change.key], change.field, change.value)
    return scripts.COMMIT, names, arguments


def _commit_result(reply: Reply) -> CommitResult:
    match reply:
        case [b"ok", bytes(previous), bytes(entry_id)]:
            return Committed(previous.decode(), entry_id.decode())
        case [b"conflict", int(check)]:
            return Conflict(check)
        case [b"epoch", bytes(epoch)]:
            return WrongEpoch(int(epoch) if epoch else None)
        case ReplyError() if reply.is_passing:
            raise StoreAway(f"the store cannot write: {reply}")
        case _:
            return Unwritable(f"the commit script answered {reply!r}")


def _head(board: BoardId, fields: dict[str, bytes]) -> BoardHead | None:
    if not fields:
        return None
    return BoardHead(
        id=board,
        epoch=int(fields["epoch"]),
        name=text(fields.get("name", b"")),
        created=int(fields.get("created", 0)),
        is_archived="archived" in fields,
        kind=text(fields.get("kind", BOARD.encode())),
        group=text(fields.get("group", b"")),
        edited=log.milliseconds(text(fields.get("last", START.encode()))),
    )


def _log_entry(board: BoardId, row: Any) -> LogEntry:
    entry_id, fields = row
    try:
        return log.read(text(entry_id), fields[1])
    except StoreCorrupt as error:
        raise StoreCorrupt(f"board {board}, entry {text(entry_id)}: {error}") from error
