"""Makers of placed orders, for tests of what comes after."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

from arasta.contexts.orders.services import placing
from arasta.contexts.orders.types import DeliveryKind, LineInput, OrderInput, PlacedOrder
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from tests import makers
from tests.makers_catalog import save_plain_products

_counter = iter(range(1, 1_000_000))


def make_orders(
    count: int,
    *,
    quantities: Sequence[int] = (2, 1),
    channel: UUID | None = None,
    location: UUID | None = None,
    email: str = "",
) -> list[PlacedOrder]:
    """Place orders of the same variants, one line for each quantity, at 10.00 TRY a unit."""
    where, variants = channel or makers.make_channel(), _variants(len(quantities))
    orders = [
        OrderInput(
            id=new_id(),
            channel_id=where,
            currency="TRY",
            delivery=DeliveryKind.COUNTER if location else DeliveryKind.DELIVERY,
            cart_id=new_id(),
            location_id=location,
            email=email,
            lines=tuple(
                LineInput(variant, sku, f"Thing {sku}", "", units, Money(1000, "TRY"), Decimal("0.20"))
                for (variant, sku), units in zip(variants, quantities, strict=True)
            ),
        )
        for _ in range(count)
    ]
    with db.transaction():
        return placing.place_orders(orders, actor=SYSTEM)


def make_order(*, quantities: Sequence[int] = (2, 1)) -> PlacedOrder:
    """Place one order."""
    return make_orders(1, quantities=quantities)[0]


def _variants(count: int) -> list[tuple[UUID, str]]:
    skus = [f"ORDERED-{next(_counter)}" for _ in range(count)]
    return list(zip(save_plain_products(skus), skus, strict=True))
