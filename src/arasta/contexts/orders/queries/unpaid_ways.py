"""Read which orders wait for the money of a dearer way, and how long."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from arasta.contexts.orders.models import UnpaidWay as Row
from arasta.contexts.orders.types import Address, DeliveryKind, UnpaidWay, Way
from arasta.kernel.money import Money

_COLUMNS = (
    "order_id",
    "until",
    "delivery",
    "price_minor",
    "currency",
    "tax_rate",
    "location_id",
    "method",
    "address",
)


def unpaid_way(order_id: UUID) -> UnpaidWay | None:
    """Return what an order waits for, if it does."""
    return next((_row(row) for row in Row.objects.filter(order_id=order_id).values_list(*_COLUMNS)), None)


def overdue(*, at: datetime, limit: int = 200) -> list[UnpaidWay]:
    """Return what was not paid in time, the longest first."""
    rows = Row.objects.filter(until__lte=at).order_by("until").values_list(*_COLUMNS)
    return [_row(row) for row in rows[:limit]]


def to_remind(*, at: datetime, limit: int = 200) -> list[UUID]:
    """Return the orders whose customers are to be reminded, and have time left, the longest waiting first."""
    rows = Row.objects.filter(remind_at__lte=at, until__gt=at).order_by("remind_at")
    return list(rows.values_list("order_id", flat=True)[:limit])


def _row(row: tuple[Any, ...]) -> UnpaidWay:
    order_id, until, delivery, price, currency, rate, location, method, address = row
    sent_to = Address(**address) if address else None
    return UnpaidWay(
        order_id, Way(DeliveryKind(delivery), Money(price, currency), rate, location, method, sent_to), until
    )
