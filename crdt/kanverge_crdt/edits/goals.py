"""Verbs of goals."""

from __future__ import annotations

from kanverge_crdt.edits.records import Noun
from kanverge_crdt.schema import Goal

VERBS = Noun("goals", Goal).verbs()
