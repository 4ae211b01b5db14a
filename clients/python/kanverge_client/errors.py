"""What can go wrong for a program that uses a board, as one tree.

::

    KanvergeClientError
    ├── InvalidEdit       a verb that cannot be done as asked; the board is untouched
    ├── EditRefused       the server will never take an edit (raised by ``saved``)
    ├── AskFailed         the server did not do what was asked
    ├── ConnectionFailed  no server in time, or one that does not speak kanverge.v1
    ├── Closed            the server closed for good, or the board is closed here
    ├── QueueFull         more edits wait for the server than may be kept
    ├── QueueBroken       the queue's file cannot be written
    ├── QueueForeign      the queue on disk holds another person's edits
    └── FellBehind        a follower of changes did not take them in time
"""

from __future__ import annotations

from kanverge_crdt.outbox import Intent


class KanvergeClientError(Exception):
    """Anything this client raises of its own."""


class InvalidEdit(KanvergeClientError):
    """A verb that cannot be done as asked; ``code`` is a word of docs/data-model.md."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail


class EditRefused(KanvergeClientError):
    """An edit the server will never take: its verb and arguments, to do it again or to keep it elsewhere."""

    def __init__(self, intent: Intent, code: str, text: str) -> None:
        super().__init__(f"{intent[0]} was refused: {code}: {text}")
        self.verb, self.arguments = intent
        self.code = code
        self.text = text


class AskFailed(KanvergeClientError):
    """Something asked of the server and not done, with the server's ``code`` and ``text``."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text}")
        self.code = code
        self.text = text


class ConnectionFailed(KanvergeClientError):
    """No connection that speaks kanverge.v1 could be made."""


class Closed(KanvergeClientError):
    """The board is closed for good; ``code`` is the server's close code, 1000 if it was closed here."""

    def __init__(self, code: int, text: str) -> None:
        super().__init__(f"{text or 'the board is closed'} ({code})")
        self.code = code
        self.text = text


class QueueFull(KanvergeClientError):
    """More waits for the server than the queue may hold; the board is untouched."""


class QueueBroken(KanvergeClientError):
    """The queue's file cannot be written (disk full, folder gone): nothing more is sent."""


class QueueForeign(KanvergeClientError):
    """The queue on disk holds unsaved edits of another person; open with that person's token, or another queue."""


class FellBehind(KanvergeClientError):
    """A follower of changes took them too slowly: read the board again and follow anew."""
