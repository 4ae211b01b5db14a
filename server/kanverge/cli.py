"""The command line: reads the arguments and calls the verb they name."""

import argparse
from collections.abc import Sequence

from kanverge import __version__


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser().parse_args(arguments)
    return 0


def parser() -> argparse.ArgumentParser:
    """Return the parser of every verb."""
    root = argparse.ArgumentParser(prog="kanverge", description="Boards that many people edit at once.")
    root.add_argument("--version", action="version", version=f"kanverge {__version__}")
    return root
