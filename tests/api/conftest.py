"""A shop with stock, and an integrator who may do everything the API offers."""

from __future__ import annotations

import pytest

from arasta.contexts.identity.types import PERMISSIONS
from tests.api.integrator import Integrator
from tests.flows.ordering.shop import Shop, open_shop


@pytest.fixture
def shop(db: None) -> Shop:
    """Five units in the warehouse, two in the store."""
    return open_shop(warehouse=5, store=2)


@pytest.fixture
def integrator(db: None) -> Integrator:
    """All scopes."""
    return Integrator(tuple(PERMISSIONS))
