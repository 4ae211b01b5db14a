"""The log: on stderr, one line an event, control characters escaped, without secrets."""

from __future__ import annotations

import logging
import sys

from kanverge.accounts.credentials import redacted
from kanverge.cli.plain import plain

# These tell addresses and headers of requests below this level, and a token may be in them (robustness E2, E22).
_TALKATIVE = ("uvicorn", "websockets")


class OneLine(logging.Formatter):
    """Formats an event, its traceback included, as one line."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return plain(redacted(super().format(record)))


def to_stderr(level: str) -> None:
    """Write events of ``level`` (such as ``"warning"``) and above to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(OneLine())
    logging.basicConfig(handlers=[handler], level=level.upper())
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
