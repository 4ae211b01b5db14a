"""The repository's own rules: sizes, first lines, leftovers, and the mistakes that cost data before."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LINES_MAX = 400
TEST_LINES_MAX = 600  # a test module follows one module of the sources, with its scenery
LINES_EXCEPTIONS = {
    "crdt/kanverge_crdt/_scan.pyx": "one walk over the bytes, compiled as one unit that never calls Python",
}

SOURCES = (".py", ".pyx", ".ts", ".tsx", ".mjs", ".css")
# Only in comments and at the start of a line: a board may well have a column of that name. Spelled in pieces,
# so that this file does not hold them.
LEFTOVERS = re.compile(r"(^\s*|(#|//|/?\*|<!--|- ).*)\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
MACHINE_PATHS = re.compile(r"(?<![\w.~/$)}\]-])/(home|root|Users|work|mnt)/\w")
# Assigning to the key of a shared text replaces it by an empty one.
TEXT_ASSIGNMENT = re.compile(r"""\[["'](title|description|text|name|body)["']\]\s*\+=""")


@cache
def tracked(*endings: str) -> list[Path]:
    """Return the files that Git holds, or would after ``git add``, by the ends of their names."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    found = [ROOT / name for name in listed if name.endswith(endings)]
    return sorted(path for path in found if path.is_file())


def where(path: Path, line: int | None = None) -> str:
    name = path.relative_to(ROOT).as_posix()
    return name if line is None else f"{name}:{line}"


def lines_like(pattern: re.Pattern[str], *endings: str) -> list[str]:
    """Return ``path:line`` for each line of the tracked files that the pattern finds."""
    return [
        where(path, number)
        for path in tracked(*endings)
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1)
        if pattern.search(line)
    ]


def test_git_holds_the_sources() -> None:
    assert ROOT / "pyproject.toml" in tracked(".toml")
    assert Path(__file__) in tracked(".py")


def test_no_module_holds_a_second_idea() -> None:
    long = {where(path): lines for path in tracked(*SOURCES) if (lines := length(path)) > lines_max(path)}
    assert long.keys() == LINES_EXCEPTIONS.keys(), f"too long, or a needless exception: {long}"


def length(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def lines_max(path: Path) -> int:
    is_test = path.is_relative_to(ROOT / "tests") or ".test." in path.name
    return TEST_LINES_MAX if is_test else LINES_MAX


def test_each_python_module_says_in_its_first_line_what_it_is() -> None:
    """Except the tests that mirror a module: they bear its name."""
    modules = [path for path in tracked(".py") if not path.name.startswith("test_")]
    assert [where(path) for path in modules if not first_line(path)] == []


def first_line(path: Path) -> str | None:
    return ast.get_docstring(ast.parse(path.read_text("utf-8")))


def test_nothing_is_left_over() -> None:
    assert lines_like(LEFTOVERS, *SOURCES, ".md", ".toml", ".html", "Makefile") == []


def test_no_file_names_a_place_on_one_machine() -> None:
    assert lines_like(MACHINE_PATHS, *SOURCES, ".md", ".toml", ".json", ".html", "Makefile", ".ci/run") == []


def test_the_lock_names_no_registry() -> None:
    assert '"resolved"' not in (ROOT / "package-lock.json").read_text("utf-8")


def test_no_error_is_swallowed() -> None:
    swallowed = [
        where(path, handler.lineno)
        for path in tracked(".py")
        for handler in handlers(path)
        if handler.type is None or (catches_everything(handler.type) and does_nothing(handler))
    ]
    assert swallowed == []


def handlers(path: Path) -> list[ast.ExceptHandler]:
    tree = ast.parse(path.read_text("utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]


def catches_everything(caught: ast.expr) -> bool:
    return isinstance(caught, ast.Name) and caught.id in {"Exception", "BaseException"}


def does_nothing(handler: ast.ExceptHandler) -> bool:
    return all(
        isinstance(step, ast.Pass | ast.Continue | ast.Expr) and not calls(step) for step in handler.body
    )


def calls(step: ast.stmt) -> bool:
    return any(isinstance(node, ast.Call | ast.Await) for node in ast.walk(step))


def test_no_shared_text_is_assigned_to() -> None:
    assert lines_like(TEXT_ASSIGNMENT, ".py") == []


@pytest.mark.parametrize(
    ("pattern", "line"),
    [
        (LEFTOVERS, "open(path)  # TO" + "DO: close"),
        (LEFTOVERS, "- FIX" + "ME: describe"),
        (MACHINE_PATHS, 'open("/ho' + 'me/ann/board.json")'),
        (TEXT_ASSIGNMENT, 'card["title"]' + ' += "x"'),
    ],
)
def test_each_rule_finds_what_it_forbids(pattern: re.Pattern[str], line: str) -> None:
    assert pattern.search(line)
