"""Registers on screens."""

from __future__ import annotations

import pytest
from django.test import Client

from arasta.contexts.registers import services
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import to_public
from tests.contexts.identity.making import make_staff, signed_in
from tests.contexts.registers.test_receipts import make_register, receipt
from tests.makers_orders import make_orders

pytestmark = pytest.mark.django_db


def test_registers_and_an_orders_receipt_are_shown(client: Client) -> None:
    till, (sold, online) = make_register(), make_orders(2)
    services.write_receipts([receipt(till, sold)], actor=SYSTEM)
    assert client.get("/office/registers").status_code == 302
    make_staff("owner@example.com")
    signed_in(client, "owner@example.com")
    assert "Till KDK1" in client.get("/office/registers").content.decode()
    panel = client.get(f"/office/registers/of-order/{to_public('ord', sold.id)}").content.decode()
    assert all(word in panel for word in ("KDK1-000001", "Elif", "50.00", "20.00"))
    assert client.get(f"/office/registers/of-order/{to_public('ord', online.id)}").content.decode().strip() == ""
