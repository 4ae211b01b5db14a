"""Change bytes of an update that mean something."""

from __future__ import annotations

import random

from tests.crdt.writer import number


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Change a few bytes, with a liking for the numbers and tags that mean something."""
    raw = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(raw) + 1)
        match chance.randrange(5):
            case 0:
                raw[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                raw[at:at] = chance.choice(
                    (b"\0", b"\x80", b"\xff\xff", number(2**31), number(2**53), b"\x75\1")
                )
            case 2:
                del raw[at : at + chance.randint(1, 4)]
            case 3:
                raw[at : at + 1] = bytes(
                    [chance.choice((0, 1, 4, 7, 8, 0x28, 0x84, 0x88, 0xA8, 0xC4, 117, 118, 126))]
                )
            case _:
                other = chance.randrange(len(raw) + 1)
                raw[at:at] = raw[other : other + 8]
    return bytes(raw)
