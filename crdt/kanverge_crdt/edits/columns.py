"""Verbs of columns."""

from __future__ import annotations

from kanverge_crdt.edits.records import RankedNoun
from kanverge_crdt.schema import Column

VERBS = RankedNoun("columns", Column).verbs()
