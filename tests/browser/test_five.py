"""Five browsers edit one board at once, two of them cut off twice; in the end all see the same, each card once."""

import asyncio
import contextlib
import random
from collections import Counter
from pathlib import Path

import pytest

import kanverge_client
from kanverge.config import StoreChoice
from kanverge.live.document import Document
from kanverge.store.base import START
from kanverge.stored import Stored, open_store
from kanverge_crdt.board import Board
from kanverge_crdt.schema import Card
from tests.browser.boards import Team
from tests.browser.crowd import COLUMNS, SHARED, Member, rush
from tests.browser.serving import Server
from tests.faults.processes import command
from tests.faults.sight import Sight

pytestmark = pytest.mark.browser

ROUNDS_OF_THE_FULL_FORM = 100
EDITS_OF_THE_FULL_FORM = 3_000
LAST_EDITS_S = 30
"""How long a screen may take to show the last edits of all on a busy machine, in seconds."""


Shown = dict[str, list[tuple[str, str]]]


def shown(board: Board) -> Shown:
    """Return the open cards of each column as a screen shows them."""
    columns = {column.name: column.id for column in board.columns()}
    return {name: [(card.id, str(card.title)) for card in board.cards(columns[name])] for name in COLUMNS}


async def assert_shows(member: Member, truth: Shown) -> None:
    """Scroll a screen through until it shows the truth: the last edits may still be on their way to it."""
    screen = await member.read()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LAST_EDITS_S):
            while screen != truth:
                screen = await member.read()
    assert screen == truth, f"on {member.name}'s screen at {member.page.url}"


async def assert_reads(member: Member, shared: Card) -> None:
    """Open the shared card on a screen, and see that it shows the text."""
    text = await member.read_description(shared.id)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(LAST_EDITS_S):
            while text != str(shared.description):
                text = await member.read_description(shared.id)
    assert text == str(shared.description), f"on {member.name}'s screen at {member.page.url}"


async def edits_in_log(stored: Stored, board: str) -> int:
    """Return how many edits of the board the server has accepted, compacted ones too."""
    entries = await stored.boards.all_entries(board, after=START)
    for name in await stored.boards.past.segments(board):
        entries += await stored.boards.past.segment(board, name)
    edits = {(row.client_id, row.edit_key) for entry in entries for row in entry.entry.rows}
    return len(edits)


@pytest.mark.timeout(1_800)
@pytest.mark.offline
async def test_five_people_at_once_see_the_same_in_the_end(
    team: Team, server: Server, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    rounds: int = request.config.getoption("--rounds")
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    await team.ann.add("To do", SHARED, *(f"card {n}" for n in range(12)))
    await team.ann.open()  # forgets what Ann could undo, which would take the cards away again
    people = [team.ann, *[await team.join(name) for name in ("Bo", "Cy", "Di", "Ed")]]
    members = [
        Member(name, person, random.Random(seed + n))
        for n, (name, person) in enumerate(zip("abcde", people, strict=True))
    ]
    await rush(members, rounds)
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
        for member in members:
            await assert_reads(member, shared)
        by_client = Sight.of("the client", client.document)
    # The store may be read beside the running server; what it holds is what everybody saw.
    async with open_store(StoreChoice(None, server.data)) as stored:
        document = await Document.load(board_id, await stored.boards.load(board_id))
        accepted = await edits_in_log(stored, board_id)
    fresh = Board(document.doc)
    assert shown(fresh) == truth
    by_store = Sight.of("the store", fresh)
    assert by_store.complaints == (), "each card exactly once"
    assert (by_store.digest, by_store.vector) == (by_client.digest, by_client.vector)
    told = ", ".join(f"{count} {what}" for what, count in sum_of(members).items())
    print(
        f"{accepted} edits accepted of five people ({told}); five screens, a client and the store are equal"
    )
    if rounds >= ROUNDS_OF_THE_FULL_FORM:
        assert accepted >= EDITS_OF_THE_FULL_FORM


def sum_of(members: list[Member]) -> Counter[str]:
    """Return how often anybody did each thing."""
    return sum((member.done for member in members), Counter())
