"""Measure how a seller stands on a channel: late, canceled and returned orders of the last thirty days, and what is parked.

read what the channel's orders became, and which of ours left late; keep a figure a day.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from arasta.contexts.channels.queries import care
from arasta.contexts.channels.services import care as care_services
from arasta.contexts.channels.types.policies import Figure, FigureInput
from arasta.contexts.fulfillment.queries import lateness
from arasta.kernel.calendar import day_of

WINDOW = timedelta(days=30)
SHIP_WITHIN = timedelta(hours=48)


def measure(channel_id: UUID, *, at: datetime) -> list[FigureInput]:
    """Measure a channel's figures of today and keep them. Without orders there is no share to keep."""
    found, day = care.counted(channel_id, since=at - WINDOW), day_of(at)
    late = lateness.late_orders(found.order_ids, within=SHIP_WITHIN, now=at)
    shares = [
        (Figure.LATE, len(late), len(found.order_ids)),
        (Figure.CANCELED, found.canceled, found.orders),
        (Figure.RETURNED, found.returned, found.orders),
    ]
    figures = [
        FigureInput(figure=figure, on=day, value=min(care.share(part, whole), Decimal(100)), counted=whole)
        for figure, part, whole in shares
        if whole
    ]
    figures.append(FigureInput(figure=Figure.PARKED, on=day, value=Decimal(found.parked)))
    care_services.save_figures(channel_id, figures)
    return figures
