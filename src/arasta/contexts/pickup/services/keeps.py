"""Keep orders for whoever comes for them, until a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.pickup.events import KeepEnded
from arasta.contexts.pickup.models import Keep
from arasta.contexts.pickup.types import KeepRow
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.outbox.publishing import publish


def keep(rows: Sequence[KeepRow]) -> None:
    """Keep orders; one that is kept already is from now on kept as said here."""
    Keep.objects.bulk_create(
        [Keep(order_id=row.order_id, location_id=row.location_id, reason=row.reason, until=row.until) for row in rows],
        update_conflicts=True,
        unique_fields=["order"],
        update_fields=["location", "reason", "until", "ended_at"],
    )


def let_go(order_ids: Sequence[UUID], *, at: datetime) -> None:
    """Keep orders no longer: they were fetched, or are canceled."""
    Keep.objects.filter(order_id__in=list(order_ids), ended_at__isnull=True).update(ended_at=at)


def end(order_id: UUID, *, at: datetime, actor: Actor) -> bool:
    """End a keep whose time is over; tell whether it was still kept. Publishes KeepEnded."""
    with db.transaction():
        found = list(
            Keep.objects.select_for_update(of=("self",)).filter(order_id=order_id, ended_at__isnull=True, until__lt=at)
        )
        for row in found:
            Keep.objects.filter(order_id=order_id).update(ended_at=at)
            told = KeepEnded(order_id=order_id, location_id=row.location_id, reason=row.reason, until=row.until)
            publish([told], actor=actor)
    return bool(found)
