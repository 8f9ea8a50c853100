"""A field key for secrets, and a stall on the marketplace."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tests.flows.stall import KEY, Stall, open_stall


@pytest.fixture
def stall(tmp_path: Path, settings: Settings) -> Iterator[Stall]:
    """A stall for one test."""
    settings.FIELD_KEY = KEY
    with open_stall(tmp_path) as opened:
        yield opened
