"""The shop, its provider, and a browser that checks form tokens."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from arasta.contexts.payments.ports import register_gateway
from tests.surfaces.storefront.shopping import Provider, Shop, open_shop


@pytest.fixture
def provider() -> Provider:
    """A provider for one test."""
    return Provider()


@pytest.fixture
def shop(db: None, provider: Provider, settings: Settings, tmp_path: Path) -> Shop:
    """The shop, paid through the fake provider."""
    settings.SHOP_PAYMENT_PROVIDER = "shop-fake"
    settings.MEDIA_ROOT = tmp_path
    register_gateway("shop-fake", lambda: provider)
    return open_shop(provider)
