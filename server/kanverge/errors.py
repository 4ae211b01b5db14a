"""The errors of the service, one tree; each carries what its reader needs in one line.

KanvergeError
├── SettingError        a setting is wrong: says which one, and what it may be
├── StoreError
│   ├── StoreAway       cannot be reached, or did not answer in time: try again later
│   │   └── StoreLoading    answers, but is still reading its files
│   ├── StoreRefused    answers, but must not be used: it would lose edits, or is the wrong server
│   ├── StoreCorrupt    holds bytes that cannot be read: a person has to look
│   │   └── DamagedEntry    so does one entry of a log: the others can be read without it
│   └── ReplyError      answered one command with an error
├── NotFound            there is no such thing, or none the asker may know of
├── NotSignedIn         nobody knows who asks
├── Forbidden           the asker's role does not allow it
├── Conflict            what it was decided on has changed meanwhile: look again, then decide again
├── TooOften            asked too often: try again a little later
└── Invalid             what was asked makes no sense: says what and why
    └── TooLarge        more bytes than are taken
"""

from __future__ import annotations


class KanvergeError(Exception):
    """Anything this service raises on purpose; its text is one line for a person."""


class SettingError(KanvergeError):
    """A setting is missing or wrong."""


class StoreError(KanvergeError):
    """The store could not do what was asked."""


class StoreAway(StoreError):
    """The store cannot be reached or did not answer in time.

    ``may_have_run`` is False when the store certainly never saw the commands, and True when nobody can know.
    """

    def __init__(self, message: str, *, may_have_run: bool = False) -> None:
        super().__init__(message)
        self.may_have_run = may_have_run


class StoreLoading(StoreAway):
    """The store is starting: it reads its files and takes no commands yet."""


class StoreRefused(StoreError):
    """The store answers but must not be used, because of its settings or because it is another one."""


class StoreCorrupt(StoreError):
    """Stored bytes cannot be read."""


class DamagedEntry(StoreCorrupt):
    """The bytes of one log entry are not what was written."""


class ReplyError(StoreError):
    """An error reply to one command, such as ``WRONGTYPE Operation against a key ...``."""

    _PASSING = frozenset(
        {"LOADING", "MISCONF", "OOM", "BUSY", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN"}
    )

    @property
    def code(self) -> str:
        """Return the first word, which names the kind of error."""
        return str(self).partition(" ")[0]

    @property
    def is_passing(self) -> bool:
        """Return whether the same command may succeed later: the store loads, is full, busy or fails over."""
        return self.code in self._PASSING


class NotFound(KanvergeError):
    """There is no such thing, or none that the asker may know of."""


class NotSignedIn(KanvergeError):
    """Nobody knows who asks, and not everybody may."""


class Forbidden(KanvergeError):
    """The asker's role does not allow this."""


class Conflict(KanvergeError):
    """What the request was decided on has changed meanwhile; nothing was done."""


class TooOften(KanvergeError):
    """The same asker asked too often in too short a time."""


class Invalid(KanvergeError):
    """The request makes no sense as it stands."""


class TooLarge(Invalid):
    """What was sent is more than is taken; it was not looked at."""
