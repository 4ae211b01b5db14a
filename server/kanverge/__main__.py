"""Run the command line as ``python -m kanverge``."""

import sys

from kanverge.cli import main

sys.exit(main())
