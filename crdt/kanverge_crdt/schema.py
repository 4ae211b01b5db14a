"""The schema of a board: docs/data-model.md in code, as the views through which a board is read.

A test compares the tables of that page with the fields below; ``clients/js/schema.ts`` is their twin.
"""

from __future__ import annotations

from kanverge_crdt.kinds import (
    COLORS,
    Choice,
    Date,
    Flag,
    Grown,
    Line,
    Link,
    Links,
    Number,
    Option,
    Options,
    Places,
    Rank,
    Reference,
    Scalar,
    Scalars,
    String,
    Text,
)
from kanverge_crdt.typed import Children, Entries, Field, Members, Record

SCHEMA_VERSION = 1
SCHEMA_VERSION_WRITABLE_MAX = SCHEMA_VERSION + 1
"""One version ahead can be edited, since unknown keys are kept; a client further behind has to reload."""

UNSORTED = "unsorted"
"""The id of the virtual column of cards whose column is unknown or archived; never written."""


def _name(limit: int = 256) -> String[str]:
    return String(limit, "")


def _color() -> Choice[str | None]:
    return Choice(COLORS, None)


class Archivable(Record):
    """Whatever is put away instead of deleted."""

    archived = Field(Flag())


class Ranked(Archivable):
    """Whatever stands in an order of its own."""

    rank = Field(Rank())


class Meta(Record):
    """What is said about the board itself; the keys of the root ``meta``."""

    root = "meta"

    kind = Field[str | None](Choice(("portfolio",), None))
    schema = Field[int](Number(1, least=1, whole=True))
    name = Field(_name())
    description = Field(String(4_000, ""))
    lead = Field(Reference("person"))
    start = Field(Date())
    target = Field(Date())
    health = Field[str | None](Choice(("on-track", "at-risk", "off-track"), None))


class Column(Ranked):
    """A column of the board."""

    root = "columns"

    name = Field(_name())
    category = Field[str | None](Choice(("backlog", "doing", "done"), None))
    wip = Field[int | None](Number(None, least=1, most=9_999, whole=True))
    color = Field(_color())


class Checklist(Ranked):
    """A checklist of a card; its items are the card's, since they move between checklists."""

    root = "cards"

    name = Field(_name())


class Item(Archivable):
    """An item of a checklist."""

    root = "cards"

    name = Field(_name(1_000))
    at = Field(Places())
    done = Field(Flag())
    assignee = Field(Reference("person"))
    due = Field(Date())

    @property
    def checklist(self) -> str:
        """The id of its checklist as stored, which may not exist."""
        return self.at.parent


class Card(Archivable):
    """A card: the unit that people move, assign, discuss and finish."""

    root = "cards"

    title = Field(Line(1_000))
    description = Field(Text(100_000))
    at = Field(Places())
    assignees = Members("assignee")
    labels = Members("label")
    start = Field(Date())
    due = Field(Date())
    done = Field(Flag())
    estimate = Field[float | None](Number(None, least=0))
    priority = Field[str | None](Choice(("urgent", "high", "medium", "low"), None))
    progress = Field[float | None](Number(None, least=0, most=100))
    cover = Field(_color())
    parent = Field(Reference("card"))
    blocks = Members("blocks", itself=False)
    relates = Members("relates", itself=False)
    milestone = Field(Reference("milestone"))
    goals = Members("goal")
    values = Entries[Scalar]("field", Scalars())
    links = Entries[Link]("link", Links())
    checklists = Children("checklist", Checklist)
    items = Children("item", Item)

    @property
    def column(self) -> str:
        """The id of its column as stored, which may not exist: see `Board.column_of`."""
        return self.at.parent

    @property
    def rank(self) -> str:
        """Its place among the cards of its column."""
        return self.at.rank


class Label(Ranked):
    """A label that cards carry."""

    root = "labels"

    name = Field(_name())
    color = Field(_color())


class Person(Archivable):
    """Somebody named in an import, who is not (or no longer) an account."""

    root = "people"

    name = Field(_name())
    username = Field(_name())


class CustomField(Ranked, record="field"):
    """The definition of a custom field of the board's cards."""

    root = "fields"

    name = Field(_name())
    type = Field[str](Choice(("text", "number", "date", "select", "checkbox"), "text"))
    options = Entries[Option]("option", Options())


class Milestone(Archivable):
    """A date the project works towards."""

    root = "milestones"

    name = Field(_name())
    date = Field(Date())
    done = Field(Flag())


class Goal(Archivable):
    """A goal with its measure."""

    root = "goals"

    name = Field(_name())
    description = Field(String(4_000, ""))
    measure = Field[str | None](Choice(("number", "percent", "cards"), None))
    start = Field[float](Number(0), "from")
    target = Field[float | None](Number(None))
    current = Field[float | None](Number(None))
    unit = Field(String(32, ""))
    due = Field(Date())
    owner = Field(Reference("person"))
    boards = Members("board")
    initiatives = Members("initiative")


class View(Ranked):
    """A saved view of the board, shared by everyone."""

    root = "views"

    name = Field(_name())
    layout = Field(String(64, "board"))
    query = Field(String(2_048, ""))


class Standing(Archivable):
    """What stands in the outline of a portfolio: under an initiative, or under none."""

    at = Field(Places())

    @property
    def parent(self) -> str:
        """The id of the initiative it stands under as stored, which may not exist; "" for none."""
        return self.at.parent

    @property
    def rank(self) -> str:
        """Its place among its own kind under the same initiative."""
        return self.at.rank


class Initiative(Standing):
    """An initiative of a portfolio: it holds boards and other initiatives."""

    root = "initiatives"

    name = Field(_name())
    note = Field(Grown(4_000))
    owner = Field(Reference("person"))
    start = Field(Date())
    target = Field(Date())
    status = Field[str | None](Choice(("on-track", "at-risk", "off-track", "done", "paused"), None))


class Listing(Standing):
    """A board's place in a portfolio; its id is the board's, which may be gone or hidden from whoever reads this."""

    root = "boards"


RECORDS: tuple[type[Record], ...] = (
    Meta, Column, Card, Checklist, Item, Label, Person, CustomField, Milestone, Goal, View,
    Initiative, Listing,
)  # fmt: skip
