"""Keep back from a channel what sells elsewhere before it hears of it.

one transaction: read how late it hears and how fast its variants sell elsewhere; compute; keep the numbers as rules.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from arasta.contexts.channels.queries import buffers as reads
from arasta.contexts.channels.services import buffers
from arasta.contexts.channels.types import Installation, Stream
from arasta.contexts.channels.types.buffers import Speed
from arasta.contexts.inventory.services import buffers as stock
from arasta.contexts.orders.queries import pace
from arasta.contexts.orders.queries.pace import SoldElsewhere
from arasta.kernel import db

LONG = timedelta(days=7)
LATELY = timedelta(days=1)


def keep_buffers(installation: Installation, *, at: datetime) -> int:
    """Compute a channel's buffers anew; return for how many variants the number kept back changed.

    With buffers off, or while too few pushes were measured, nothing is kept back.
    """
    channel_id = installation.channel_id
    terms = reads.buffer_terms(channel_id)
    age = reads.sync_ages([channel_id], at=at)[channel_id].get(Stream.STOCK)
    known = terms.is_on and age is not None and age.is_known
    with db.transaction():
        sold = pace.sold_elsewhere(channel_id, since=at - LONG, lately=at - LATELY) if known else []
        speeds = {one.variant_id: _speed(one) for one in sold}
        delay_ms = age.p95_ms if age else 0
        units = buffers.compute(channel_id, speeds, terms=terms, delay_ms=delay_ms, at=at)
        return stock.keep_back(units, channel_id=channel_id, listener=installation.listener)


def _speed(sold: SoldElsewhere) -> Speed:
    """Take the faster of the week and the last day: what begins to run must not sell out unseen."""
    week, day = Speed(sold.units, LONG), Speed(sold.lately, LATELY)
    return day if day.is_faster_than(week) else week
