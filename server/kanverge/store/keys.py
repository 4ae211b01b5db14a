"""Every key's spelling, and its version: no other module writes a key by hand.

All keys of one board share the hash tag ``{board}``: a cluster keeps them in one slot, and one script may touch all.
"""

from __future__ import annotations

from typing import Final

PREFIX: Final = "kv1:"
"""The version of every stored layout below; a change of layout is a new prefix and a migration."""

IDENTITY: Final = PREFIX + "identity"
"""String: the id of the data directory this store belongs to."""

ADDRESS: Final = PREFIX + "address"
"""String: the http address at which the server that started last is reached."""

TOUCHED: Final = PREFIX + "touched"
"""String: written only to wait for the disk after it, where the store does not sync with every write."""

BOARDS: Final = PREFIX + "boards"
"""Sorted set of board ids, scored by creation in milliseconds."""

IMPORTED: Final = PREFIX + "imported"
"""Hash: what was imported, ``format:id of the board there`` -> id of the board here."""

COMPACTION_DUE: Final = PREFIX + "compaction-due"
"""Sorted set of board ids, scored by the length of their log when it was last seen."""

TEMPLATES: Final = PREFIX + "templates"
"""Hash: id of a board template -> packed summary of it."""

AUTOMATED: Final = PREFIX + "automated"
"""Sorted set of the boards with rules or recurring cards, scored by when to look at them next (ms)."""

CHANGED: Final = PREFIX + "changed"
"""Channel on which every commit to any board is announced, by the name of that board's own channel."""

FACTS: Final = PREFIX + "facts"
"""Channel on which changed facts of any board are published (portfolio/following.py)."""

CALLED: Final = PREFIX + "called"
"""Channel on which a board is named where something has called a rule, or rules have changed."""

HAPPENED: Final = PREFIX + "happened"
"""Channel on which a board is named where something has happened that may concern somebody."""


HERE: Final = PREFIX + "{here}:nodes"
"""Sorted set of the nodes that say who is on their boards, scored by when they last did (ms)."""

HERE_CHANNEL: Final = PREFIX + "{here}:changes"
"""Channel on which each node publishes who came to its boards and left them (faces.py)."""


def here(node: str) -> str:
    """Hash: board id -> who is on it at this node (faces.py); lives for seconds, unless the node says so again."""
    return f"{PREFIX}{{here}}:{node}"


def presence_channel(node: str) -> str:
    """Channel on which a node hears what people do at others on the boards it asks them for (presence.py)."""
    return f"{PREFIX}{{here}}:presence:{node}"


def _of_board(board: str, what: str) -> str:
    return f"{PREFIX}{{{board}}}:{what}"


def log(board: str) -> str:
    """Stream: the entries of log.py that the snapshot does not hold yet."""
    return _of_board(board, "log")


def head(board: str) -> str:
    """Hash: ``epoch``, ``last`` (newest entry), ``records`` (version), ``name``, ``created`` (ms), ``archived``.

    ``kind`` is absent for a board, ``group`` where it stands in none.
    ``forgotten`` is the last entry of the history that was dropped for its age.
    """
    return _of_board(board, "head")


def clients(board: str) -> str:
    """Hash: client id -> principal that may write under it."""
    return _of_board(board, "clients")


def snapshot(board: str, age: int = 0) -> str:
    """Hash: ``cursor``, ``epoch``, ``crc``, ``state``; ``age`` 1 and 2 are the two before it."""
    return _of_board(board, f"snapshot:{age}")


def checkpoints(board: str) -> str:
    """Sorted set of checkpoints (the id of the entry they stand after), scored by that entry's milliseconds."""
    return _of_board(board, "checkpoints")


def checkpoint(board: str, cursor: str) -> str:
    """Hash as a snapshot's: the board after entry ``cursor``, kept for time travel."""
    return _of_board(board, f"checkpoint:{cursor}")


def segments(board: str) -> str:
    """Sorted set of history segments (the id of their last entry), scored by that entry's milliseconds."""
    return _of_board(board, "segments")


def segment(board: str, last: str) -> str:
    """Compressed entries that a compaction took out of the log, up to and with entry ``last`` (string)."""
    return _of_board(board, f"segment:{last}")


def records(board: str, kind: str) -> str:
    """Hash: record id -> packed value, for one kind of record (``number``, ``comment``, ...)."""
    return _of_board(board, f"records:{kind}")


def asked(board: str) -> str:
    """Hash: key of an ``ask`` -> its packed result, so a resend does nothing."""
    return _of_board(board, "asked")


def reading(board: str) -> str:
    """Hash: each process that reads the board into memory just now, or died of it -> nothing."""
    return _of_board(board, "reading")


def left_out(board: str) -> str:
    """Hash: rows of the log that are left out when the board is read (log.row_name) -> why."""
    return _of_board(board, "left-out")


def unreadable(board: str) -> str:
    """Hash: id of a log entry whose bytes are damaged -> those bytes, for good."""
    return _of_board(board, "unreadable")


def damaged_snapshots(board: str) -> str:
    """Hash: cursor of a snapshot that was found damaged -> its fields as they were found, packed, for good."""
    return _of_board(board, "damaged-snapshots")


def imports(board: str) -> str:
    """Hash: what was imported, as in ``IMPORTED`` -> what the import remembers of it (transfer/memory.py)."""
    return _of_board(board, "imports")


def channel(board: str) -> str:
    """Channel on which every commit to a board is published."""
    return _of_board(board, "commits")


def board_of_channel(channel: str) -> str:
    """Return the board whose channel this is."""
    return channel[channel.index("{") + 1 : channel.index("}")]


def followed(board: str) -> str:
    """Hash: ``cursor``, the entry up to which the log was followed."""
    return _of_board(board, "followed")


def activity(board: str) -> str:
    """Stream: what happened, for people to read, packed (history/activity.py)."""
    return _of_board(board, "activity")


def facts(board: str) -> str:
    """Hash: ``summary`` -> what is known of the board as a whole, packed (portfolio/facts.py)."""
    return _of_board(board, "facts")


def facts_cards(board: str) -> str:
    """Hash: card id -> what is known of the card, packed (portfolio/card_facts.py)."""
    return _of_board(board, "facts:cards")


def facts_days(board: str) -> str:
    """Hash: UTC day -> how the board stood at its end, packed; a day without changes has none."""
    return _of_board(board, "facts:days")


def occasions(board: str) -> str:
    """Hash: name of an occasion -> packed occasion that calls a rule and waits (automation/calling.py)."""
    return _of_board(board, "occasions")


def automation(board: str) -> str:
    """Hash: ``rules`` as followed, and what rules by the clock remember (automation/firing.py)."""
    return _of_board(board, "automation")


def happenings(board: str) -> str:
    """Hash: name -> packed happening that may concern somebody and waits to be delivered (inbox/finding.py)."""
    return _of_board(board, "happenings")


def reminded(board: str) -> str:
    """Hash: ``card/person`` -> the due date that the person was reminded of."""
    return _of_board(board, "reminded")


def firings(board: str) -> str:
    """Hash: id of a rule or recurring card -> packed list of what it did last."""
    return _of_board(board, "firings")


def template(id: str) -> str:
    """Compressed JSON of one board template (string)."""
    return f"{PREFIX}template:{id}"


def lease(name: str) -> str:
    """Hash: ``holder``, ``token`` (fencing number) of one lease, with a time to live; beside it ``:tokens`` counts."""
    return f"{PREFIX}lease:{{{name}}}"


# Accounts of the workspace: one hash tag for all, so that one script may take a link, make a person and a session.

_ACCOUNTS: Final = PREFIX + "{accounts}:"

PEOPLE: Final = _ACCOUNTS + "people"
"""Hash: person id -> record."""

PEOPLE_NAMES: Final = _ACCOUNTS + "people-names"
"""Hash: what equal names share -> person id."""

CAPACITY: Final = _ACCOUNTS + "capacity"
"""Hash: person id -> what they can take on in a week, packed (accounts/capacity.py)."""

ADMINS: Final = _ACCOUNTS + "admins"
"""Set of the people who administrate the workspace."""

ACCOUNTS_CHANNEL: Final = _ACCOUNTS + "changes"
"""Channel on which every end or change of somebody's access is published."""


def members(board: str) -> str:
    """Hash: person id -> role on the board."""
    return f"{_ACCOUNTS}members:{board}"


def boards_of(person: str) -> str:
    """Hash: board id -> the person's role on it."""
    return f"{_ACCOUNTS}boards-of:{person}"


def stars(person: str) -> str:
    """Set of the boards a person has put a star on."""
    return f"{_ACCOUNTS}stars:{person}"


def looks(person: str) -> str:
    """Hash: board id -> when a person looked at it last, and before that visit (ms)."""
    return f"{_ACCOUNTS}looks:{person}"


def sessions(person: str) -> str:
    """Hash: session id -> record; lives as long as its longest session."""
    return f"{_ACCOUNTS}sessions:{person}"


def tokens(board: str) -> str:
    """Hash: token id -> record."""
    return f"{_ACCOUNTS}tokens:{board}"


def links(owner: str) -> str:
    """Hash: link id -> record, for a person (signs them in) or a board (invites to it)."""
    return f"{_ACCOUNTS}links:{owner}"


INBOX_CHANNEL: Final = _ACCOUNTS + "inboxes"
"""Channel on which the id of each person is published whose inbox has changed."""

SNOOZED: Final = _ACCOUNTS + "snoozed"
"""Sorted set: person and moment -> the moment (ms) at which notices that they put off come back."""


def inbox(person: str) -> str:
    """Hash: notice id -> packed notice (inbox/delivering.py)."""
    return f"{_ACCOUNTS}inbox:{person}"


def feeds(person: str) -> str:
    """Hash: feed id -> record of a calendar feed that a person has made."""
    return f"{_ACCOUNTS}feeds:{person}"


def attempts(link: str) -> str:
    """Hash: name of an attempt at taking the link -> record of what it led to; lives for minutes."""
    return f"{_ACCOUNTS}attempts:{link}"
