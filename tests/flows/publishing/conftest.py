"""A counter with shirts, for tests about listings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytest_django import Settings

from tests.flows.publishing.counter import Counter, strict_connector
from tests.flows.stall import KEY


@pytest.fixture
def counter(db: None, settings: Settings) -> Iterator[Counter]:
    settings.FIELD_KEY = KEY
    with strict_connector():
        yield Counter()
