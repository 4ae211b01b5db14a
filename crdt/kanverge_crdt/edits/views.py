"""Verbs of saved views."""

from __future__ import annotations

from kanverge_crdt.edits.records import Noun
from kanverge_crdt.schema import View

VERBS = Noun("views", View).verbs()
