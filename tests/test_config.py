from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from kanverge.config import PROXIES, Limits, settings
from kanverge.errors import SettingError

SERVER = Path(__file__).parents[1] / "server" / "kanverge"


def test_every_limit_is_one_that_something_asks_for() -> None:
    source = "".join(path.read_text("utf-8") for path in SERVER.rglob("*.py"))
    assert [limit.name for limit in fields(Limits) if f"limits.{limit.name}" not in source] == []


def test_origins_are_spelled_as_browsers_send_them() -> None:
    origins = "https://boards.example http://10.0.0.7:8080 https://[2001:db8::1]:8443"
    assert settings(environ={"KANVERGE_ORIGINS": origins}).origins == tuple(origins.split())
    assert settings(environ={}).origins == ()


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "*",
        "boards.example",
        "https://boards.example/",
        "https://Boards.example",
        "https://a@b",
        "file://",
        "https://*.example",
    ],
)
def test_what_is_no_origin_is_refused_by_name(origin: str) -> None:
    with pytest.raises(SettingError, match="KANVERGE_ORIGINS"):
        settings(environ={"KANVERGE_ORIGINS": f"https://boards.example {origin}"})


def test_proxies_are_addresses_and_networks() -> None:
    assert settings(environ={}).proxies == PROXIES
    assert settings(environ={"KANVERGE_PROXIES": "10.0.0.0/8 ::1 *"}).proxies == ("10.0.0.0/8", "::1", "*")
    for wrong in ("proxy.example", "10.0.0.1/8", "10.0.0"):
        with pytest.raises(SettingError, match="KANVERGE_PROXIES"):
            settings(environ={"KANVERGE_PROXIES": wrong})
