"""The demo company has had a morning: whoever opens the office finds work in every state, and all of it true."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pytest_django import Settings

from arasta.config import audit
from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.inventory.queries import promises, stock
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.queries.orders import OrderFilter
from arasta.contexts.registers import queries as registers
from arasta.contexts.returns import queries as returns
from arasta.demo import seed
from arasta.kernel import clock


@pytest.mark.django_db
def test_a_founded_company_has_work_in_every_state_and_books_that_agree(tmp_path: Path, settings: Settings) -> None:
    settings.FIELD_KEY = Fernet.generate_key().decode()

    seed.found(media=tmp_path / "media", twins_url="http://twins.example", at=clock.now(), step=lambda name: None)

    rows = orders.page(OrderFilter()).items
    assert Counter((row.status.value, row.fulfillment_status.value) for row in rows) == {
        ("placed", "unfulfilled"): 8,
        ("completed", "fulfilled"): 6,
        ("canceled", "canceled"): 1,
    }
    parts = fulfillment.of_orders([row.id for row in rows])
    assert Counter(part.status.value for part in parts) == {
        "open": 1, "accepted": 2, "ready": 3, "shipped": 2, "picked_up": 1, "canceled": 1, "sent": 1, "arrived": 1,
    }  # fmt: skip
    assert len(returns.of_orders([row.id for row in rows])) == 1
    assert Counter(row.status.value for row in stock.transfers()) == {"in_transit": 2, "received": 1}
    assert sum(row.last_receipt for row in registers.registers()) == 3
    assert len(promises.waiting_of([row.id for row in rows])) == 1
    assert audit.find_lies() == []
