"""What `make bench` looks for in the client is there: in short, so that it does not rot unseen."""

from __future__ import annotations

import pytest

from bench import client

pytestmark = pytest.mark.browser

IN_SHORT = {
    "CARDS": 60,
    "COLD": (40,),
    "MOUNTS": 1,
    "MOVES": 1,
    "WARM_MOVES": 1,
    "STEPS": 4,
    "ACTIONS": 2,
    "OPENINGS": 1,
}


async def test_all_that_is_told_of_the_client_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in IN_SHORT.items():
        monkeypatch.setattr(client, name, value)
    found = await client._measured(None)
    kinds = {name.rstrip("0123456789") for name in client._ROWS}
    assert {name.rstrip("0123456789") for name in found} == kinds
    assert all(value > 0 for value in found.values())
