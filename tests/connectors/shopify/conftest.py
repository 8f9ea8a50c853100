"""One fresh shop for each test, with the connector on its bench."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.connectors.shopify.rig import ShopifyRig
from tests.connectors.suite.bench import Bench


@pytest.fixture
def shop(tmp_path: Path) -> ShopifyRig:
    return ShopifyRig(tmp_path)


@pytest.fixture
def bench(shop: ShopifyRig) -> Bench:
    return Bench(shop)
