"""How much a browser fetches, gzipped: for the first page of a board and for all there is, from the built files."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import kanverge

BUILT = Path(kanverge.__file__).parent / "static"
FURTHER_VIEWS = (
    "timeline",
    "timeline_hands",
    "calendar",
    "workload",
    "workload_hands",
    "goals",
    "reports",
    "archive",
    "history",
    "history_hands",
    "history_changes",
    "history_draft",
    "card_activity",
    "portfolio",
    "portfolio_hands",
    "portfolio_time",
    "rules",
    "rules_hands",
    "card_plan",
    "my_work",
    "many",
    "many_hands",
    "inbox",
    "import",
    "subscribe",
    "meeting",
    "lost_told",
    "template_line",
    "refused",
)
"""Files of static/views that one looks at now and then; the app that edits a board does without them."""


def gzipped(name: str) -> int:
    """Return the bytes of a built file as they travel."""
    return len(gzip.compress((BUILT / name).read_bytes(), 9))


def first_files() -> set[str]:
    """Return the scripts that the shell names, and all that those import before they run."""
    return _reached(_named(), dynamic=False)


def first_page() -> int:
    """Return the bytes of JavaScript until a board is on the screen."""
    return sum(map(gzipped, first_files()))


def whole_app() -> int:
    """Return the bytes of all JavaScript that is reached without a further view."""
    return sum(map(gzipped, app_files()))


def further_views() -> dict[str, int]:
    """Return what opening each further view fetches: its own file, and those that only such views share.

    The hands of a view come after it, so what it has fetched already is not theirs.
    """
    files = {_view(path.name): path.name for path in BUILT.glob("*.js") if _view(path.name) in FURTHER_VIEWS}
    app = app_files()

    def fetched(view: str) -> set[str]:
        return _reached({files[view]}, dynamic=False) - app

    return {
        view: sum(map(gzipped, fetched(view) - (fetched(owner) if owner != view else set())))
        for view in files
        if (owner := view.removesuffix("_hands")) in files
    }


def app_files() -> set[str]:
    """Return the scripts that are reached without a further view, those that every page fetches among them."""
    return _reached(_named(), dynamic=True)


def _named() -> set[str]:
    return set(re.findall(r"/static/([\w-]+\.js)", (BUILT / "index.html").read_text()))


def _reached(names: set[str], *, dynamic: bool) -> set[str]:
    """Return the files and what they import; with ``dynamic`` also what is fetched later, but no further view."""
    call = r"|import\(" if dynamic else ""
    found: set[str] = set()
    todo = set(names)
    while todo:
        name = todo.pop()
        found.add(name)
        imported = re.findall(rf'(?:from|import{call})"\./([\w-]+\.js)"', (BUILT / name).read_text())
        todo |= {one for one in imported if not (dynamic and _view(one) in FURTHER_VIEWS)} - found
    return found


def _view(name: str) -> str:
    """Return which file of static/views a built one was made of; a shared piece is called otherwise."""
    return name.rpartition("-")[0]


def styles() -> int:
    """Return the bytes of all style sheets."""
    return sum(gzipped(path.name) for path in BUILT.glob("*.css"))
