"""Verbs of milestones."""

from __future__ import annotations

from kanverge_crdt.edits.records import Noun
from kanverge_crdt.schema import Milestone

VERBS = Noun("milestones", Milestone).verbs()
