"""How others see who acts, and what of a state somebody's role lets them see."""

from __future__ import annotations

from typing import Any, Final

from kanverge.accounts.principals import COLORS, Principal

SPOTLIGHT: Final = "spotlight"
"""The key of a state by which somebody asks everyone to follow."""


def person_of(principal: Principal) -> dict[str, str]:
    """Return the person map of a ``welcome`` and of a row of ``present``."""
    return {"id": principal.id, "name": principal.name, "color": COLORS[principal.color]}


def allowed(principal: Principal, state: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return a state without what its sender's role does not allow."""
    if state is None or SPOTLIGHT not in state or principal.may("presence.spotlight"):
        return state
    return {key: value for key, value in state.items() if key != SPOTLIGHT}
