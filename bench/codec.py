"""What one message costs to write and to read, on one core: ``python bench/codec.py``.

22 November 2026, 2-core virtual machine with other work on it (load 5), CPython 3.11.7, best of 7 runs of
100,000, microseconds a message:

    edit (40 bytes)                         encode 0.46   decode 2.04
    saved                                   encode 0.36   decode 1.35
    edits (300 bytes, 5 authors)            encode 0.76   decode 5.29
    presence (3 keys)                       encode 0.51   decode 2.61

Of an edit's decoding, by parts: unpacking 0.3, the checks 0.5, making the frozen dataclass 0.65 (one that is not
frozen costs 0.15), the rest is dispatch.
"""

from __future__ import annotations

from functools import partial
from timeit import repeat

from kanverge_crdt.codec import Edit, Edits, Presence, Saved, Sender, decode, encode

RUNS, CALLS = 7, 100_000
AUTHOR = [2**31 + 7, "0123456789abcdefghijkl"]
MESSAGES: list[tuple[str, Sender, Edit | Saved | Edits | Presence]] = [
    ("edit (40 bytes)", "client", Edit(1_234, 2**31 + 7, "0123456789abcdefghijkl", bytes(40))),
    ("saved", "server", Saved(1_234)),
    ("edits (300 bytes, 5 authors)", "server", Edits(bytes(300), [AUTHOR] * 5)),
    (
        "presence (3 keys)",
        "client",
        Presence({"card": "0123456789abcdefghijkl", "view": "board", "drag": True}),
    ),
]


def main() -> None:
    for name, sender, message in MESSAGES:
        frame = encode(message)
        writing = min(repeat(partial(encode, message), repeat=RUNS, number=CALLS)) / CALLS
        reading = min(repeat(partial(decode, frame, sender=sender), repeat=RUNS, number=CALLS)) / CALLS
        print(f"{name:<40}encode {writing * 1e6:.2f}   decode {reading * 1e6:.2f}")


if __name__ == "__main__":
    main()
