"""Verbs of the initiatives of a portfolio."""

from __future__ import annotations

from kanverge_crdt.edits.standings import StandingNoun
from kanverge_crdt.schema import Initiative

VERBS = StandingNoun("initiatives", Initiative, "parent").verbs()
