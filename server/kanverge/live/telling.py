"""Values of records as people are told of them: what only keeps an order is left out, long texts are cut."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from kanverge.live.replay import Values

TEXT_CHARS_MAX: Final = 200
KEYS_MAX: Final = 20
RANK: Final = "rank"
"""Only keeps an order: that something moved within a list is no news."""
SILENT: Final = frozenset({RANK, "parent"})
"""Keys that nobody looks for in what is in a card: `parent` is the checklist of an item."""

Shown: TypeAlias = dict[str, Any]


def shown(values: Values | None) -> Shown | None:
    """Return what people are told of a record's values; None where it is none."""
    if values is None:
        return None
    kept = [(key, value) for key, value in values.items() if key != RANK][:KEYS_MAX]
    return {key: _short(value) for key, value in kept}


def _short(value: Any) -> Any:
    match value:
        case str():
            return cut(value)
        case Mapping():
            return {
                key: _short(one)
                for key, one in itertools.islice(value.items(), KEYS_MAX)
                if key not in SILENT
            }
        case tuple() | list():
            return [_short(one) for one in value[:KEYS_MAX]]
    return value


def cut(text: str) -> str:
    """Return a text as far as it is told."""
    return text if len(text) <= TEXT_CHARS_MAX else text[: TEXT_CHARS_MAX - 1] + "…"
