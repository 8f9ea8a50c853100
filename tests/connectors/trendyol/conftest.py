"""One fresh marketplace for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.connectors.trendyol.bench import Bench
from tests.twins.makers import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path / "twins")


@pytest.fixture
def bench(world: World) -> Bench:
    return Bench(world)
