"""A process that imports one file, and says how much memory that took."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from kanverge.cli import transferring
from kanverge.errors import Invalid


def main() -> None:
    """Import the file into the store; print the peak of resident memory in bytes, and how it ended."""
    path, store = sys.argv[1:]
    chosen = argparse.Namespace(file=Path(path), store=store, data=None, json=True)
    try:
        asyncio.run(transferring.import_file(chosen))
        ending = "imported"
    except Invalid as error:
        ending = str(error)
    print(f"\n{peak_bytes()} {ending}", file=sys.stderr)


def peak_bytes() -> int:
    """Return the peak of resident memory since this program began; getrusage counts that of its parent as well."""
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(status["VmHWM"].split()[0]) * 1024


if __name__ == "__main__":
    main()
