"""One fresh shop for each test, with a connector on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.connectors.suite.bench import Bench
from tests.connectors.woocommerce.rig import WooRig


@pytest.fixture
def rig(tmp_path: Path) -> WooRig:
    return WooRig(tmp_path)


@pytest.fixture
def bench(rig: WooRig) -> Bench:
    return Bench(rig)
