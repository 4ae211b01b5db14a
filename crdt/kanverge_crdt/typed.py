"""Records over shared maps: a field is a descriptor, reading it is total and costs about a microsecond.

Here, and only here, pycrdt's native objects are used. Its public wrappers build a Python object for every
value they pass: 4 us for a scalar against 0.2, 12 us for an observed update against 2. Two rules keep the
natives safe: every read starts at a root, since the native of a map that was deleted points into freed
memory, and a callback only takes down names, since the document is being committed while it runs.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, ClassVar, Generic, NamedTuple, Self, TypeVar, overload

from pycrdt import Doc, Map
from pycrdt._pycrdt import Map as NativeMap
from pycrdt._pycrdt import Text as NativeText

from kanverge_crdt.kinds import Grown, Kind, Stored, Text, stored_key, told_key

K = TypeVar("K")
T = TypeVar("T")
R = TypeVar("R", bound="Record")
Path = tuple[str, ...]
"""Where a shared map is: a root's name, then keys."""


class Touch(NamedTuple):
    """Which keys of which shared map one transaction changed."""

    path: Path
    keys: tuple[str, ...]


class NewText(str):
    """A string that a new record holds as Y.Text."""

    __slots__ = ()


class Shared:
    """The root maps of one document, read and written by path."""

    def __init__(self, doc: Doc[Any], roots: Iterable[str]) -> None:
        """Make all roots at once: to ask for a new root inside a transaction is a deadlock in pycrdt."""
        self.doc = doc
        self._native = doc._doc  # noqa: SLF001
        with doc.transaction():
            self._roots = {name: doc.get(name, type=Map).integrated for name in roots}

    @contextmanager
    def transaction(self) -> Iterator[Any]:
        """Give the native transaction that is open, or a new one that commits at the end."""
        with self.doc.transaction() as transaction:
            yield transaction._txn  # noqa: SLF001

    def get(self, path: Path, key: str) -> object:
        """Return what stands at ``key``: a scalar, list, dict, native map or text; None if nothing does."""
        return self._reading(_value, path, key)

    def row(self, path: Path, keys: tuple[str, ...]) -> list[object] | None:
        """Return what stands at several keys of a map, or None if there is no such map."""
        return self._reading(_row, path, keys)

    def text(self, path: Path, key: str) -> str | None:
        """Return the string of the Y.Text at ``key``, or None if none is there."""
        return self._reading(_string, path, key)

    def keys(self, path: Path) -> list[str]:
        """Return the keys of a map, in no order; none if there is no such map."""
        return self._reading(_keys, path, "")

    def has_map(self, path: Path) -> bool:
        """Say whether a map stands at ``path``."""
        return self._reading(_is_map, path, "")

    def plain(self, root: str) -> str:
        """Return a whole root as JSON."""
        return self._reading(_json, (root,), "")

    def put(self, path: Path, key: str, value: Stored) -> None:
        """Set one key of a map that is there."""
        with self.transaction() as transaction:
            self._map(transaction, path).insert(transaction, key, value)

    def drop(self, path: Path, key: str) -> None:
        """Delete one key of a map that is there."""
        with self.transaction() as transaction:
            self._map(transaction, path).remove(transaction, key)

    def create(self, path: Path, content: dict[str, Stored | NewText]) -> None:
        """Make a record whole: its map, its scalars and its texts."""
        with self.transaction() as transaction:
            made = self._map(transaction, path[:-1]).insert_map_prelim(transaction, path[-1])
            for key, value in content.items():
                if type(value) is NewText:
                    _insert_text(transaction, made, key, value)
                else:
                    made.insert(transaction, key, value)

    def begin(self, path: Path, key: str, string: str) -> None:
        """Put a Y.Text with ``string`` at a key of a map that is there."""
        with self.transaction() as transaction:
            _insert_text(transaction, self._map(transaction, path), key, string)

    def splice(self, path: Path, key: str, at: int, remove: int, insert: str) -> None:
        """Change a Y.Text that is there; ``at`` and ``remove`` count bytes of UTF-8."""
        with self.transaction() as transaction:
            text = _get(transaction, self._map(transaction, path), key)
            if remove:
                text.remove_range(transaction, at, remove)
            if insert:
                text.insert(transaction, at, insert)

    def observe(self, callback: Callable[[list[Touch]], None]) -> Callable[[], None]:
        """Tell ``callback`` at each commit what changed, once for each root; return what ends it.

        The document must not be read or written in the callback.
        """

        def observer(root: str) -> Callable[[list[Any]], None]:
            return lambda events: callback([_touch(root, event) for event in events])

        subscriptions = [native.observe_deep(observer(root)) for root, native in self._roots.items()]

        def stop() -> None:
            for subscription in subscriptions:
                subscription.drop()

        return stop

    def _reading(self, read: Callable[[Any, Any, K], T], path: Path, key: K) -> T:
        """Read under the open transaction, or under one just for this: a quarter of a microsecond."""
        outer = self.doc._txn  # noqa: SLF001
        if outer is not None:
            return read(outer._txn, self._find(outer._txn, path), key)  # noqa: SLF001
        transaction = self._native.create_transaction()
        try:
            return read(transaction, self._find(transaction, path), key)
        finally:
            transaction.drop()

    def _find(self, transaction: Any, path: Path) -> Any:
        """Return the native map at ``path``, or None."""
        found = self._roots[path[0]]
        for key in path[1:]:
            found = _get(transaction, found, key)
            if type(found) is not NativeMap:
                return None
        return found

    def _map(self, transaction: Any, path: Path) -> Any:
        found = self._find(transaction, path)
        assert found is not None, f"no map at {path}: verbs check that before they write"
        return found


def _get(transaction: Any, native: Any, key: str) -> Any:
    return native.get(transaction, key) if native.has(transaction, key) else None


def _value(transaction: Any, native: Any, key: str) -> object:
    return None if native is None else _get(transaction, native, key)


def _row(transaction: Any, native: Any, keys: tuple[str, ...]) -> list[object] | None:
    return None if native is None else [_get(transaction, native, key) for key in keys]


def _string(transaction: Any, native: Any, key: str) -> str | None:
    text = _value(transaction, native, key)
    return text.get_string(transaction) if type(text) is NativeText else None


def _keys(transaction: Any, native: Any, _: str) -> list[str]:
    return [] if native is None else native.keys(transaction)


def _is_map(_transaction: Any, native: Any, _: str) -> bool:
    return native is not None


def _json(transaction: Any, native: Any, _: str) -> str:
    json: str = native.to_json(transaction)
    return json


def _insert_text(transaction: Any, native: Any, key: str, string: str) -> None:
    text = native.insert_text_prelim(transaction, key)
    if string:
        text.insert(transaction, 0, str(string))


def _touch(root: str, event: Any) -> Touch:
    """Take down what an event of a map or text changed; a text counts as a key of its map."""
    path = tuple(map(str, event.path))
    if hasattr(event, "keys"):
        return Touch((root, *path), tuple(map(told_key, event.keys)))
    return Touch((root, *path[:-1]), (told_key(path[-1]),))


class Record:
    """A view of one shared map: an id, a place, and fields that are read when they are asked for.

    A record that is gone reads as its defaults. A view never goes stale, and a new one costs next to nothing.
    """

    __slots__ = ("id", "path", "shared")

    record: ClassVar[str]
    """What docs/data-model.md calls it."""
    root: ClassVar[str]
    """The root map it lives in, itself or with the record that holds it."""
    fields: ClassVar[dict[str, Field[Any]]] = {}
    families: ClassVar[dict[str, Family[Any]]] = {}

    def __init_subclass__(cls, record: str = "") -> None:
        cls.record = record or cls.__name__.lower()
        own = vars(cls).values()
        cls.fields = cls.fields | {value.key: value for value in own if isinstance(value, Field)}
        cls.families = cls.families | {value.prefix: value for value in own if isinstance(value, Family)}

    def __init__(self, shared: Shared, path: Path) -> None:
        self.shared = shared
        self.path = path
        self.id = path[-1].rpartition(":")[2]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and (other.path, other.shared) == (self.path, self.shared)

    def __hash__(self) -> int:
        return hash(self.path)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.id!r})"

    @property
    def exists(self) -> bool:
        """Whether the document holds this record."""
        return self.shared.has_map(self.path)


class Field(Generic[T]):
    """One key of a record. ``Field(kind)`` takes its key from the attribute's name."""

    def __init__(self, kind: Kind[T], key: str = "") -> None:
        self.kind = kind
        self.key = key
        self._fetch: Callable[[Shared, Path, str], object] = _fetch_of(kind)

    def __set_name__(self, owner: type[Record], name: str) -> None:
        self.key = self.key or name

    @overload
    def __get__(self, record: None, owner: type[Record]) -> Self: ...
    @overload
    def __get__(self, record: Record, owner: type[Record]) -> T: ...
    def __get__(self, record: Record | None, owner: type[Record]) -> Self | T:
        if record is None:
            return self
        return self.kind.read(self._fetch(record.shared, record.path, self.key))


def _fetch_of(kind: Kind[Any]) -> Callable[[Shared, Path, str], object]:
    if isinstance(kind, Grown):
        return lambda shared, path, key: _grown(shared, path, key, kind)
    return Shared.text if isinstance(kind, Text) else Shared.get


def _grown(shared: Shared, path: Path, key: str, kind: Grown) -> str:
    text = shared.text(path, stored_key(key, kind))
    return kind.grown(shared.text(path, key) or shared.get(path, key)) if text is None else text


class Family(ABC, Generic[T]):
    """The keys ``prefix:member`` of a record; ``read`` makes one value of them."""

    def __init__(self, prefix: str, word: str) -> None:
        self.prefix = prefix
        self.word = word

    @overload
    def __get__(self, record: None, owner: type[Record]) -> Self: ...
    @overload
    def __get__(self, record: Record, owner: type[Record]) -> T: ...
    def __get__(self, record: Record | None, owner: type[Record]) -> Self | T:
        return self if record is None else self.read(record)

    @abstractmethod
    def read(self, record: Record) -> T:
        """Return the value that the keys of the family make."""

    def members(self, record: Record) -> list[str]:
        """Return the members of all keys of the family, whatever stands there, by id."""
        start = self.prefix + ":"
        return sorted(key[len(start) :] for key in record.shared.keys(record.path) if key.startswith(start))


class Members(Family[tuple[str, ...]]):
    """A set: the members whose key holds ``true``, by id; the record itself only where that makes sense."""

    def __init__(self, prefix: str, *, itself: bool = True) -> None:
        super().__init__(prefix, "true")
        self.itself = itself

    def read(self, record: Record) -> tuple[str, ...]:
        shared, path = record.shared, record.path
        return tuple(
            member
            for member in self.members(record)
            if (self.itself or member != record.id) and shared.get(path, f"{self.prefix}:{member}") is True
        )


class Entries(Family[dict[str, T]]):
    """A dict: member -> value of one kind, by id; what is not of the kind is left out."""

    def __init__(self, prefix: str, kind: Kind[T | None]) -> None:
        super().__init__(prefix, kind.word)
        self.kind = kind

    def read(self, record: Record) -> dict[str, T]:
        found: dict[str, T] = {}
        for member in self.members(record):
            value = self.kind.read(record.shared.get(record.path, f"{self.prefix}:{member}"))
            if value is not None:
                found[member] = value
        return found


class Children(Family[list[R]]):
    """Records within a record, by id."""

    def __init__(self, prefix: str, child: type[R]) -> None:
        super().__init__(prefix, "map")
        self.child = child

    def read(self, record: Record) -> list[R]:
        views = (
            self.child(record.shared, (*record.path, f"{self.prefix}:{member}"))
            for member in self.members(record)
        )
        return [view for view in views if view.exists]
