"""Taking a board away as JSON, with the records beside its document."""

from __future__ import annotations

from kanverge.accounts.roles import Role
from kanverge_crdt import codec
from tests.api.visitor import of_board, visitor
from tests.doubles.service import BOARD, Running


async def test_an_export_holds_what_people_see(service: Running) -> None:
    editor = await service.caller()
    column = editor.editor.board.columns()[0].id
    card, away, comment = (editor.editor.new_id() for _ in range(3))
    await editor.do("cards.add", id=card, title="Größe 🙂", column=column, due="2026-02-01")
    await editor.do("cards.add", id=away, title="Old", column=column)
    await editor.do("cards.archive", id=away)
    await editor.saved()
    await editor.send(codec.Ask(1, "k1", "cards.number", {"cards": [card]}))
    await editor.send(codec.Ask(2, "k2", "comments.add", {"id": comment, "card": card, "text": "Fine."}))
    for _ in range(2):
        await editor.expect(codec.Done)

    async with visitor(service, token=await service.token(Role.VIEWER)) as script:
        answer = await script.get(of_board("/export"))
    assert answer.headers["content-disposition"] == f'attachment; filename="kanverge-{BOARD}.json"'
    export = answer.json()
    assert (export["board"], export["name"]) == (BOARD, "Board")
    assert [one["name"] for one in export["columns"]] == ["To do", "Doing", "Done"]
    first, second = export["cards"]
    assert (first["title"], first["column"], first["due"], first["number"]) == (
        "Größe 🙂",
        column,
        "2026-02-01",
        1,
    )
    assert [(one["id"], one["text"], one["name"]) for one in first["comments"]] == [
        (comment, "Fine.", "Script")
    ]
    assert (second["title"], second["archived"], second["number"], second["comments"]) == (
        "Old",
        True,
        None,
        [],
    )


async def test_an_archived_board_can_be_taken_away_too(service: Running) -> None:
    async with visitor(service, token=await service.token(Role.ADMIN)) as script:
        await script.post(of_board("/archive"))
        assert (await script.get(of_board("/export"))).json()["name"] == "Board"
