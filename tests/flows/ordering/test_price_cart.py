"""A cart costs what holds at its time, in the merchant's country."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from arasta.contexts.channels.services import channels
from arasta.contexts.pricing.services import taxes
from arasta.contexts.pricing.types import TaxRateInput
from arasta.flows.ordering.price_cart import price_cart
from arasta.flows.ordering.refusals import NotSold
from arasta.kernel.access import SYSTEM
from tests import makers
from tests.flows.ordering.shop import open_shop

pytestmark = pytest.mark.django_db


def test_a_tax_rate_begins_when_its_day_begins_where_the_merchant_is() -> None:
    shop = open_shop(warehouse=1)
    cart = shop.cart(1, pickup=True)
    now = price_cart(cart, at=datetime(2026, 6, 30, 20, 59, tzinfo=UTC)).lines[0]
    rise = TaxRateInput(
        tax_class=now.variant.tax_class, country="TR", rate=Decimal("0.25"), valid_from=date(2026, 7, 1)
    )
    taxes.save_tax_rates([rise])

    before, after = (price_cart(cart, at=datetime(2026, 6, 30, *at, tzinfo=UTC)).lines[0] for at in ((20, 59), (21, 0)))

    assert (before.tax_rate, after.tax_rate) == (Decimal("0.20"), Decimal("0.25"))


def test_sending_is_taxed_at_the_standard_rate_of_its_day() -> None:
    shop = open_shop(warehouse=1)
    cart = shop.cart(1)
    rise = TaxRateInput(tax_class="standard", country="TR", rate=Decimal("0.25"), valid_from=date(2026, 7, 1))
    taxes.save_tax_rates([rise])

    before, after = (price_cart(cart, at=datetime(2026, 6, 30, *at, tzinfo=UTC)) for at in ((20, 59), (21, 0)))

    assert (before.delivery_tax_rate, after.delivery_tax_rate) == (Decimal("0.20"), Decimal("0.25"))
    assert after.tax == after.lines[0].total.included(Decimal("0.25")) + after.delivery.included(Decimal("0.25"))


def test_what_a_channels_range_leaves_out_is_not_sold_there() -> None:
    shop = open_shop(warehouse=5)
    cart = shop.cart(1)
    before = price_cart(cart, at=makers.DAY)
    channels.set_range(shop.channel, ["elsewhere"], now=makers.DAY, actor=SYSTEM)
    outside = price_cart(cart, at=makers.DAY)

    assert (before.unsellable, outside.unsellable) == ((), (shop.variant,))
    with pytest.raises(NotSold):
        shop.order(cart)
