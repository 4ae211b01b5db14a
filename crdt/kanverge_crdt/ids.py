"""Ids: of records, and of the clients that write them.

In Yjs the higher client id wins where two wrote one value at the same time, so client ids are policy:
people draw from above every machine, and a person's choice beats an import's or a rule's. Randomness comes
from the caller, as a function that returns a whole number below its argument (``secrets.randbelow``,
``random.Random.randrange``).
"""

from __future__ import annotations

import re
from collections.abc import Callable

RandomBelow = Callable[[int], int]

PERSON_CLIENT_IDS = range(2**20, 2**32)
"""Whoever a person edits with: browsers, the Python client."""
MACHINE_CLIENT_IDS = range(1, 2**20)
"""Imports, rules and the server's own upkeep."""

ID_CHARACTERS = 22
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_IS_ID = re.compile(r"[0-9A-Za-z]{22}").fullmatch


def new_id(random_below: RandomBelow) -> str:
    """Return a new id of a record: 128 random bits in base 62, always 22 characters."""
    number = random_below(2**128)
    digits = []
    for _ in range(ID_CHARACTERS):
        number, digit = divmod(number, 62)
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))


def is_id(value: str) -> bool:
    """Say whether ``value`` is spelled as an id."""
    return _IS_ID(value) is not None


def person_client_id(random_below: RandomBelow) -> int:
    """Return a client id for an editor that is a person."""
    return _drawn(PERSON_CLIENT_IDS, random_below)


def machine_client_id(random_below: RandomBelow) -> int:
    """Return a client id for an editor that is a machine: it loses against every person."""
    return _drawn(MACHINE_CLIENT_IDS, random_below)


def _drawn(ids: range, random_below: RandomBelow) -> int:
    return ids[random_below(len(ids))]
