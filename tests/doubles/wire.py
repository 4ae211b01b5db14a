"""A link that delays, cuts, and lets a dead connection speak on: seeded, without a clock.

TCP keeps order within a connection, so a link does; what a cut loses is the end of what was under way, in
both directions. A cut connection may live on as a ghost: the server goes on hearing what was sent on it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from tests.doubles.board_server import BoardServer, Connection


class End(Protocol):
    """A device's end: takes frames, gives frames."""

    def connected(self) -> None:
        """Begin on a new connection."""

    def receive(self, frame: bytes) -> bool:
        """Take a frame of the server; return whether to stay connected."""

    def frames_to_send(self) -> list[bytes]: ...

    def disconnected(self) -> None: ...


@dataclass(eq=False)
class Link:
    end: End
    connection: Connection
    up: deque[bytes] = field(default_factory=deque)
    down: deque[bytes] = field(default_factory=deque)
    is_ghost: bool = False


class Wire:
    """Connects any number of ends with one server and moves one frame at a time."""

    def __init__(self, server: BoardServer, random: Random) -> None:
        self.server = server
        self.random = random
        self.links: list[Link] = []

    def connect(self, end: End) -> None:
        assert not self.is_connected(end), "one connection at a time"
        end.connected()
        self.links.append(Link(end, self.server.connect()))
        self.gather()

    def is_connected(self, end: End) -> bool:
        return any(link.end is end and not link.is_ghost for link in self.links)

    def cut(self, end: End, *, leaves_ghost: bool = False) -> None:
        """Cut a device's connection: frames under way are lost from some point on."""
        for link in [link for link in self.links if link.end is end and not link.is_ghost]:
            for _ in range(self.random.randint(0, len(link.down))):
                if self.is_connected(end) and not end.receive(link.down.popleft()):
                    break
            self._end(link, leaves_ghost=leaves_ghost)

    def crash(self) -> None:
        """Lose the server's memory and every connection."""
        self.server.crash()
        for link in list(self.links):
            self._end(link, leaves_ghost=False)

    def step(self) -> bool:
        """Move one frame on one link; return False if none is under way."""
        self.gather()
        busy = [(link, queue) for link in self.links for queue in (link.up, link.down) if queue]
        if not busy:
            return False
        link, queue = self.random.choice(busy)
        frame = queue.popleft()
        if queue is link.up:
            link.connection.receive(frame)
        elif not link.end.receive(frame):
            self._end(link, leaves_ghost=False)
        self.gather()
        return True

    def gather(self) -> None:
        """Put on the links what both sides want to send; forget ghosts that have fallen silent."""
        for link in self.links:
            if not link.is_ghost:
                link.up.extend(link.end.frames_to_send())
                link.down.extend(link.connection.out)
            link.connection.out.clear()
        for link in [link for link in self.links if link.is_ghost and not link.up]:
            self.links.remove(link)
            self.server.disconnect(link.connection)

    def settle(self, ends: list[End], *, steps_max: int = 100_000) -> None:
        """Deliver and make durable until nothing moves, connecting whoever is not."""
        for _ in range(steps_max):
            for end in ends:
                if not self.is_connected(end):
                    self.connect(end)
            if not self.step():
                self.server.flush()
                self.gather()
                if not any(link.up or link.down for link in self.links):
                    return
        raise AssertionError(f"not quiet after {steps_max} steps")

    def _end(self, link: Link, *, leaves_ghost: bool) -> None:
        if link.is_ghost:
            self.links.remove(link)
            return
        link.is_ghost = True
        link.down.clear()
        if not leaves_ghost:
            link.up.clear()
            self.links.remove(link)
            self.server.disconnect(link.connection)
        link.end.disconnected()
