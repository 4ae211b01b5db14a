"""The command line: one function a verb, errors as one line on stderr, never a traceback."""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from kanverge import __version__, config
from kanverge.cli import accounts, logs, running, services, streams, transferring, verbs
from kanverge.cli.plain import plain
from kanverge.errors import KanvergeError, StoreAway

FAILED, USAGE, SIGNALLED = 1, 2, 128

logger = logging.getLogger(__name__)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    chosen = parser().parse_args(arguments)
    try:
        streams.settle(needs_output=not chosen.is_service)
        logs.to_stderr(config.log_level() if chosen.is_service else "critical")
        ended_by = running.run(chosen.run(chosen))
    except StoreAway as error:
        return _fail(str(error), os.EX_TEMPFAIL)
    except KanvergeError as error:
        return _fail(str(error))
    except BrokenPipeError:
        return FAILED  # whoever read the output has gone
    except OSError as error:
        return _fail(
            f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
        )
    except UnicodeEncodeError as error:  # an argument with bytes that are no text
        return _fail(f"{error.object!a:.60} is not UTF-8")
    except Exception as error:
        logger.critical("this should not have happened", exc_info=error)
        return FAILED
    if ended_by is None or chosen.is_service:
        return 0  # to be told to end is how a service ends well
    return SIGNALLED + ended_by


def _fail(message: str, status: int = FAILED) -> int:
    print(f"kanverge: {plain(' '.join(message.split()))}", file=sys.stderr)
    return status


class Parser(argparse.ArgumentParser):
    """A parser that tells what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE, f"{self.prog}: {plain(' '.join(message.split()))} (see {self.prog} --help)\n")


def parser() -> argparse.ArgumentParser:
    """Return the parser of every verb."""
    root = Parser(
        prog="kanverge",
        description="Boards that many people edit at once.",
        epilog="Every command works beside a running server; 'kanverge COMMAND --help' tells more of each.",
    )
    root.add_argument("--version", action="version", version=f"kanverge {__version__}")
    root.set_defaults(is_service=False)
    commands = root.add_subparsers(title="commands", required=True, metavar="COMMAND")
    store = argparse.ArgumentParser(add_help=False)
    store.add_argument(
        "--store", metavar="URL", help="a Redis or Valkey of your own (default $KANVERGE_STORE)"
    )
    store.add_argument(
        "--data", metavar="DIR", help="directory of the embedded store (default $KANVERGE_DATA, else ./data)"
    )
    services.add_to(commands, store)
    verbs.add_to(commands, store)
    transferring.add_to(commands, store)
    accounts.add_to(commands, store)
    return root
