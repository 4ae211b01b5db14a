"""The sync badge: every combination says the truth."""

from itertools import product

import pytest

from kanverge_crdt.status import Badge, Phase, status

ALL = list(product(Phase, (0, 3), (True, False), (0, 1)))


@pytest.mark.parametrize(("phase", "waiting", "store_available", "refused"), ALL)
def test_live_is_shown_only_when_all_is_saved(
    phase: Phase, waiting: int, store_available: bool, refused: int
) -> None:
    shown = status(phase, waiting=waiting, store_available=store_available, refused=refused)
    is_quiet = phase is Phase.LIVE and not waiting and store_available and not refused
    assert (shown.badge is Badge.LIVE) == is_quiet
    assert shown.waiting == waiting


@pytest.mark.parametrize(
    ("phase", "waiting", "store_available", "refused", "badge"),
    [
        (Phase.LIVE, 2, True, 0, Badge.SAVING),
        (Phase.LIVE, 2, False, 0, Badge.PAUSED),
        (Phase.JOINING, 0, True, 0, Badge.OFFLINE),
        (Phase.DISCONNECTED, 2, False, 0, Badge.OFFLINE),
        (Phase.GONE, 2, True, 0, Badge.GONE),
        (Phase.GONE, 0, True, 1, Badge.REFUSED),
    ],
)
def test_the_most_urgent_state_is_shown(
    phase: Phase, waiting: int, store_available: bool, refused: int, badge: Badge
) -> None:
    assert status(phase, waiting=waiting, store_available=store_available, refused=refused).badge is badge
