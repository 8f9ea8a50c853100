"""One fresh twin for each test, for each connector in turn."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.connectors.amazon.rig import AmazonRig
from tests.connectors.google.rig import GoogleRig
from tests.connectors.meta.rig import MetaRig
from tests.connectors.shopify.rig import ShopifyRig
from tests.connectors.suite.bench import Bench
from tests.connectors.suite.rig import Rig, RigBuilder
from tests.connectors.trendyol.rig import TrendyolRig
from tests.connectors.woocommerce.rig import WooRig

RIGS: Mapping[str, RigBuilder] = {
    "amazon": AmazonRig,
    "google": GoogleRig,
    "meta": MetaRig,
    "shopify": ShopifyRig,
    "trendyol": TrendyolRig,
    "woocommerce": WooRig,
}
"""The rigs of all connectors to channels, one per line."""


@pytest.fixture(params=sorted(RIGS))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Rig:
    return RIGS[request.param](tmp_path)


@pytest.fixture
def bench(rig: Rig) -> Bench:
    return Bench(rig)
