"""The till's tests may offer a terminal of their own under the test provider's name; afterwards it is the real one's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from arasta.contexts.payments import ports


@pytest.fixture(autouse=True)
def _gateways() -> Iterator[None]:
    before = dict(ports._factories)
    yield
    ports._factories.clear()
    ports._factories.update(before)
