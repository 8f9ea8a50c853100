from __future__ import annotations

from collections.abc import Iterator

import pytest

from arasta.connectors.stripe import client
from arasta.connectors.stripe.connector import StripeGateway
from tests.connectors.stripe.running import running_stripe


@pytest.fixture(scope="session")
def stripe_url() -> Iterator[str]:
    """The address of a Stripe for all of these tests."""
    with running_stripe() as url:
        yield url


@pytest.fixture
def gateway(stripe_url: str) -> StripeGateway:
    return StripeGateway(client.open_client(stripe_url, "sk_test_1"))
