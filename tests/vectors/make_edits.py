"""Writes edits.json: what both languages must make of the same updates, and of the same intents.

- ``updates``: these bytes, in this order, are this board; some written by pycrdt, some by yjs.
- ``intents``: these intents on an empty board, with these digits of jitter, make this board and these inverses.
- ``refused``: these intents on the board of ``intents`` are refused with this code.

Run it from the repository's root after a deliberate change: ``python -m tests.vectors.make_edits``.
"""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from kanverge_crdt.board import Board
from kanverge_crdt.edits import Intent, apply
from kanverge_crdt.errors import EditError
from kanverge_crdt.ids import PERSON_CLIENT_IDS
from tests.doubles.editors import Editor, meet
from tests.doubles.gestures import Gestures
from tests.doubles.yjs import Play, play

VECTORS = Path(__file__).with_name("edits.json")
JITTER = [random.Random(f"jitter {place}").randrange(62) for place in range(300)]


def named(name: str) -> str:
    """Return an id that says what it is of."""
    return name.ljust(22, "0")


CARD, OTHER, DOING, DONE, RED, TODO = map(named, ("card", "other", "doing", "done", "red", "todo"))
SIZE, BIG, BETA, USERS, ANN = map(named, ("size", "big", "beta", "users", "ann"))
GROW, SELL, HIRE, SHOP, SITE = map(named, ("grow", "sell", "hire", "shop", "site"))

STORY: list[Intent] = [
    ("board.set", {"key": "name", "value": "Rocket 🚀"}),
    ("columns.add", {"id": DONE, "name": "Done", "category": "done", "wip": 3, "color": "teal"}),
    ("columns.add", {"id": DOING, "name": "Doing", "after": None}),
    ("columns.move", {"id": DOING}),
    ("columns.set", {"id": DONE, "key": "wip", "value": 4}),
    ("labels.add", {"id": RED, "name": "", "color": "red"}),
    ("people.add", {"id": ANN, "name": "Ann é漢", "username": "ann"}),
    ("fields.add", {"id": SIZE, "name": "Size", "type": "select"}),
    ("fields.option", {"id": SIZE, "option": BIG, "name": "Big", "color": "blue"}),
    ("milestones.add", {"id": BETA, "name": "Beta", "date": "2026-12-01"}),
    ("goals.add", {"id": USERS, "name": "Users", "from": 0, "target": 99.5, "unit": "people"}),
    ("views.add", {"id": named("mine"), "name": "Mine", "layout": "list", "query": "person=me"}),
    ("cards.add", {"id": OTHER, "title": "Other", "column": DOING}),
    ("cards.add", {"id": CARD, "title": "Launch 😀", "description": "# Why\n", "column": DOING, "after": None,
                   "labels": [RED], "assignees": [ANN], "due": "2026-11-22T17:00:00Z", "estimate": 2.5,
                   "milestone": BETA, "done": False}),
    ("cards.add", {"id": CARD, "title": "a replay", "column": DONE}),
    ("cards.add", {"id": named("lost"), "title": "", "column": None}),
    ("cards.add", {"id": named("unseen"), "title": " \u200b ", "column": None}),
    ("labels.set", {"id": RED, "key": "name", "value": " \u2003 "}),
    ("labels.set", {"id": RED, "key": "name", "value": " red "}),
    ("labels.set", {"id": RED, "key": "name", "value": "\u3000"}),
    ("cards.set", {"id": CARD, "key": "priority", "value": "high"}),
    ("cards.set", {"id": CARD, "key": "due", "value": None}),
    ("cards.set", {"id": CARD, "key": "due", "value": "2026-12-24", "if": "2026-11-22"}),
    ("cards.set", {"id": CARD, "key": "start", "value": "2026-12-24", "if": None}),
    ("cards.set", {"id": CARD, "key": f"field:{SIZE}", "value": BIG}),
    ("cards.set", {"id": CARD, "key": "parent", "value": OTHER}),
    ("cards.splice", {"id": CARD, "key": "title", "at": 9, "remove": 0, "insert": " now"}),
    ("cards.splice", {"id": CARD, "key": "title", "at": 7, "remove": 2, "insert": "🚀"}),
    ("cards.splice", {"id": CARD, "key": "title", "at": 8, "remove": 0, "insert": "x", "if": ""}),
    ("cards.splice", {"id": CARD, "key": "title", "at": 999, "remove": 0, "insert": "x", "if": ""}),
    ("cards.text", {"id": CARD, "key": "description", "text": "# Why not\n😁"}),
    ("cards.begin", {"id": CARD, "key": "description"}),
    ("cards.include", {"id": CARD, "family": "blocks", "member": OTHER}),
    ("cards.include", {"id": CARD, "family": "goal", "member": USERS}),
    ("cards.exclude", {"id": CARD, "family": "label", "member": RED}),
    ("cards.link", {"id": CARD, "link": named("site"), "url": "https://example.org", "name": "Site"}),
    ("cards.move", {"id": OTHER, "column": DOING, "after": None}),
    ("cards.move", {"id": CARD, "column": DONE}),
    ("cards.move", {"id": OTHER, "column": DONE, "rank": "a0"}),
    ("cards.move", {"id": CARD, "column": DONE, "rank": "a0"}),
    ("cards.add", {"id": named("between"), "title": "Between", "column": DONE, "after": CARD}),
    ("checklists.add", {"card": CARD, "id": TODO, "name": "To do"}),
    ("items.add", {"card": CARD, "id": named("one"), "checklist": TODO, "name": "One", "assignee": ANN}),
    ("items.add", {"card": CARD, "id": named("zero"), "checklist": TODO, "name": "Zero", "after": None}),
    ("items.set", {"card": CARD, "id": named("one"), "key": "done", "value": True}),
    ("items.move", {"card": CARD, "id": named("one"), "checklist": TODO, "after": None}),
    ("items.archive", {"card": CARD, "id": named("zero")}),
    ("items.restore", {"card": CARD, "id": named("zero")}),
    ("checklists.add", {"card": CARD, "id": named("first"), "name": "First", "after": None}),
    ("checklists.set", {"card": CARD, "id": named("first"), "key": "name", "value": "The first"}),
    ("checklists.move", {"card": CARD, "id": named("first"), "after": TODO}),
    ("checklists.archive", {"card": CARD, "id": TODO}),
    ("checklists.restore", {"card": CARD, "id": TODO}),
    ("cards.link", {"id": CARD, "link": named("page"), "url": "https://example.org/page", "name": None}),
    ("cards.unlink", {"id": CARD, "link": named("page")}),
    ("fields.option", {"id": SIZE, "option": named("small"), "name": "Small"}),
    ("fields.option", {"id": SIZE, "option": named("small"), "name": None, "if": ["Small", ""]}),
    ("labels.set", {"id": RED, "key": "name", "value": "urgent"}),
    ("people.set", {"id": ANN, "key": "username", "value": None}),
    ("fields.set", {"id": SIZE, "key": "name", "value": "T-shirt"}),
    ("milestones.set", {"id": BETA, "key": "done", "value": True}),
    ("goals.set", {"id": USERS, "key": "from", "value": -5}),
    ("views.set", {"id": named("mine"), "key": "layout", "value": "board"}),
    ("board.set", {"key": "kind", "value": "portfolio"}),
    ("initiatives.add", {"id": GROW, "name": "Grow", "note": "Slowly 🐢", "owner": ANN, "start": "2026-11-22",
                         "target": "2027-03-31", "status": "on-track"}),
    ("initiatives.add", {"id": HIRE, "name": "Hire", "after": None}),
    ("initiatives.add", {"id": SELL, "name": "Sell", "parent": GROW}),
    ("initiatives.set", {"id": SELL, "key": "status", "value": "paused"}),
    ("initiatives.text", {"id": GROW, "key": "note", "text": "Slowly 🐢, but surely"}),
    ("initiatives.splice", {"id": GROW, "key": "note", "at": 0, "remove": 6, "insert": "At ease"}),
    ("initiatives.splice", {"id": GROW, "key": "note", "at": 999, "remove": 0, "insert": "x", "if": ""}),
    ("initiatives.begin", {"id": GROW, "key": "note"}),
    ("initiatives.move", {"id": HIRE, "parent": GROW, "after": SELL}),
    ("initiatives.move", {"id": HIRE, "parent": GROW, "after": SELL}),
    ("initiatives.move", {"id": SELL, "parent": GROW}),
    ("initiatives.move", {"id": SELL, "parent": HIRE, "if": ["", "a0"]}),
    ("initiatives.move", {"id": GROW, "parent": SELL}),
    ("initiatives.move", {"id": GROW}),
    ("boards.add", {"id": SHOP}),
    ("boards.add", {"id": SITE, "initiative": SELL}),
    ("boards.add", {"id": SITE}),
    ("boards.move", {"id": SHOP, "initiative": SELL, "after": None}),
    ("boards.move", {"id": SITE, "initiative": SELL, "after": None}),
    ("boards.move", {"id": SHOP, "initiative": SELL, "rank": "a0"}),
    ("boards.move", {"id": SITE}),
    ("goals.include", {"id": USERS, "family": "board", "member": SHOP}),
    ("goals.include", {"id": USERS, "family": "initiative", "member": SELL}),
    ("goals.include", {"id": USERS, "family": "initiative", "member": SELL}),
    ("goals.exclude", {"id": USERS, "family": "initiative", "member": SELL}),
    *(step for noun, id in (("labels", RED), ("people", ANN), ("fields", SIZE), ("milestones", BETA),
                            ("goals", USERS), ("views", named("mine")), ("columns", DOING), ("cards", OTHER),
                            ("initiatives", GROW), ("boards", SHOP))
      for step in ((f"{noun}.archive", {"id": id}), (f"{noun}.restore", {"id": id}), (f"{noun}.archive", {"id": id}))),
]  # fmt: skip

REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("cards.fly", {}),
    ("cards.archive", {}),
    ("cards.archive", {"id": "short"}),
    ("cards.archive", {"id": named("nobody")}),
    ("cards.archive", {"id": CARD, "now": True}),
    ("cards.set", {"id": CARD, "key": "title", "value": "x"}),
    ("cards.set", {"id": CARD, "key": "due", "value": "2026-02-29"}),
    ("cards.set", {"id": CARD, "key": "due", "value": 5}),
    ("cards.set", {"id": CARD, "key": "estimate", "value": -1}),
    ("cards.set", {"id": CARD, "key": "priority", "value": "hot"}),
    ("cards.set", {"id": CARD, "key": "parent", "value": CARD}),
    ("cards.set", {"id": CARD, "key": f"field:{SIZE}", "value": named("small")}),
    ("cards.set", {"id": CARD, "key": f"field:{named('nothing')}", "value": 1}),
    ("cards.splice", {"id": CARD, "key": "title", "at": 8, "remove": 0, "insert": "x"}),
    ("cards.splice", {"id": CARD, "key": "title", "at": 0, "remove": 99, "insert": ""}),
    ("cards.text", {"id": CARD, "key": "title", "text": "x" * 1_001}),
    ("cards.text", {"id": CARD, "key": "name", "text": ""}),
    ("cards.include", {"id": CARD, "family": "relates", "member": CARD}),
    ("cards.include", {"id": CARD, "family": "label", "member": named("green")}),
    ("cards.include", {"id": CARD, "family": "votes", "member": ANN}),
    ("cards.move", {"id": CARD, "column": named("nowhere")}),
    ("cards.move", {"id": CARD, "column": DONE, "after": None, "rank": "a1"}),
    ("cards.add", {"id": named("new"), "title": "x", "rank": "a"}),
    ("columns.add", {"id": named("new")}),
    ("columns.set", {"id": DONE, "key": "wip", "value": 1.5}),
    ("columns.set", {"id": DONE, "key": "rank", "value": "a5"}),
    ("items.add", {"card": CARD, "id": named("new"), "checklist": named("none"), "name": "x"}),
    ("labels.set", {"id": RED, "key": "color", "value": "#f00"}),
    ("board.set", {"key": "kind", "value": "board"}),
    ("initiatives.add", {"id": named("new"), "name": "x", "parent": named("nowhere")}),
    ("initiatives.add", {"id": named("new"), "name": "x", "status": "lost"}),
    ("initiatives.add", {"id": named("new")}),
    ("initiatives.move", {"id": SELL, "parent": SELL}),
    ("initiatives.set", {"id": SELL, "key": "at", "value": "x"}),
    ("initiatives.set", {"id": SELL, "key": "note", "value": "x"}),
    ("initiatives.add", {"id": named("new"), "name": "x", "note": "x" * 4_001}),
    ("initiatives.add", {"id": named("new"), "name": "x", "note": 5}),
    ("initiatives.text", {"id": SELL, "key": "note", "text": "x" * 4_001}),
    ("initiatives.text", {"id": SELL, "key": "name", "text": "x"}),
    ("initiatives.text", {"id": named("nothing"), "key": "note", "text": "x"}),
    ("initiatives.splice", {"id": GROW, "key": "note", "at": 9, "remove": 0, "insert": "x"}),
    ("initiatives.splice", {"id": SELL, "key": "note", "at": 0, "remove": 0, "insert": "x" * 4_001}),
    ("initiatives.begin", {"id": SELL, "key": "title"}),
    ("boards.add", {"id": "shop"}),
    ("boards.add", {"id": named("new"), "name": "x"}),
    ("boards.move", {"id": named("nothing")}),
    ("boards.move", {"id": SHOP, "initiative": named("nowhere")}),
    ("boards.set", {"id": SHOP, "key": "name", "value": "x"}),
    ("goals.include", {"id": USERS, "family": "board", "member": CARD}),
    ("goals.include", {"id": USERS, "family": "card", "member": CARD}),
    ("goals.include", {"id": CARD, "family": "board", "member": SHOP}),
]


def told() -> dict[str, Any]:
    board, jitter = Board(client_id=PERSON_CLIENT_IDS[7]), iter(JITTER).__next__
    steps = [{"intent": intent, "inverse": apply(board, intent, jitter=jitter)} for intent in STORY]
    return {
        "jitter": JITTER,
        "steps": steps,
        "plain": board.plain(),
        "refused": list(map(refusal, [board] * len(REFUSED), REFUSED)),
    }


def refusal(board: Board, intent: Intent) -> dict[str, Any]:
    try:
        apply(board, intent, jitter=lambda: 0)
    except EditError as error:
        return {"intent": intent, "code": error.code}
    raise AssertionError(f"{intent} was not refused")


def written_here() -> list[dict[str, Any]]:
    cases = []
    for seed in range(4):
        gestures = Gestures(random.Random(f"vector {seed}"))
        ann, bob = Editor(seed), Editor(seed + 10)
        made: list[bytes] = []
        for number in range(40):
            editor = (ann, bob)[number % 2]
            known = len(editor.sent)
            intent = gestures.intent(editor.board)
            if intent is not None:
                editor.do(intent[0], **intent[1])
            made += editor.sent[known:]
            if number % 10 == 9:
                meet(ann, bob)
        cases.append(
            {"by": "pycrdt", "updates": [update.hex() for update in made], "plain": ann.board.plain()}
        )
    return cases


def written_by_yjs() -> list[dict[str, Any]]:
    played = play([Play(seed, PERSON_CLIENT_IDS[seed], [], 25, []) for seed in range(3)])
    return [
        {"by": "yjs", "updates": [update.hex() for update in one.updates], "plain": one.plain}
        for one in played
    ]


def main() -> None:
    vectors = {"updates": written_here() + written_by_yjs(), "intents": told()}
    VECTORS.write_text(
        json.dumps(vectors, indent=1, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
