"""Read what was not found and waits for the customer's answer."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from arasta.contexts.pickup.models import Shortfall
from arasta.contexts.pickup.types import ShortfallAnswer, ShortfallRow


def open_of(order_ids: Collection[UUID], *, lock: bool = False) -> list[ShortfallRow]:
    """Return what customers are asked about, oldest first; `lock`: until the end of the transaction."""
    chosen = Shortfall.objects.filter(order_id__in=list(order_ids), answer=ShortfallAnswer.ASKED.value).order_by("id")
    return [
        ShortfallRow(
            id=row.id,
            fulfillment_order_id=row.fulfillment_order_id,
            order_id=row.order_id,
            order_line_id=row.order_line_id,
            variant_id=row.variant_id,
            location_id=row.location_id,
            quantity=row.quantity,
            answer=ShortfallAnswer(row.answer),
            asked_at=row.asked_at,
        )
        for row in (chosen.select_for_update() if lock else chosen)
    ]
