"""Play sales that really happened against buffers: nothing is stored, nothing is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from arasta.contexts.channels.types.trials import Demand, TrialVariant
from arasta.contexts.orders.queries import pace
from arasta.contexts.orders.queries.pace import Sale

MOST_SALES = 20_000
_MS = timedelta(milliseconds=1)


def sales_as_demands(channel_id: UUID, *, over: timedelta, at: datetime) -> list[TrialVariant]:
    """Return what was bought on all channels in a time as demands for a trial of one channel, the newest at most.

    Each variant begins with half of what was bought, so that each sells out once, where buffers matter.
    """
    since = at - over
    wanted: dict[UUID, list[Sale]] = {}
    for sale in pace.sales_between(since, at, limit=MOST_SALES):
        wanted.setdefault(sale.variant_id, []).append(sale)
    return [
        TrialVariant(
            variant_id,
            sum(sale.units for sale in sales) // 2,
            tuple(Demand((sale.at - since) // _MS, sale.units, sale.channel_id == channel_id) for sale in sales),
        )
        for variant_id, sales in wanted.items()
    ]
