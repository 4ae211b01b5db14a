"""Trello's JSON export, read into a plan: pure, one entry at a time, total on whatever stands in the file.

docs/import.md lists what is taken. Known of the format: `actions` stops at 1,000, so old comments are missing; `pos`
may be equal, fractional or 1e14; values of custom fields are all strings; members who left are named by actions alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from kanverge.errors import Invalid
from kanverge.live.records import COMMENT_CHARS_MAX, COMMENTS_MAX
from kanverge.transfer import foreign, trello_cards
from kanverge.transfer.foreign import NAMELESS, TWICE, Notes, Row, limit, position, row, string
from kanverge.transfer.json_stream import members
from kanverge.transfer.plan import Comment, Plain, Plan
from kanverge.transfer.stages import guessed
from kanverge.transfer.trello_cards import Sourced, color, id_of, ordered
from kanverge_crdt.schema import Column, Label, Meta, Person

SOURCE: Final = "trello"
CARDS_MAX: Final = 20_000
PEOPLE_NAMED_MAX: Final = 10_000
COMMENT_ACTIONS: Final = ("commentCard", "copyCommentCard")

FORMER_MEMBER: Final = "Former member"
WIP_MAX: Final = 9_999

STRAY_CARDS, IN_ARCHIVED, STRAY_LISTS, EMPTY_COMMENTS, HISTORY, LEFT = (
    "stray-cards", "in-archived", "stray-lists", "empty-comments", "history", "left",
)  # fmt: skip
SENTENCES: Final = {
    STRAY_CARDS: "Cards whose list is not in the file, which are shown under Unsorted",
    IN_ARCHIVED: "Open cards in archived lists, which are shown under Unsorted until the list is restored",
    STRAY_LISTS: "Checklists whose card is not in the file, left out",
    EMPTY_COMMENTS: "Comments without text or without a card, left out",
    HISTORY: "Entries of the board's history, left out",
    LEFT: "People named on cards who left the board, taken over by the name the history has for them",
    **trello_cards.SENTENCES,
    **foreign.SENTENCES,
}
MISSING_COMMENTS: Final = "Comments that are not in the file, because the export stops at 1,000 actions: {}"


def read(document: bytes) -> Plan:
    """Return what an export holds. Raises Invalid, with one line that says why, for anything else."""
    export = _Export()
    try:
        for key, value in members(document, export.lists):
            export.take(key, value)
            del value  # before the next one is parsed
        return export.plan()
    except Invalid as error:
        raise Invalid(f"this is not a Trello board exported as JSON: {error}") from None


@dataclass(slots=True)
class _Export:
    """What has been read so far; members of the file come in any order."""

    notes: Notes = field(default_factory=Notes)
    board: dict[str, Any] = field(default_factory=dict)
    columns: list[Sourced] = field(default_factory=list)
    cards: dict[str, Sourced] = field(default_factory=dict)
    labels: dict[str, Plain] = field(default_factory=dict)
    labels_of_cards: dict[str, Row] = field(default_factory=dict)
    """Labels as cards spell them, by their id there: a board may list fewer."""
    people: dict[str, Plain] = field(default_factory=dict)
    fields: list[Sourced] = field(default_factory=list)
    checklists: dict[str, tuple[str, Sourced]] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)
    comments_told: dict[str, int] = field(default_factory=dict)
    """How many comments each card says it has."""
    named: dict[str, Plain] = field(default_factory=dict)
    """Everybody whom an action names, by their id here."""
    lists: dict[str, Callable[[Row], None]] = field(init=False)
    _seen: set[str] = field(default_factory=set)
    _has: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.lists = {
            "lists": self._list, "cards": self._card, "labels": self._label, "members": self._member,
            "checklists": self._checklist, "customFields": self._field, "actions": self._action,
        }  # fmt: skip

    def take(self, key: str, value: object) -> None:
        """Take one member of the file, or one element of one of its lists."""
        handler = self.lists.get(key)
        if handler is None:
            if value is None or isinstance(value, str | bool):
                self.board[key] = value
            return
        self._has.add(key)
        if isinstance(value, dict):
            handler(value)

    # What the lists hold.

    def _list(self, given: Row) -> None:
        if id := self._new("column", given):
            notes = self.notes
            name = notes.line(given.get("name"), limit(Column.name))
            column = {
                "id": id,
                "name": name,
                "category": guessed(name),
                "wip": notes.number(given.get("softLimit"), 1, WIP_MAX),
                "color": color(notes, given.get("color")),
                "archived": given.get("closed") is True,
            }
            self.columns.append(Sourced(position(given, "pos"), column))

    def _card(self, given: Row) -> None:
        if id := self._new("card", given):
            if len(self.cards) == CARDS_MAX:
                raise Invalid(f"the board holds more than {CARDS_MAX:,} cards")
            self.cards[id] = Sourced(position(given, "pos"), trello_cards.card(self.notes, given, id))
            self.comments_told[id] = int(position(row(given, "badges"), "comments"))
            for label in foreign.rows(given, "labels"):
                self.labels_of_cards.setdefault(string(label, "id"), label)
            for checklist in foreign.rows(given, "checklists"):
                self._checklist({"idCard": given["id"], **checklist})

    def _label(self, given: Row) -> None:
        if id := self._new("label", given):
            self.labels[id] = {
                "id": id,
                "name": self.notes.line(given.get("name"), limit(Label.name)),
                "color": color(self.notes, given.get("color")),
                "archived": False,
            }

    def _member(self, given: Row) -> None:
        if id := self._new("person", given):
            self.people[id] = self._person(id, given)

    def _person(self, id: str, given: Row) -> Plain:
        username = self.notes.line(given.get("username"), limit(Person.username))
        name = self.notes.line(given.get("fullName"), limit(Person.name)) or username or FORMER_MEMBER
        return {"id": id, "name": name, "username": username, "archived": False}

    def _checklist(self, given: Row) -> None:
        card = id_of("card", given.get("idCard"))
        id = id_of("checklist", given.get("id"))
        if id is None or card is None:
            self.notes.add(NAMELESS)
        elif id not in self.checklists:  # newer exports have each in its card as well
            made = trello_cards.checklist(self.notes, given, id)
            self.checklists[id] = (card, Sourced(position(given, "pos"), made))

    def _field(self, given: Row) -> None:
        if (id := self._new("field", given)) and (made := trello_cards.custom_field(self.notes, given, id)):
            self.fields.append(Sourced(position(given, "pos"), made))

    def _action(self, given: Row) -> None:
        for who in (row(given, "memberCreator"), row(given, "member")):
            self._name(who)
        if given.get("type") not in COMMENT_ACTIONS:
            self.notes.add(HISTORY)
            return
        facts = row(given, "data")
        card = id_of("card", row(facts, "card").get("id"))
        text = self.notes.text(facts.get("text"), COMMENT_CHARS_MAX)
        created = self.notes.moment(given.get("date"))
        author = id_of("person", given.get("idMemberCreator")) or ""
        if card is None or not text.strip() or created is None or len(self.comments) == COMMENTS_MAX:
            self.notes.add(EMPTY_COMMENTS)
        elif id := self._new("comment", given):
            name = self.named[author]["name"] if author in self.named else FORMER_MEMBER
            self.comments.append(Comment(id, card, text, author, name, created))

    def _name(self, given: Row) -> None:
        id = id_of("person", given.get("id"))
        if id is not None and id not in self.named and len(self.named) < PEOPLE_NAMED_MAX:
            self.named[id] = self._person(id, given)

    def _new(self, kind: str, given: Row) -> str | None:
        """Return the id that an entry gets, or None if it has none or stood there before."""
        id = id_of(kind, given.get("id"))
        if id is None or id in self._seen:
            self.notes.add(NAMELESS if id is None else TWICE)
            return None
        self.notes.record()
        self._seen.add(id)
        return id

    # Putting it together.

    def plan(self) -> Plan:
        """Return the whole; raise Invalid when it cannot have been a board."""
        if not string(self.board, "id") or not self._has.issuperset(("lists", "cards")):
            raise Invalid("it has no id, no lists or no cards")
        self._put_checklists_on_cards()
        board = self._board()
        comments = tuple(comment for comment in self.comments if comment.card in self.cards)
        self.notes.add(EMPTY_COMMENTS, len(self.comments) - len(comments))
        missing = self._missing(comments)
        return Plan(
            source=SOURCE,
            source_id=string(self.board, "id"),
            exported=self.notes.moment(self.board.get("dateLastActivity")) or "",
            board=board,
            comments=comments,
            missing_comments=missing,
            warnings=tuple(self._warnings(missing)),
        )

    def _board(self) -> Plain:
        columns, fields = ordered(self.columns), ordered(self.fields)
        cards = self._ordered_cards(columns)
        self._know_everybody(cards)
        self._know_every_label(cards)
        definitions = {definition["id"]: definition for definition in fields}
        for card in cards:
            trello_cards.keep_known_values(self.notes, card, definitions)
        return {
            "name": self.notes.line(self.board.get("name"), limit(Meta.name)),
            "description": self.notes.text(self.board.get("desc"), limit(Meta.description)),
            "columns": columns,
            "labels": list(self.labels.values()),
            "people": list(self.people.values()),
            "fields": fields,
            "cards": cards,
        }

    def _put_checklists_on_cards(self) -> None:
        for card, made in sorted(self.checklists.values(), key=lambda one: one[1].position):
            if card in self.cards:
                self.cards[card].value["checklists"].append(made.value)
            else:
                self.notes.add(STRAY_LISTS)

    def _ordered_cards(self, columns: list[Plain]) -> list[Plain]:
        """Return the cards column by column, those of no column last."""
        places = {column["id"]: at for at, column in enumerate(columns)}
        archived = {column["id"] for column in columns if column["archived"]}
        for _, card in self.cards.values():
            if card["column"] not in places:
                card["column"] = None
                self.notes.add(STRAY_CARDS)
            elif card["column"] in archived and not card["archived"]:
                self.notes.add(IN_ARCHIVED)
        cards = ordered(self.cards.values())
        return sorted(cards, key=lambda card: places.get(card["column"], len(places)))

    def _know_everybody(self, cards: Iterable[Plain]) -> None:
        """Take over the people who are on a card but no longer on the board."""
        for card in cards:
            items = (item for checklist in card["checklists"] for item in checklist["items"])
            for id in [*card["assignees"], *(item["assignee"] for item in items if item["assignee"])]:
                if id not in self.people:
                    self.people[id] = self.named.get(id) or self._person(id, {})
                    self.notes.record()
                    self.notes.add(LEFT)

    def _know_every_label(self, cards: Iterable[Plain]) -> None:
        """Take over labels that only cards spell out, and leave out those that nothing does."""
        for id, label in self.labels_of_cards.items():
            if id and id_of("label", id) not in self.labels:
                self._label(label)
        for card in cards:
            card["labels"] = [id for id in card["labels"] if id in self.labels]

    def _missing(self, comments: Iterable[Comment]) -> int:
        """Return how many comments cards say they have that are not in the file."""
        found = Counter(comment.card for comment in comments)
        return sum(max(0, told - found[card]) for card, told in self.comments_told.items())

    def _warnings(self, missing: int) -> Iterator[str]:
        if missing:
            yield MISSING_COMMENTS.format(missing)
        yield from (
            f"{sentence}: {count}"
            for kind, sentence in SENTENCES.items()
            if (count := self.notes.counts[kind])
        )
