"""Let orders wait for the money of a dearer way, remind of it once, and stop waiting."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from arasta.contexts.orders.events import OrderDueWaits
from arasta.contexts.orders.models import UnpaidWay as Row
from arasta.contexts.orders.queries import orders
from arasta.contexts.orders.types import UnpaidWay
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.outbox.publishing import publish


def wait(wanted: UnpaidWay, *, remind_at: datetime) -> None:
    """Let a locked order wait; one that waits already does so from now on, for the way that was its before all that."""
    db.require_transaction()
    way = wanted.former
    Row.objects.bulk_create(
        [
            Row(
                order_id=wanted.order_id,
                delivery=way.delivery,
                method=way.method,
                location_id=way.location_id,
                price_minor=way.price.minor,
                currency=way.price.currency,
                tax_rate=way.tax_rate,
                address=asdict(way.address) if way.address else None,
                remind_at=remind_at,
                until=wanted.until,
            )
        ],
        update_conflicts=True,
        unique_fields=["order"],
        update_fields=["remind_at", "until"],
    )


def forget(order_id: UUID) -> None:
    """Wait no longer: it is paid, taken back, or of no use any more."""
    Row.objects.filter(order_id=order_id).delete()


def wait_longer(order_id: UUID, *, until: datetime) -> None:
    """Let an order wait until another time, without another reminder."""
    Row.objects.filter(order_id=order_id).update(until=until)


def remind(order_id: UUID, *, actor: Actor) -> None:
    """Say of a locked order, once, that it waits for its money. Publishes OrderDueWaits."""
    db.require_transaction()
    if Row.objects.filter(order_id=order_id, remind_at__isnull=False).update(remind_at=None):
        row = orders.order(order_id).row
        told = OrderDueWaits(order_id=order_id, number=row.number, channel_id=row.channel_id)
        publish([told], actor=actor)
