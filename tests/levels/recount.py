"""The numbers of a board, counted from its export by code that shares nothing with the facts that are kept up."""

from __future__ import annotations

from collections import Counter
from typing import Any


def recount(exported: dict[str, Any]) -> dict[str, Any]:
    """Return what a board's summary must say (docs/watch.md), counted from ``kanverge export``."""
    shown = {column["id"]: column for column in exported["columns"] if not column["archived"]}
    cards = [card for card in exported["cards"] if not card["archived"]]
    done = [card for card in cards if card["done"] or is_done_by_place(card, shown)]
    finished = {card["id"] for card in done}
    waiting = [card for card in cards if card["id"] not in finished]
    return {
        "name": exported["name"],
        "open": len(cards),
        "done": len(done),
        "archived": len(exported["cards"]) - len(cards),
        "unsorted": sum(card["column"] not in shown for card in cards),
        "columns": [
            [
                id_,
                column["name"],
                column["category"],
                column["wip"],
                sum(card["column"] == id_ for card in cards),
            ]
            for id_, column in shown.items()
        ],
        "estimate": sum(thousandths(card) for card in cards),
        "estimate_done": sum(thousandths(card) for card in done),
        "due": dict(Counter(card["due"] for card in waiting if card["due"])),
        "people": people(waiting),
    }


def is_done_by_place(card: dict[str, Any], shown: dict[str, Any]) -> bool:
    return bool(card["column"] in shown and shown[card["column"]]["category"] == "done")


def thousandths(card: dict[str, Any]) -> int:
    return round((card["estimate"] or 0) * 1_000)


def people(waiting: list[dict[str, Any]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for card in waiting:
        for person in card["assignees"]:
            entry = found.setdefault(person, [0, 0])
            entry[0] += 1
            entry[1] += thousandths(card) // len(card["assignees"])
    return found


def differences(summary: dict[str, Any] | None, exported: dict[str, Any]) -> list[str]:
    """Return what a summary says otherwise than the export, each as one line; none: they agree."""
    if summary is None:
        return ["nothing is known of it"]
    return [
        f"{key}: {summary.get(key)!r:.200} instead of {expected!r:.200}"
        for key, expected in recount(exported).items()
        if summary.get(key) != expected
    ]
