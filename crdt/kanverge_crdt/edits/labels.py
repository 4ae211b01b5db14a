"""Verbs of labels."""

from __future__ import annotations

from kanverge_crdt.edits.records import Noun
from kanverge_crdt.schema import Label

VERBS = Noun("labels", Label).verbs()
