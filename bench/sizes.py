"""How much a browser fetches, gzipped: for the first page of a board and for all there is, from the built files."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import kanverge

BUILT = Path(kanverge.__file__).parent / "static"


def gzipped(name: str) -> int:
    """Return the bytes of a built file as they travel."""
    return len(gzip.compress((BUILT / name).read_bytes(), 9))


def first_files() -> set[str]:
    """Return the scripts that the shell names, and all that those import before they run."""
    found: set[str] = set()
    todo = re.findall(r"/static/([\w-]+\.js)", (BUILT / "index.html").read_text())
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += re.findall(r'(?:from|import)"\./([\w-]+\.js)"', (BUILT / name).read_text())
    return found


def first_page() -> int:
    """Return the bytes of JavaScript until a board is on the screen."""
    return sum(map(gzipped, first_files()))


def whole_app() -> int:
    """Return the bytes of all JavaScript of the pages; the service worker is none of theirs."""
    return sum(gzipped(path.name) for path in BUILT.glob("*.js") if path.name != "sw.js")


def styles() -> int:
    """Return the bytes of all style sheets."""
    return sum(gzipped(path.name) for path in BUILT.glob("*.css"))
