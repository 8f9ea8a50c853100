"""The shop's own fixtures: a shelf shows what the shop sells."""

from __future__ import annotations

from tests.surfaces.storefront.conftest import provider, shop

__all__ = ["provider", "shop"]
