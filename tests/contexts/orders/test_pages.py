"""The panels that the order book adds to other rooms' pages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client

from arasta.contexts.identity.types import Role
from arasta.contexts.orders.services import placing
from arasta.contexts.orders.types import DeliveryKind, LineInput, OrderInput
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id, to_public
from arasta.kernel.money import Money
from tests.contexts.customers.making import make_customer
from tests.contexts.identity.making import make_staff, signed_in
from tests.makers import make_channel, make_variant

pytestmark = pytest.mark.django_db


def test_a_customers_page_shows_their_orders(client: Client) -> None:
    customer, stranger = make_customer("Ada", email="ada@example.com"), make_customer("Bea", email="bea@example.com")
    line = LineInput(make_variant(), "SKU", "Thing", "", 2, Money(1000, "TRY"), Decimal("0.20"))
    order = OrderInput(new_id(), make_channel(), "TRY", (line,), DeliveryKind.DELIVERY, customer_id=customer)
    with db.transaction():
        placed = placing.place_orders([order], actor=SYSTEM)[0]
    make_staff("cem@example.com", role=Role.AGENT)

    nobody = client.get(f"/office/orders/of-customer/{to_public('cus', customer)}")
    signed_in(client, "cem@example.com")
    own = client.get(f"/office/orders/of-customer/{to_public('cus', customer)}").content.decode()
    other = client.get(f"/office/orders/of-customer/{to_public('cus', stranger)}").content.decode()
    page = client.get(f"/office/customers/{to_public('cus', customer)}").content.decode()

    assert nobody.status_code == 302
    assert (f'href="/office/orders/{to_public("ord", placed.id)}">{placed.number}<' in own, "₺20.00" in own) == (
        True,
        True,
    )
    assert "No order yet." in other
    assert f'hx-get="/office/orders/of-customer/{to_public("cus", customer)}"' in page
