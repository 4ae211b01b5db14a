"""How others see who acts."""

from __future__ import annotations

from kanverge.accounts.principals import COLORS, Principal


def person_of(principal: Principal) -> dict[str, str]:
    """Return the person map of a ``welcome`` and of a row of ``present``."""
    return {"id": principal.id, "name": principal.name, "color": COLORS[principal.color]}
