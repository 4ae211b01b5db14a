"""Trello exports for tests: small ones made by hand, and large ones of the shape that real boards have."""

from __future__ import annotations

import copy
import itertools
import json
import random
from typing import Any

Plain = dict[str, Any]

EXPORTED = "2026-11-20T10:00:00.000Z"
LATER = "2026-11-21T10:00:00.000Z"
TITLE_CHARACTERS = ((0.0, 4), (0.5, 35), (0.9, 62), (0.99, 107), (1.0, 313))
"""How long titles are: shares of 16 public boards, and the length up to which they go."""
DESCRIPTION_CHARACTERS = ((0.0, 5), (0.5, 71), (0.9, 266), (1.0, 1_205))
DESCRIBED_SHARE = 0.41
LIST_SHARES = (0.31, 0.30, 0.27, 0.045, 0.03, 0.016, 0.011, 0.008, 0.005, 0.003, 0.002, 0.0)
COLORS = ("green", "yellow", "orange", "red", "purple", "blue", "sky", "lime", "pink", "black")
BESIDE_THE_POINT: Plain = {
    "agent": {"name": None, "conversationId": None}, "checkItemStates": [], "coordinates": None, "address": None,
    "creationMethod": None, "creationMethodError": None, "creationMethodLoadingStartedAt": None, "dateClosed": None,
    "dateCompleted": None, "dateLastActivity": EXPORTED, "dateViewedByCreator": None, "dueReminder": None,
    "externalSource": None, "faviconUrl": None, "idOrganization": "c" * 24, "idMembersVoted": [], "pluginData": [],
    "idAttachmentCover": None, "manualCoverAttachment": False, "mirrorSourceId": None, "pinned": False,
    "recurrenceRule": None, "singleInstrumentationId": None, "sourceEmail": None, "staticMapUrl": None,
    "subscribed": False, "url": "https://trello.example/c/AbCdEfGh/60-a-card-whose-title-stands-here-once-more",
    "urlSource": None, "urlSourceText": None, "isTemplate": False, "cardRole": None, "mirrorSourceNodeId": None,
    "locationName": None,
}  # fmt: skip
"""Half of what an export says of a card."""
WORDS = (
    "plan", "review", "ship", "budget", "draft", "login", "page", "list", "upload", "mail", "invoice", "rework", "café",
    "search", "Öffnung", "filter", "map", "sync", "test", "user", "旅行", "訂位", "博物館", "the", "of", "to", "and",
    "with", "on", "a", "in", "🎉", "fix", "error", "when", "after", "before", "without",
)  # fmt: skip


class TrelloFile:
    """A board at Trello, changed by tests and exported as often as they like."""

    def __init__(self, name: str = "Trip", *, id: str = "b" * 24) -> None:
        self._ids = itertools.count(1)
        self._rows: dict[str, Plain] = {}
        self.board: Plain = {
            "id": id, "name": name, "desc": "", "closed": False, "prefs": {"background": "blue", "deep": [[{}]]},
            "dateLastActivity": EXPORTED, "actions": [], "cards": [], "labels": [], "lists": [], "members": [],
            "checklists": [], "customFields": [], "memberships": [], "pluginData": [],
        }  # fmt: skip

    def export(self) -> bytes:
        """Return the file; half a character is escaped, as Trello does."""
        return json.dumps(self.board, ensure_ascii=False).encode("utf-8", "backslashreplace")

    def later(self) -> TrelloFile:
        """Return the board to be changed further, last changed later than this one."""
        other = copy.deepcopy(self)
        other.board["dateLastActivity"] = LATER
        return other

    def add_list(self, name: str = "To do", **keys: Any) -> str:
        return self._add(
            "lists", {"name": name, "closed": False, "softLimit": None, "idBoard": self.board["id"]}, keys
        )

    def add_label(self, name: str = "", color: str | None = "green") -> str:
        return self._add("labels", {"name": name, "color": color, "idBoard": self.board["id"]}, {})

    def add_member(self, name: str) -> str:
        return self._add("members", {"fullName": name, "username": name.lower()}, {})

    def add_card(self, title: str = "Card", column: str = "", **keys: Any) -> str:
        number = len(self.board["cards"]) + 1
        defaults: Plain = {
            "name": title, "desc": "", "idList": column, "closed": False, "due": None, "start": None,
            "dueComplete": False, "idLabels": [], "idMembers": [], "labels": [], "attachments": [], "cover": {},
            "badges": {"comments": 0}, "idShort": number, "shortUrl": f"https://trello.example/c/{number}",
            "customFieldItems": [], "email": f"someone+{number}@boards.trello.example",
        }  # fmt: skip
        return self._add("cards", defaults, keys)

    def add_checklist(self, card: str, name: str = "Steps", **keys: Any) -> str:
        return self._add("checklists", {"name": name, "idCard": card, "checkItems": []}, keys)

    def add_item(self, checklist: str, name: str, **keys: Any) -> str:
        items = self.find(checklist)["checkItems"]
        item = {"id": self._id(), "name": name, "state": "incomplete", "pos": 16384 * len(items), **keys}
        items.append(item)
        return str(item["id"])

    def add_comment(self, card: str, text: str, by: str = "", **keys: Any) -> str:
        """Add a comment; the newest action comes first."""
        who = next(
            (one for one in self.board["members"] if one["id"] == by),
            {"id": by or "gone", "fullName": "Gone"},
        )
        action = {
            "id": self._id(), "type": "commentCard", "date": "2026-11-19T09:00:00.000Z", "idMemberCreator": who["id"],
            "memberCreator": who, "data": {"text": text, "card": {"id": card}}, **keys,
        }  # fmt: skip
        self.board["actions"].insert(0, action)
        self.find(card)["badges"]["comments"] += 1
        return str(action["id"])

    def add_field(self, name: str, kind: str, options: tuple[str, ...] = ()) -> str:
        made = [
            {"id": self._id(), "value": {"text": text}, "color": "none", "pos": at}
            for at, text in enumerate(options)
        ]
        return self._add(
            "customFields", {"name": name, "type": kind, **({"options": made} if made else {})}, {}
        )

    def find(self, id: str) -> Plain:
        """Return the entry with this id, to be changed."""
        return self._rows[id]

    def remove(self, id: str) -> None:
        for rows in self.board.values():
            if isinstance(rows, list):
                rows[:] = [row for row in rows if row["id"] != id]

    def _add(self, section: str, defaults: Plain, keys: Plain) -> str:
        row = {"id": self._id(), "pos": 16384 * (len(self.board[section]) + 1), **defaults, **keys}
        self.board[section].append(row)
        self._rows[row["id"]] = row
        return str(row["id"])

    def _id(self) -> str:
        return f"{next(self._ids):024x}"


def large(cards: int = 682, *, seed: int = 1, pictures: float = 0.1) -> TrelloFile:
    """Return a board of the shape that large real ones have, with what goes wrong in them.

    ``pictures`` is the share of cards with some: they make most of an export where people use them.
    """
    source = random.Random(seed)
    file = TrelloFile(f"Board of {cards} cards")
    lists = [
        file.add_list(
            _words(source, 12),
            closed=at in (1, 4),
            pos=65536 * (at - at % 7 // 6),
            softLimit=3 if at == 4 else None,
        )
        for at in range(len(LIST_SHARES))
    ]
    labels = [
        file.add_label(_words(source, 8) if at % 4 else "", COLORS[at % 10] + ("", "_dark", "_light")[at % 3])
        for at in range(27)
    ]
    members = [file.add_member(f"Person {at}") for at in range(7)]
    for at in range(cards):
        card = _large_card(file, source, source.choices(lists, LIST_SHARES)[0], labels, members, pictures)
        _large_actions(file, source, card, lists, members)
        if source.random() < 0.05:
            checklist = file.add_checklist(card)
            for _ in range(source.randint(1, 9)):
                file.add_item(checklist, _words(source, 30), state=source.choice(("complete", "incomplete")))
        if at % 97 == 0:
            file.find(card)["badges"]["comments"] += 1  # one that the export does not reach back to
    return file


def _large_card(
    file: TrelloFile,
    source: random.Random,
    column: str,
    labels: list[str],
    members: list[str],
    pictures: float,
) -> str:
    is_described = source.random() < DESCRIBED_SHARE
    due = "2026-11-23T17:00:00.000Z" if source.random() < 0.03 else None
    card = file.add_card(
        _words(source, _length(source, TITLE_CHARACTERS)),
        column,
        desc=_words(source, _length(source, DESCRIPTION_CHARACTERS)) if is_described else "",
        closed=source.random() < 0.06,
        pos=source.choice((source.randrange(10**7), source.random() * 10**6, 65535, 10**14)),
        due=due,
        dueComplete=bool(due) and source.random() < 0.5,
        idLabels=source.sample(labels, source.choice((0, 0, 1, 1, 2))),
        idMembers=source.sample(members, source.choice((0, 0, 1))),
        cover={"color": None, "idAttachment": None, "size": "normal", "brightness": "dark", "idPlugin": None},
        **BESIDE_THE_POINT,
    )
    badges = {
        "attachments": 0,
        "fogbugz": "",
        "checkItems": 0,
        "location": False,
        "votes": 0,
        "subscribed": False,
    }
    file.find(card)["badges"] |= badges | {
        "attachmentsByType": {"trello": {"board": 0, "card": 0}},
        "description": True,
    }
    file.find(card)["labels"] = [file.find(label) for label in file.find(card)["idLabels"]]
    if source.random() < pictures:
        file.find(card)["attachments"] = [_upload(file, card, at) for at in range(source.randint(1, 3))]
    return card


def _upload(file: TrelloFile, card: str, at: int) -> Plain:
    """Return an attached picture, which has a dozen previews in an export."""
    url = f"https://trello.example/1/cards/{card}/attachments/{at}"
    previews = [
        {"id": f"{size:024x}", "scaled": True, "url": f"{url}/previews/{size}", "height": size}
        for size in range(12)
    ]
    return {
        "id": f"{card}{at}",
        "name": "image.png",
        "url": url,
        "isUpload": True,
        "pos": at,
        "previews": previews,
    }


def _large_actions(
    file: TrelloFile, source: random.Random, card: str, lists: list[str], members: list[str]
) -> None:
    """Add what makes up half of an export: the history, and few comments in it."""
    if len(file.board["actions"]) >= 1_000:
        return
    if source.random() < 0.06:
        file.add_comment(card, _words(source, 80), source.choice(members))
    before, after = source.sample(lists, 2)
    facts = {"card": {"id": card, "name": "x"}, "listBefore": {"id": before}, "listAfter": {"id": after}}
    who = {"id": members[0], "fullName": "Person 0", "username": "person0"}
    action = {"id": f"a{card}", "type": "updateCard", "date": EXPORTED, "data": facts, "memberCreator": who}
    file.board["actions"].append(action)


def _length(source: random.Random, quantiles: tuple[tuple[float, int], ...]) -> int:
    """Return a length drawn so that the given shares of all lengths come out."""
    share = source.random()
    for (low, shortest), (high, longest) in itertools.pairwise(quantiles):
        if share <= high:
            return round(shortest + (longest - shortest) * (share - low) / (high - low))
    return quantiles[-1][1]


def _words(source: random.Random, characters: int) -> str:
    words = source.choice(WORDS)
    while len(words) < characters:
        words += " " + source.choice(WORDS)
    return words[:characters].strip()
