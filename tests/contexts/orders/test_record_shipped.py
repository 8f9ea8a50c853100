"""What was shipped is counted by line, and the order's status follows, whoever counts at the same moment."""

from __future__ import annotations

from decimal import Decimal

import pytest

from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.services import placing, statuses
from arasta.contexts.orders.types import DeliveryKind, LineInput, OrderInput, OrderStatus
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from tests import makers
from tests.flows.rivals import rival_waiting

pytestmark = pytest.mark.django_db(transaction=True)


def test_lines_counted_at_the_same_moment_complete_their_order() -> None:
    lines = tuple(
        LineInput(variant, "SKU", "Thing", "", 1, Money(1000, "TRY"), Decimal("0.20"))
        for variant in makers.make_variants(2)
    )
    order = OrderInput(new_id(), makers.make_channel(), "TRY", lines, DeliveryKind.DELIVERY, cart_id=new_id())
    with db.transaction():
        placed = placing.place_orders([order], actor=SYSTEM)[0]
    first, second = placed.lines

    with rival_waiting(lambda: statuses.record_shipped([(second.id, 1)], actor=SYSTEM)):
        statuses.record_shipped([(first.id, 1)], actor=SYSTEM)

    assert orders.order(placed.id).row.status is OrderStatus.COMPLETED
