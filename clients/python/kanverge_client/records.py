"""Records beside the document (comments, numbers, ...) as the server last told them."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from kanverge_client.nouns import Named, id_of
from kanverge_crdt.errors import MalformedMessage
from kanverge_crdt.ids import new_id

Ask: TypeAlias = Callable[..., Awaitable[Any]]


class Records:
    """The newest value of each record, by kind and id."""

    def __init__(self) -> None:
        self._kinds: dict[str, dict[str, Any]] = {}

    def take(self, rows: Iterable[Any]) -> None:
        """Take over the rows of a ``records``; raise MalformedMessage."""
        for row in rows:
            match row:
                case ["*", "", None, int()]:  # a whole set follows
                    self._kinds.clear()
                case [str(kind), str(id), value, int()]:
                    records = self._kinds.setdefault(kind, {})
                    if value is None:
                        records.pop(id, None)
                    else:
                        records[id] = value
                case _:
                    raise MalformedMessage("records: a row is not [kind, id, value or nil, version]")

    def kind(self, kind: str) -> Mapping[str, Any]:
        """Return the records of one kind by id."""
        return MappingProxyType(self._kinds.get(kind, {}))


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment; ``author`` is a person's id, ``created`` and ``edited`` are RFC 3339."""

    id: str
    card: str
    text: str
    author: str
    name: str
    created: str
    edited: str | None


class Comments:
    """The comments of a board's cards, oldest first."""

    def __init__(self, ask: Ask, records: Records) -> None:
        self._ask = ask
        self._records = records

    def of(self, card: Named) -> list[Comment]:
        wanted = id_of(card)
        found = [
            _comment(id, value)
            for id, value in self._records.kind("comment").items()
            if isinstance(value, dict) and value.get("card") == wanted
        ]
        return sorted(found, key=lambda comment: (comment.created, comment.id))

    async def add(self, card: Named, text: str) -> Comment:
        """Add a comment and return it as the server keeps it."""
        id = new_id(secrets.randbelow)
        value = await self._ask("comments.add", id=id, card=id_of(card), text=text)
        return _comment(id, value)

    async def edit(self, comment: Comment | str, text: str) -> None:
        await self._ask("comments.edit", id=_id(comment), text=text)

    async def remove(self, comment: Comment | str) -> None:
        await self._ask("comments.remove", id=_id(comment))


def _id(comment: Comment | str) -> str:
    return comment if isinstance(comment, str) else comment.id


def _comment(id: str, value: Any) -> Comment:
    """Read a comment whatever the server has sent: a value of another type reads as nothing."""
    fields = value if isinstance(value, dict) else {}
    texts = {
        key: str(fields.get(key) or "") for key in ("card", "text", "author", "name", "created", "edited")
    }
    edited = texts.pop("edited") or None
    return Comment(id=id, edited=edited, **texts)
