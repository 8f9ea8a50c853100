"""Ask about units that were not found, and note the answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.pickup import events
from arasta.contexts.pickup.models import Shortfall
from arasta.contexts.pickup.queries import shortfalls as reads
from arasta.contexts.pickup.types import ShortfallAnswer, ShortfallAnswered, ShortfallRow, ShortfallToAsk
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.outbox.publishing import publish


def ask(wanted: Sequence[ShortfallToAsk], *, at: datetime, actor: Actor) -> None:
    """Ask customers about units that were not found; a line is asked about once at a time. Publishes ShortfallAsked."""
    with db.transaction():
        asked = {
            (row.fulfillment_order_id, row.order_line_id)
            for row in reads.open_of([one.order_id for one in wanted], lock=True)
        }
        new = [one for one in wanted if (one.fulfillment_order_id, one.order_line_id) not in asked]
        Shortfall.objects.bulk_create(
            Shortfall(**{name: getattr(one, name) for name in ShortfallToAsk.__dataclass_fields__}, asked_at=at)
            for one in new
        )
        publish(
            [
                events.ShortfallAsked(
                    order_id=one.order_id,
                    location_id=one.location_id,
                    fulfillment_order_id=one.fulfillment_order_id,
                    order_line_id=one.order_line_id,
                    quantity=one.quantity,
                )
                for one in new
            ],
            actor=actor,
        )


def answer(order_id: UUID, said: ShortfallAnswer, *, at: datetime, actor: Actor) -> list[ShortfallRow]:
    """Note what shall become of an order's missing units; return them. Raises ShortfallAnswered if nothing is asked."""
    with db.transaction():
        open_rows = reads.open_of([order_id], lock=True)
        if not open_rows:
            raise ShortfallAnswered
        Shortfall.objects.filter(id__in=[row.id for row in open_rows]).update(answer=said.value, answered_at=at)
        publish(
            [
                events.ShortfallAnswered(
                    order_id=order_id,
                    location_id=row.location_id,
                    fulfillment_order_id=row.fulfillment_order_id,
                    answer=said.value,
                )
                for row in {row.fulfillment_order_id: row for row in open_rows}.values()
            ],
            actor=actor,
        )
    return open_rows
