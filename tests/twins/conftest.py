"""One fresh world of twins for each test."""

from pathlib import Path

import pytest

from tests.twins.makers import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    """The twins over an empty folder."""
    return World(tmp_path / "twins")
