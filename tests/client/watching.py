"""Reading boards in the client's tests, here and on the server, and waiting for what they hold."""

import asyncio
from collections.abc import Callable

from kanverge_client import Board
from kanverge_crdt.board import Board as Document
from tests.doubles.eventually import WAIT_S
from tests.doubles.socket_server import SocketServer


async def until(board: Board, holds: Callable[[], bool]) -> None:
    """Wait until ``holds``, asked again whenever the board hears something."""
    async with asyncio.timeout(WAIT_S):
        await board._engine.until(holds)


def titles(board: Board | Document) -> list[str]:
    return [card.title for card in (board.cards if isinstance(board, Board) else board.cards())]


def on_server(server: SocketServer) -> Document:
    return Document(server.board.doc)
