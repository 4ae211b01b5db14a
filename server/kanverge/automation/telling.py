"""What a firing changed, as its log keeps it: like the activity of a board, so that both are told in the same words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

from kanverge.live.replay import Delta, Values, delta_of, values_of
from kanverge.live.telling import Shown, cut, shown
from kanverge_crdt.board import Board
from kanverge_crdt.edits import Intent

Told: TypeAlias = dict[str, Any]
"""``{kind, id, title, before, after}``, as a change of docs/api.md."""


def before(board: Board, card: str) -> Values | None:
    """Return a card as it is before something is done to it."""
    return values_of(board.shared, "cards", card)


def changed(board: Board, card: str, was: Values | None, done: Iterable[Intent] = ()) -> Iterator[Told]:
    """Yield what was done to a card since ``before``, in the order in which it was ``done``.

    Of a card that was made: what it is called and where it stands.
    """
    delta = delta_of("cards", card, was, values_of(board.shared, "cards", card))
    if delta is None:
        return
    if delta.before is None:
        kept = {key: value for key, value in (delta.after or {}).items() if key in ("title", "column")}
        delta = Delta(delta.kind, delta.id, None, kept)
    then, now = shown(delta.before), shown(delta.after)
    if then is None or then or now:
        order = {key: at for at, key in enumerate(map(_key, done))}
        then, now = _ordered(then, order), _ordered(now or {}, order)
        yield {"kind": "card", "id": card, "title": title(board, card), "before": then, "after": now}


def _ordered(values: Shown | None, order: Mapping[str, int]) -> Shown | None:
    """Return values in the order of their keys; a document keeps none."""
    if values is None:
        return None
    return {key: values[key] for key in sorted(values, key=lambda key: (order.get(key, len(order)), key))}


def _key(intent: Intent) -> str:
    """Return which key of a card an intent changes."""
    verb, args = intent
    if "family" in args:
        return f"{args['family']}:{args['member']}"
    return {"cards.move": "column", "cards.archive": "archived"}.get(verb, str(args.get("key", "")))


def commented(board: Board, card: str, text: str) -> Told:
    """Return a comment that was written."""
    after = {"card": card, "text": cut(text)}
    return {"kind": "comment", "id": "", "title": title(board, card), "before": None, "after": after}


def title(board: Board, card: str) -> str:
    """Return what a card is called; empty where it is no more."""
    found = board.card(card)
    return "" if found is None else cut(found.title)
