from __future__ import annotations

from dataclasses import fields
from pathlib import Path

from kanverge.config import Limits

SERVER = Path(__file__).parents[1] / "server" / "kanverge"


def test_every_limit_is_one_that_something_asks_for() -> None:
    source = "".join(path.read_text("utf-8") for path in SERVER.rglob("*.py"))
    assert [limit.name for limit in fields(Limits) if f"limits.{limit.name}" not in source] == []
