from __future__ import annotations

import pytest

from kanverge.errors import NotFound
from kanverge.store import keys
from kanverge.store.client import StoreClient
from kanverge.store.templates import Templates

ID = "t" * 22


async def test_a_template_is_renamed_and_its_content_stays(client: StoreClient) -> None:
    templates = Templates(client)
    await templates.add(ID, {"name": "Launch", "cards": 3}, b"all of it")
    await templates.rename(ID, "Any launch")
    assert await templates.heads() == {ID: {"name": "Any launch", "cards": 3}}
    assert await templates.content(ID) == b"all of it"


async def test_a_template_that_is_taken_away_while_it_is_renamed_is_not_listed(client: StoreClient) -> None:
    templates = Templates(client)
    await templates.add(ID, {"name": "Launch"}, b"")
    await client.call("DEL", keys.template(ID))  # as far as whoever takes it away has come
    with pytest.raises(NotFound):
        await templates.rename(ID, "Any launch")
    assert await templates.heads() == {}
    with pytest.raises(NotFound):
        await templates.rename(ID, "Any launch")
