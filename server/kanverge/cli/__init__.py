"""The command line: one function a verb, errors as one line on stderr, never a traceback."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence

from kanverge import __version__
from kanverge.cli import accounts, serving, verbs, working
from kanverge.errors import KanvergeError

FAILED, USAGE, INTERRUPTED = 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    chosen = parser().parse_args(arguments)
    try:
        asyncio.run(chosen.run(chosen))
    except KanvergeError as error:
        return _fail(str(error))
    except BrokenPipeError:
        return FAILED
    except OSError as error:
        return _fail(
            f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
        )
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _fail(message: str) -> int:
    one_line = " ".join(message.split())
    print(f"kanverge: {one_line}", file=sys.stderr)
    return FAILED


def parser() -> argparse.ArgumentParser:
    """Return the parser of every verb."""
    root = argparse.ArgumentParser(prog="kanverge", description="Boards that many people edit at once.")
    root.add_argument("--version", action="version", version=f"kanverge {__version__}")
    commands = root.add_subparsers(title="commands", required=True, metavar="COMMAND")
    store = argparse.ArgumentParser(add_help=False)
    store.add_argument("--store", metavar="URL", help="a Redis or Valkey of your own")
    store.add_argument("--data", metavar="DIR", help="directory of the embedded store (default ./data)")
    serving.add_to(commands, store)
    working.add_to(commands, store)
    verbs.add_to(commands, store)
    accounts.add_to(commands, store)
    return root
