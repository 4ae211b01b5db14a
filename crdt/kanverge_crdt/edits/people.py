"""Verbs of people who are not accounts."""

from __future__ import annotations

from kanverge_crdt.edits.records import Noun
from kanverge_crdt.schema import Person

VERBS = Noun("people", Person).verbs()
