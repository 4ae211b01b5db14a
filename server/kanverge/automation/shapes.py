"""Checking what comes from outside, key by key: each checker returns the value or says what is wrong and where."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final, TypeAlias

from kanverge.errors import Invalid
from kanverge_crdt.ids import is_id
from kanverge_crdt.kinds import is_blank

Check: TypeAlias = Callable[[Any, str], Any]
"""Takes a value and the name of its place, as in ``then[2].column``."""

Shape: TypeAlias = Mapping[str, Check]

DAYS_MAX: Final = 3_650


@contextmanager
def at(where: str) -> Iterator[None]:
    """Name the place in what is raised inside by somebody who does not know it."""
    try:
        yield
    except Invalid as error:
        raise Invalid(f"{where}: {error}") from None


def take(value: Any, where: str, required: Shape, optional: Shape | None = None) -> dict[str, Any]:
    """Return an object with exactly these keys, each checked; a key that is null counts as left out."""
    if not isinstance(value, Mapping):
        raise Invalid(f"{where} must be an object")
    known = {**required, **(optional or {})}
    given = {key: one for key, one in value.items() if one is not None}
    for key in given:
        if key not in known:
            raise Invalid(f"{where} has no {key!r:.40}: it takes {', '.join(known) or 'nothing'}")
    for key in required:
        if key not in given:
            raise Invalid(f"{where} needs {key}")
    return {key: known[key](one, f"{where}.{key}") for key, one in given.items()}


def text(most: int, *, least: int = 1) -> Check:
    """Check sound text with between ``least`` and ``most`` characters that are not all spaces."""

    def check(value: Any, where: str) -> str:
        if not isinstance(value, str) or (least > 0 and is_blank(value)):
            raise Invalid(f"{where} must be text of {least} to {most} characters")
        if not least <= len(value.strip() if least else value) <= most:
            raise Invalid(f"{where} must be text of {least} to {most} characters")
        if len(value) > most or any("\ud800" <= character <= "\udfff" for character in value):
            raise Invalid(f"{where} must be sound text of at most {most} characters")
        return value

    return check


def ident(value: Any, where: str) -> str:
    """Check an id."""
    if not isinstance(value, str) or not is_id(value):
        raise Invalid(f"{where} must be an id")
    return value


def whole(least: int, most: int) -> Check:
    """Check a whole number; a client whose numbers are all floats may send 3.0."""

    def check(value: Any, where: str) -> int:
        number = int(value) if isinstance(value, float) and value.is_integer() else value
        if type(number) is not int or not least <= number <= most:
            raise Invalid(f"{where} must be a whole number from {least} to {most}")
        return number

    return check


def word(*words: str) -> Check:
    """Check one word out of a closed list."""

    def check(value: Any, where: str) -> str:
        if value not in words or not isinstance(value, str):
            raise Invalid(f"{where} must be one of {', '.join(words)}")
        return value

    return check


def yes(value: Any, where: str) -> bool:
    """Check true or false."""
    if type(value) is not bool:
        raise Invalid(f"{where} must be true or false")
    return value


def listing(check: Check, most: int, *, least: int = 0) -> Check:
    """Check a list and everything in it."""

    def check_all(value: Any, where: str) -> list[Any]:
        if not isinstance(value, list | tuple) or not least <= len(value) <= most:
            raise Invalid(f"{where} must be a list of {least} to {most}")
        return [check(one, f"{where}[{at}]") for at, one in enumerate(value)]

    return check_all


def kinds(key: str, shapes: Mapping[str, tuple[Shape, Shape]]) -> Check:
    """Check an object whose ``key`` says which of several shapes it has (what it needs, what it may have)."""

    def check(value: Any, where: str) -> dict[str, Any]:
        kind = value.get(key) if isinstance(value, Mapping) else None
        if not isinstance(kind, str) or kind not in shapes:
            raise Invalid(f"{where}.{key} must be one of {', '.join(shapes)}")
        required, optional = shapes[kind]
        return take(value, where, {key: word(kind), **required}, optional)

    return check


days: Final = whole(0, DAYS_MAX)
"""A number of days ahead."""
