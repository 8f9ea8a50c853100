"""One fresh marketplace for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.connectors.amazon.rig import AmazonRig
from tests.connectors.suite.bench import Bench


@pytest.fixture
def rig(tmp_path: Path) -> AmazonRig:
    return AmazonRig(tmp_path)


@pytest.fixture
def bench(rig: AmazonRig) -> Bench:
    return Bench(rig)
