"""How much a browser fetches, gzipped: for the first page of a board and for all there is, from the built files."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import kanverge

BUILT = Path(kanverge.__file__).parent / "static"
FURTHER_VIEWS = (
    "timeline",
    "calendar",
    "workload",
    "goals",
    "reports",
    "history",
    "portfolio",
    "rules",
    "my_work",
)
"""Files of static/views that one looks at now and then; the app that edits a board does without them."""


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
    """Return the bytes of all JavaScript but the further views; the service worker is no part of the pages."""
    further = further_views()
    return sum(
        gzipped(path.name)
        for path in BUILT.glob("*.js")
        if path.name != "sw.js" and path.name.rpartition("-")[0] not in further
    )


def further_views() -> dict[str, int]:
    """Return the bytes of each further view's own file."""
    names = {path.name: path.name.rpartition("-")[0] for path in BUILT.glob("*.js")}
    return {view: gzipped(name) for name, view in names.items() if view in FURTHER_VIEWS}


def styles() -> int:
    """Return the bytes of all style sheets."""
    return sum(gzipped(path.name) for path in BUILT.glob("*.css"))
