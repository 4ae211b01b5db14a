"""Five browsers edit one board at once, two of them cut off twice; in the end all see the same, each card once."""

import asyncio
import contextlib
import random
from pathlib import Path

import pytest

import kanverge_client
from kanverge.app import open_store
from kanverge.config import StoreChoice
from kanverge.live.document import Document
from kanverge_crdt.board import Board
from tests.browser.boards import Team
from tests.browser.crowd import COLUMNS, SHARED, Member, rush
from tests.browser.serving import Server
from tests.faults.processes import command

pytestmark = pytest.mark.browser

LAST_EDITS_S = 30
"""How long a screen may take to show the last edits of all on a busy machine, in seconds."""


def shown(board: Board) -> dict[str, list[tuple[str, str]]]:
    """Return the open cards of each column as a screen shows them."""
    columns = {column.name: column.id for column in board.columns()}
    return {name: [(card.id, str(card.title)) for card in board.cards(columns[name])] for name in COLUMNS}


async def assert_shows(member: Member, truth: dict[str, list[tuple[str, str]]]) -> None:
    """Scroll a screen through until it shows the truth: the last edits may still be on their way to it."""
    screen = await member.read()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LAST_EDITS_S):
            while screen != truth:
                screen = await member.read()
    assert screen == truth, f"on {member.name}'s screen at {member.page.url}"


@pytest.mark.timeout(1_800)
async def test_five_people_at_once_see_the_same_in_the_end(
    team: Team, server: Server, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    await team.ann.add("To do", SHARED, *(f"card {n}" for n in range(12)))
    await team.ann.open()  # forgets what Ann could undo, which would take the cards away again
    people = [team.ann, *[await team.join(name) for name in ("Bo", "Cy", "Di", "Ed")]]
    members = [
        Member(name, person, random.Random(seed + n))
        for n, (name, person) in enumerate(zip("abcde", people, strict=True))
    ]
    await rush(members, request.config.getoption("--rounds"))
    board_id = team.address.rpartition("/")[2]
    options = ("--board", board_id, "--role", "editor", "--data", str(server.data))
    token = (await command("token", "create", *options)).strip()
    async with kanverge_client.open(server.address, board_id, token, queue=tmp_path / "queue") as client:
        shared = next(card for card in client.document.cards(archived=None) if str(card.title) == SHARED)
        if shared.archived:
            client.cards.restore(shared)
            await client.saved()
        truth = shown(client.document)
        for member in members:
            await assert_shows(member, truth)
        everything = [card for column in truth.values() for card, _ in column]
        assert len(everything) == len(set(everything))
        text = str(shared.description)
        for member in members:
            assert await member.read_description() == text
    # The store may be read beside the running server; what it holds is what everybody saw.
    async with open_store(StoreChoice(None, server.data)) as stored:
        document = await Document.load(board_id, await stored.boards.load(board_id))
    fresh = Board(document.doc)
    assert shown(fresh) == truth
    print(
        f"{sum(member.done.total() for member in members)} edits:", *(dict(member.done) for member in members)
    )
