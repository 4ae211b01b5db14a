"""One connection of one person to one board, as the board's room sees it."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kanverge.accounts.principals import Principal
from kanverge.live.outbox import Kind, Outbox
from kanverge_crdt import codec, parts

_message_ids = itertools.count()


@dataclass(eq=False, slots=True)
class Peer:
    """Who is connected, what they may do, how to reach them; ``session`` names this connection to others."""

    session: str
    principal: Principal
    outbox: Outbox
    frame: Callable[[bytes], bytes]
    """Turns a message into what is written to the wire."""
    close: Callable[[int, str], None]
    """Ends the connection with a close code and a reason."""
    waits_from: int | None = field(default=None, init=False)
    """The first edit that was passed over: all later ones are, too, until it or one before it comes again."""
    must_resend: bool = field(default=False, init=False)
    """Whether it has to be told to send again, once fewer edits wait for the disk."""
    ended: set[int] = field(default_factory=set, init=False)
    """Client ids of which an edit was refused: what still comes of them is passed over."""

    def answer(self, message: codec.ServerMessage) -> None:
        """Send an answer to something this peer sent."""
        self.outbox.put(Kind.ANSWER, tuple(self.framed(message)))

    def framed(self, message: codec.ServerMessage) -> Iterator[bytes]:
        """Yield what carries ``message`` on the wire: one frame, or parts. The same for every peer."""
        return map(self.frame, parts.split(codec.encode(message), next(_message_ids)))
