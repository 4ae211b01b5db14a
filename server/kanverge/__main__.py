"""The ``kanverge`` command, also as ``python -m kanverge``."""

import signal
import sys


def main() -> int:
    """Run the command line and return its exit status."""
    # Until a command runs, and once it has ended, Ctrl-C just ends the process: no traceback out of an import.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from kanverge import cli

    return cli.main()


if __name__ == "__main__":
    sys.exit(main())
