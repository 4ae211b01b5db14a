"""The nodes over one store that the live layer is tested with."""

from __future__ import annotations

from tests.live.conftest import clock, node, other_node

__all__ = ["clock", "node", "other_node"]
