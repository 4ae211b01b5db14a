"""A running service, and what its visitors send."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from kanverge.store.embedded import Embedded
from tests.doubles.service import Running, running_service


@pytest.fixture
async def service(valkey: Embedded) -> AsyncIterator[Running]:
    async with running_service(valkey) as service:
        yield service
