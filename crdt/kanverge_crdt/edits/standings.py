"""What the verbs of initiatives and of a portfolio's boards share: they stand under an initiative, or under none.

Place and initiative are one key, so that two moves at once leave a place that somebody chose.
"""

from __future__ import annotations

from collections.abc import Callable

from kanverge_crdt.edits.arguments import Arguments, Destination
from kanverge_crdt.edits.draft import Draft
from kanverge_crdt.edits.places import place
from kanverge_crdt.edits.records import Noun
from kanverge_crdt.edits.texts import TEXTS, limit
from kanverge_crdt.errors import EditError
from kanverge_crdt.kinds import stored_key
from kanverge_crdt.order import Entry
from kanverge_crdt.schema import Initiative, Standing

TOP = ""
"""What stands for an initiative where there is none."""


class StandingNoun(Noun):
    """A kind of record in the outline; ``holder`` is the argument that names the initiative, left out for none."""

    def __init__(self, name: str, view: type[Standing], holder: str) -> None:
        super().__init__(name, view)
        self.holder = holder

    def verbs(self) -> dict[str, Callable[[Draft, Arguments], None]]:
        return super().verbs() | {f"{self.name}.move": self.move}

    def add(self, draft: Draft, arguments: Arguments) -> None:
        record, address = self.address(draft, arguments)
        content = self.content(draft, record, arguments)
        texts = {
            stored_key(key, field.kind): arguments.optional_string(key, limit(field)) or ""
            for key, field in TEXTS.get(self.view.root, {}).items()
        }
        parent, destination = self._parent(draft, record.id, arguments), arguments.destination()
        if record.exists:
            return
        content["at"] = [parent, self._place(draft, parent, destination)]
        draft.create(record.path, content, texts)
        draft.undo(f"{self.name}.archive", **address)

    def move(self, draft: Draft, arguments: Arguments) -> None:
        record, address = self.existing(draft, arguments)
        assert isinstance(record, Standing)
        parent = self._parent(draft, record.id, arguments)
        destination, guard = arguments.destination(), arguments.guard()
        old = record.at
        if not guard.allows(list(old)):
            return
        own = (old.rank, record.id) if old.parent == parent else None
        new = [parent, self._place(draft, parent, destination, own)]
        if new == list(old):
            return
        draft.put(record.path, "at", new)
        if old.parent == TOP or draft.board.find(Initiative, old.parent) is not None:
            back: dict[str, str | None] = {"rank": old.rank} if old.rank else {"after_": None}
            draft.undo(f"{self.name}.move", **address, **{self.holder: old.parent or None}, **back, if_=new)

    def _parent(self, draft: Draft, id: str, arguments: Arguments) -> str:
        parent = arguments.optional_id(self.holder)
        if parent is None:
            return TOP
        if self.view is Initiative and parent == id:
            raise EditError("itself", self.holder)
        return draft.find(Initiative, parent).id

    def _place(self, draft: Draft, parent: str, destination: Destination, own: Entry | None = None) -> str:
        assert issubclass(self.view, Standing)
        known = draft.board.index.sorted(self.view)
        siblings = [(other.rank, other.id) for other in known if other.parent == parent]

        def rerank(id: str, rank: str) -> None:
            draft.put((self.view.root, id), "at", [parent, rank])

        return place(siblings, destination, draft.jitter, rerank, own)
