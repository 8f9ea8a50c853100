"""The web shop that returns come from."""

from __future__ import annotations

from tests.surfaces.storefront.conftest import provider, shop

__all__ = ["provider", "shop"]
