"""The board's collections as a program sees them: in order, each with the verbs of docs/data-model.md.

A record may stand wherever its id may. Records are views: they read what the board holds now.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, Generic, Protocol, TypeAlias, TypeVar, overload

from kanverge_crdt.board import Board
from kanverge_crdt.edits import Intent
from kanverge_crdt.ids import new_id
from kanverge_crdt.schema import (
    Card,
    Checklist,
    Column,
    CustomField,
    Goal,
    Initiative,
    Item,
    Label,
    Listing,
    Milestone,
    Person,
    View,
)
from kanverge_crdt.typed import Record

R = TypeVar("R", bound=Record)
Named: TypeAlias = str | Record
Inverse: TypeAlias = list[Intent]


class _Last:
    """The end of a list, where ``after`` is left out."""


LAST: Final = _Last()
After: TypeAlias = Named | _Last | None


class Editor(Protocol):
    """Whoever makes edits: the board."""

    @property
    def document(self) -> Board: ...

    def edit(self, verb: str, arguments: dict[str, Any]) -> Inverse: ...


def id_of(named: Named) -> str:
    return named if isinstance(named, str) else named.id


def given(arguments: dict[str, Any]) -> dict[str, Any]:
    """Return arguments as an intent has them: ids for records, nothing for what is left out."""
    return {name: _plain(value) for name, value in arguments.items() if not isinstance(value, _Last)}


def _plain(value: Any) -> Any:
    if isinstance(value, Record):
        return value.id
    return [_plain(item) for item in value] if isinstance(value, list | tuple | set | frozenset) else value


class Noun(Sequence[R], Generic[R]):
    """One kind of record of the board, what is not archived, in order."""

    def __init__(self, editor: Editor, noun: str, view: type[R], listed: Callable[[Board], list[R]]) -> None:
        self._editor = editor
        self._noun = noun
        self._view = view
        self._listed = listed

    @overload
    def __getitem__(self, key: int | str) -> R: ...
    @overload
    def __getitem__(self, key: slice) -> list[R]: ...
    def __getitem__(self, key: int | str | slice) -> R | list[R]:
        """Return by position, or by id, archived or not; raise IndexError or KeyError."""
        if not isinstance(key, str):
            return self._listed(self._editor.document)[key]
        record = self._editor.document.find(self._view, key)
        if record is None:
            raise KeyError(key)
        return record

    def __iter__(self) -> Iterator[R]:
        return iter(self._listed(self._editor.document))

    def __len__(self) -> int:
        return len(self._listed(self._editor.document))

    def __contains__(self, value: object) -> bool:
        id = value.id if isinstance(value, Record) else value
        return any(record.id == id for record in self)

    def set(self, record: Named, key: str, value: Any = None) -> Inverse:
        """Set one key, or clear it: leave ``value`` out."""
        return self._do("set", id=id_of(record), key=key, value=value)

    def archive(self, record: Named) -> Inverse:
        return self._do("archive", id=id_of(record))

    def restore(self, record: Named) -> Inverse:
        return self._do("restore", id=id_of(record))

    def _add(self, id: str | None, **arguments: Any) -> R:
        id = id or new_id(secrets.randbelow)
        self._do("add", id=id, **arguments)
        return self[id]

    def _do(self, verb: str, **arguments: Any) -> Inverse:
        return self._editor.edit(f"{self._noun}.{verb}", given(arguments))


class TextNoun(Noun[R]):
    """One kind of record with texts that many people type in."""

    def text(self, record: Named, key: str, text: str) -> Inverse:
        """Turn a text (a card's ``title`` or ``description``, an initiative's ``note``) into another.

        What others type at the same time stays.
        """
        return self._do("text", id=id_of(record), key=key, text=text)

    def splice(self, record: Named, key: str, *, at: int, remove: int = 0, insert: str = "") -> Inverse:
        """Replace ``remove`` UTF-16 units at ``at`` by ``insert``."""
        return self._do("splice", id=id_of(record), key=key, at=at, remove=remove, insert=insert)


class NamedNoun(Noun[R]):
    """One kind of record that has a name."""

    def add(self, *, name: str, id: str | None = None, **arguments: Any) -> R:
        """Add a record and return it; an ``id`` is drawn if none is given."""
        return self._add(id, name=name, **arguments)


class Columns(NamedNoun[Column]):
    """The columns of the board."""

    def move(self, column: Named, *, after: After = LAST) -> Inverse:
        """Put a column behind another; ``after=None`` first, left out last."""
        return self._do("move", id=id_of(column), after=after)


class Cards(TextNoun[Card]):
    """The cards of the board, column by column."""

    def add(
        self,
        *,
        title: str,
        column: Named | None = None,
        after: After = LAST,
        id: str | None = None,
        **arguments: Any,
    ) -> Card:
        """Add a card and return it; ``after=None`` first, left out last; without a ``column`` it is unsorted."""
        return self._add(id, title=title, column=column, after=after, **arguments)

    def move(self, card: Named, *, column: Named, after: After = LAST) -> Inverse:
        """Put a card behind another of ``column``; ``after=None`` first, left out last."""
        return self._do("move", id=id_of(card), column=column, after=after)

    def include(self, card: Named, family: str, member: Named) -> Inverse:
        """Add a member to ``assignee``, ``label``, ``blocks``, ``relates`` or ``goal``."""
        return self._do("include", id=id_of(card), family=family, member=member)

    def exclude(self, card: Named, family: str, member: Named) -> Inverse:
        return self._do("exclude", id=id_of(card), family=family, member=member)

    def link(self, card: Named, url: str, name: str = "", *, link: str | None = None) -> Inverse:
        link = link or new_id(secrets.randbelow)
        return self._do("link", id=id_of(card), link=link, url=url, name=name)

    def unlink(self, card: Named, link: str) -> Inverse:
        return self._do("unlink", id=id_of(card), link=link)


class Goals(NamedNoun[Goal]):
    """The goals of the board or portfolio."""

    def include(self, goal: Named, family: str, member: Named) -> Inverse:
        """Add a contributing ``board`` or ``initiative`` of the portfolio."""
        return self._do("include", id=id_of(goal), family=family, member=member)

    def exclude(self, goal: Named, family: str, member: Named) -> Inverse:
        return self._do("exclude", id=id_of(goal), family=family, member=member)


class Initiatives(NamedNoun[Initiative], TextNoun[Initiative]):
    """The initiatives of a portfolio, each before what stands below it."""

    def move(self, initiative: Named, *, parent: Named | None = None, after: After = LAST) -> Inverse:
        """Put an initiative under another, or under none, and there behind ``after``."""
        return self._do("move", id=id_of(initiative), parent=parent, after=after)


class Listings(Noun[Listing]):
    """The boards of a portfolio, initiative by initiative; the id of each is the board's."""

    def add(self, board: str, *, initiative: Named | None = None, after: After = LAST) -> Listing:
        """Put a board into the portfolio and return its place."""
        return self._add(board, initiative=initiative, after=after)

    def move(self, board: Named, *, initiative: Named | None = None, after: After = LAST) -> Inverse:
        """Put a board under an initiative, or under none, and there behind ``after``."""
        return self._do("move", id=id_of(board), initiative=initiative, after=after)


class Fields(NamedNoun[CustomField]):
    """The custom fields of the board."""

    def option(
        self, field: Named, name: str | None = None, *, option: str | None = None, **arguments: Any
    ) -> str:
        """Set an option of a ``select`` field and return its id; without a ``name`` take it away."""
        option = option or new_id(secrets.randbelow)
        self._do("option", id=id_of(field), option=option, name=name, **arguments)
        return option


class Parts:
    """What lies in a card: checklists and their items; each verb names the card."""

    def __init__(self, editor: Editor, noun: str) -> None:
        self._editor = editor
        self._noun = noun

    def add(self, card: Named, *, id: str | None = None, **arguments: Any) -> str:
        """Add one and return its id."""
        id = id or new_id(secrets.randbelow)
        self._do("add", card, id, **arguments)
        return id

    def set(self, card: Named, record: Named, key: str, value: Any = None) -> Inverse:
        """Set one key, or clear it: leave ``value`` out."""
        return self._do("set", card, record, key=key, value=value)

    def move(self, card: Named, record: Named, *, after: After = LAST, **arguments: Any) -> Inverse:
        """Put one behind another; ``after=None`` first, left out last."""
        return self._do("move", card, record, after=after, **arguments)

    def archive(self, card: Named, record: Named) -> Inverse:
        return self._do("archive", card, record)

    def restore(self, card: Named, record: Named) -> Inverse:
        return self._do("restore", card, record)

    def _do(self, verb: str, card: Named, record: Named, **arguments: Any) -> Inverse:
        named = {"card": id_of(card), "id": id_of(record)}
        return self._editor.edit(f"{self._noun}.{verb}", named | given(arguments))


class Checklists(Parts):
    """The checklists of cards."""

    def of(self, card: Card) -> list[Checklist]:
        return self._editor.document.checklists(card)


class Items(Parts):
    """The items of checklists."""

    def of(self, card: Card, checklist: Named) -> list[Item]:
        return self._editor.document.items(card, id_of(checklist))


class Nouns:
    """All collections of a board, by the names of its roots."""

    def __init__(self, editor: Editor) -> None:
        self.columns = Columns(editor, "columns", Column, Board.columns)
        self.cards = Cards(editor, "cards", Card, Board.cards)
        self.labels = NamedNoun(editor, "labels", Label, Board.labels)
        self.people = NamedNoun(editor, "people", Person, Board.people)
        self.fields = Fields(editor, "fields", CustomField, Board.fields)
        self.milestones = NamedNoun(editor, "milestones", Milestone, Board.milestones)
        self.goals = Goals(editor, "goals", Goal, Board.goals)
        self.views = NamedNoun(editor, "views", View, Board.views)
        self.initiatives = Initiatives(editor, "initiatives", Initiative, Board.initiatives)
        self.boards = Listings(editor, "boards", Listing, Board.boards)
        self.checklists = Checklists(editor, "checklists")
        self.items = Items(editor, "items")
