"""What people are told is what there is: settings, commands and routes are compared with the pages that list them."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from kanverge.cli import parser
from kanverge.config import ENVIRONMENT

ROOT = Path(__file__).parents[1]
OPERATING = (ROOT / "docs/operating.md").read_text()
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
# A file as pages name them: in backticks, or a page by its path.
NAMED_FILE = re.compile(
    r"`((?:[\w-]+/)*[\w-]+\.(?:py|pyx|tsx?|mjs|c|css|md|toml))`|\b((?:docs/)[\w/-]+\.md)\b"
)


def commands(root: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield every command that can be run, with its parser."""
    groups = [action for action in root._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield name, root
    for group in groups:
        for verb, child in group.choices.items():
            yield from commands(child, f"{name} {verb}".strip())


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    documented = set(re.findall(r"^\| `(KANVERGE_[A-Z_]+)` \|", OPERATING, re.MULTILINE))
    assert documented == set(ENVIRONMENT)


def test_every_command_and_option_is_documented() -> None:
    rows = re.findall(r"^\| `kanverge ([^`]+)` \|", OPERATING, re.MULTILINE)
    for name, command in commands(parser()):
        row = next((row for row in rows if row.startswith(name)), None)
        assert row is not None, f"kanverge {name} is not in docs/operating.md"
        for action in command._actions:
            for option in action.option_strings:
                if option.startswith("--") and option not in ("--help", "--store", "--data"):
                    assert option in row, f"{option} of kanverge {name} is not in docs/operating.md"


def test_every_documented_command_exists() -> None:
    names = {name for name, _ in commands(parser())}
    for row in re.findall(r"^\| `kanverge ([^`]+)` \|", OPERATING, re.MULTILINE):
        words = re.split(r"\s+(?=\[|-|[A-Z])", row)[0]
        assert words in names, f"docs/operating.md names kanverge {words}"


def named_files() -> Iterator[tuple[str, str]]:
    """Yield every page with every file it names."""
    for page in PAGES:
        for match in NAMED_FILE.finditer(page.read_text("utf-8")):
            yield page.relative_to(ROOT).as_posix(), match[1] or match[2]


def test_every_file_that_a_page_names_exists() -> None:
    sources = ("bench", "clients", "crdt", "docs", "server", "static", "tests")
    found = [path for folder in sources for path in (ROOT / folder).rglob("*.*")] + list(ROOT.glob("*.*"))
    known = {path.relative_to(ROOT).as_posix() for path in found}
    known |= {
        "/".join(parts[at:]) for parts in (name.split("/") for name in known) for at in range(len(parts))
    }
    named = list(named_files())
    assert len(named) > 50
    assert [(page, name) for page, name in named if name not in known] == []
