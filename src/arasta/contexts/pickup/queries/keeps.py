"""Read how long orders are kept."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from arasta.contexts.pickup.models import Keep
from arasta.contexts.pickup.types import KeepReason, KeepRow

_COLUMNS = ("order_id", "location_id", "reason", "until")


def keeps(order_ids: Collection[UUID]) -> dict[UUID, KeepRow]:
    """Return how long orders are still kept; one that is not is absent."""
    rows = Keep.objects.filter(order_id__in=list(order_ids), ended_at__isnull=True).values_list(*_COLUMNS)
    return {row[0]: KeepRow(row[0], row[1], KeepReason(row[2]), row[3]) for row in rows}


def overdue(*, at: datetime, limit: int = 200) -> list[KeepRow]:
    """Return what is kept beyond its time, the longest first."""
    rows = Keep.objects.filter(ended_at__isnull=True, until__lt=at).order_by("until").values_list(*_COLUMNS)[:limit]
    return [KeepRow(row[0], row[1], KeepReason(row[2]), row[3]) for row in rows]
