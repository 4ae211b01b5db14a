"""New boards: an empty one to begin with, and the sample that a new server shows."""

from __future__ import annotations

import random
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from kanverge.accounts.principals import Principal, machine
from kanverge.store import keys, log
from kanverge.store.base import Boards, Commit, Committed, Write
from kanverge.store.log import Entry, Row
from kanverge_crdt import edits
from kanverge_crdt.board import Board
from kanverge_crdt.ids import MACHINE_CLIENT_IDS, new_id

SAMPLE_NAME: Final = "Welcome to Kanverge"
