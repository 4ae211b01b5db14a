"""A whole service in the loop of the test: a real store, a real port, and clients made of the codec."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self, TypeVar

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol

from kanverge.accounts.cookies import cookie_name
from kanverge.accounts.links import SignedIn
from kanverge.accounts.roles import Role
from kanverge.app import Service, open_service
from kanverge.config import Limits, Settings, StoreChoice
from kanverge.live.making import make_board
from kanverge.socket.link import LinkLimits
from kanverge.store.embedded import Embedded
from kanverge_crdt import codec, statevector
from kanverge_crdt.ids import PERSON_CLIENT_IDS
from kanverge_crdt.parts import Parts, split
from kanverge_crdt.schema import SCHEMA_VERSION
from tests.doubles.clock import FakeClock
from tests.doubles.editors import Editor
from tests.doubles.eventually import WAIT_S
from tests.socket.serving import SHARED, running

BOARD = "0board0000000000000001"
OTHER_BOARD = "0board0000000000000002"
BY = "m:test"
MessageT = TypeVar("MessageT")
_client_ids = itertools.count(PERSON_CLIENT_IDS.start + 1_000)


@dataclass
class Running:
    """A service that listens on ``port``, with one board in it."""

    service: Service
    port: int
    clock: FakeClock
    callers: list[Caller] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def token(self, role: Role, board: str = BOARD, name: str = "Script") -> str:
        _, text = await self.service.stored.tokens.create(board, role, name=name, by=BY)
        return text

    async def sign_in(self, name: str, role: Role | None = None, *, is_admin: bool = False) -> SignedIn:
        """Return somebody signed in, a member of the board if they have a ``role`` there."""
        stored = self.service.stored
        person = await stored.people.ensure(name, is_admin=is_admin)
        signed_in = await stored.links.accept(await stored.links.sign_in(person.id, by=BY))
        if role is not None:
            await stored.members.set(BOARD, person.id, role)
        return signed_in

    def cookie(self, signed_in: SignedIn) -> str:
        return f"{cookie_name(self.service.stored.identity, is_https=False)}={signed_in.cookie}"

    async def lose_store(self) -> None:
        """Lose the connections to the store, for good."""
        client = self.service.stored.client
        assert client._supervisor is not None
        client._supervisor.cancel()
        await client._disconnect()

    def connect(
        self,
        *,
        cookie: str | None = None,
        board: str = BOARD,
        from_page: bool = True,
        receive_buffer: int | None = None,
    ) -> Caller:
        headers = {"Cookie": cookie} if cookie else {}
        origin = Origin(self.url) if from_page else None
        self.callers.append(Caller(self.port, board, headers, origin, receive_buffer))
        return self.callers[-1]

    async def caller(self, role: Role = Role.EDITOR) -> Caller:
        """Return a client that has joined the board with a token of its own."""
        caller = self.connect()
        await caller.open()
        await caller.join(token=await self.token(role))
        return caller

    async def visitor(self, signed_in: SignedIn) -> Caller:
        """Return a client that has joined the board with somebody's session."""
        caller = self.connect(cookie=self.cookie(signed_in))
        await caller.open()
        await caller.join()
        return caller


@asynccontextmanager
async def running_service(
    valkey: Embedded,
    *,
    clock: FakeClock | None = None,
    kind: str = SHARED,
    limits: Limits | None = None,
    link_limits: LinkLimits | None = None,
    send_buffer: int | None = None,
) -> AsyncIterator[Running]:
    """Run a service over the store until the block is left."""
    clock = clock or FakeClock()
    store = StoreChoice(url=None, data=valkey._directory.path)
    async with open_service(Settings(store, limits=limits or Limits()), clock) as service:
        if await service.stored.boards.head(BOARD) is None:
            await make_board(service.stored.boards, BOARD, name="Board", now_ms=1)
        async with running(service.application, kind, link_limits) as server:
            listener = server.servers[0].sockets[0]
            if send_buffer is not None:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, send_buffer)
            everything = Running(service, listener.getsockname()[1], clock)
            try:
                yield everything
            finally:
                for caller in everything.callers:
                    caller.cut()


class NeverSent:
    """What no server sends: to wait for it is to wait for the end."""


class Caller:
    """One connection: sends what it is told to, and keeps what it hears."""

    def __init__(
        self,
        port: int,
        board: str,
        headers: dict[str, str],
        origin: Origin | None,
        receive_buffer: int | None,
    ) -> None:
        self._port = port
        self._url = f"ws://127.0.0.1:{port}/sync/{board}"
        self._headers = headers
        self._origin = origin
        self._receive_buffer = receive_buffer
        self._parts = Parts()
        self.heard: list[codec.ServerMessage] = []
        self.editor = Editor(client_id=next(_client_ids))
        self.seq = 0

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.cut()

    async def open(self) -> None:
        raw = socket.create_connection(("127.0.0.1", self._port))
        if self._receive_buffer is not None:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_buffer)
        raw.setblocking(False)
        self.socket: ClientConnection = await connect(
            self._url,
            sock=raw,
            origin=self._origin,
            subprotocols=[Subprotocol(codec.SUBPROTOCOL)],
            additional_headers=self._headers,
            max_size=2**24,
            compression=None,
            ping_interval=None,
            proxy=None,
        )

    def cut(self) -> None:
        """End without a close frame."""
        self.socket.transport.abort()

    # Saying.

    async def send(self, *messages: codec.ClientMessage) -> None:
        for message in messages:
            for frame in split(codec.encode(message), self.seq):
                await self.socket.send(frame)

    async def send_in_parts(self, message: codec.ClientMessage) -> None:
        """Send a message in two parts, however short it is."""
        whole = codec.encode(message)
        half = len(whole) // 2
        for index, piece in enumerate((whole[:half], whole[half:])):
            await self.socket.send(codec.encode(codec.Part(self.seq, index, 2, piece)))

    async def hello(self, **fields: Any) -> None:
        await self.send(hello(**fields))

    async def join(self, **fields: Any) -> codec.Welcome:
        await self.hello(**fields)
        welcome = await self.expect(codec.Welcome)
        await self.expect(codec.Sync)
        return welcome

    async def do(self, verb: str, /, **arguments: Any) -> int:
        """Do a verb here and send its edits; return the last one's number."""
        self.editor.do(verb, **arguments)
        updates, self.editor.sent = self.editor.sent, []
        for update in updates:
            await self.edit(update)
        return self.seq

    async def edit(self, update: bytes) -> None:
        self.seq += 1
        await self.send(codec.Edit(self.seq, self.editor.board.doc.client_id, "group", update))

    async def name_board(self, name: str) -> int:
        return await self.do("board.set", key="name", value=name)

    # Hearing.

    async def next(self) -> codec.ServerMessage:
        """Return the next whole message; changes of the board are taken over."""
        async with asyncio.timeout(WAIT_S):
            while True:
                frame = await self.socket.recv(decode=False)
                message = codec.decode(bytes(frame), sender="server")
                if isinstance(message, codec.Part):
                    whole = self._parts.take(message)
                    if whole is None:
                        continue
                    message = codec.decode(whole, sender="server", bytes_max=codec.MESSAGE_BYTES_MAX)
                self.heard.append(message)
                if isinstance(message, codec.Sync | codec.Edits):
                    self.editor.board.doc.apply_update(message.update)
                return message

    async def expect(self, kind: type[MessageT]) -> MessageT:
        """Return the next message of this kind, whatever comes before it."""
        while True:
            message = await self.next()
            if isinstance(message, kind):
                return message

    async def next_of(self, *kinds: type[codec.ServerMessage]) -> codec.ServerMessage:
        """Return the next message of any of these kinds."""
        while not isinstance(message := await self.next(), kinds):
            pass
        return message

    async def saved(self, seq: int | None = None) -> None:
        """Wait until the edits up to ``seq``, else all, are saved."""
        while (await self.expect(codec.Saved)).seq < (seq or self.seq):
            pass

    async def closed(self) -> int:
        """Return the code the server closes with; `gone` has told the same before."""
        with pytest.raises(ConnectionClosed) as end:
            await self.expect(NeverSent)
        assert end.value.rcvd is not None, "closed without a close frame"
        assert [told.code for told in self.heard if isinstance(told, codec.Gone)] == [end.value.rcvd.code]
        return end.value.rcvd.code

    async def barrier(self) -> None:
        """Return once the server has answered everything sent before."""
        nonce = secrets.randbelow(2**50)
        await self.send(codec.Ping(nonce))
        while (await self.expect(codec.Pong)).nonce != nonce:
            pass


def hello(
    *,
    token: str | None = None,
    epoch: int | None = None,
    schema: int = SCHEMA_VERSION,
    client_id: int = 0,
    state_vector: bytes = statevector.EMPTY,
    options: dict[str, Any] | None = None,
) -> codec.Hello:
    return codec.Hello(token, epoch, schema, client_id, state_vector, options or {})
