"""How far a stream is, what went wrong, and the receipts of batches."""

from __future__ import annotations

from datetime import timedelta

import pytest

from arasta.contexts.channels.queries import sync as reads
from arasta.contexts.channels.services import channels, listings, sync
from arasta.contexts.channels.types.listings import ListingInput
from arasta.contexts.channels.types.sync import Op, Stream, TicketInput, TicketItem, TicketStatus, Trouble
from arasta.kernel.access import SYSTEM
from tests.contexts.channels.making import NOW, make_installation
from tests.makers import make_channel, make_variants

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def test_a_watermark_survives_troubles_and_success_ends_them() -> None:
    installed = make_installation(make_channel("trendyol", "marketplace"))
    sync.save_watermark(installed.id, Stream.ORDERS, now=NOW, watermark="w1", lag=timedelta(seconds=40))

    sync.record_sync_error(installed.id, Stream.ORDERS, trouble=Trouble.THROTTLED, detail="429", now=NOW + 2 * MINUTE)
    [troubled] = [row for row in reads.sync_states([installed.channel_id]) if row.stream is Stream.ORDERS]
    sync.save_watermark(installed.id, Stream.ORDERS, now=NOW + 3 * MINUTE)

    [mended] = [row for row in reads.sync_states([installed.channel_id]) if row.stream is Stream.ORDERS]
    assert (troubled.watermark, troubled.trouble, troubled.last_error, troubled.lag_seconds) == (
        "w1", Trouble.THROTTLED, "429", 120,
    )  # fmt: skip
    assert (troubled.last_success_at, troubled.last_attempt_at) == (NOW, NOW + 2 * MINUTE)
    assert (mended.watermark, mended.trouble, mended.lag_seconds) == ("w1", Trouble.NONE, 0)
    assert reads.watermark(installed.id, Stream.ORDERS) == "w1"


def test_tickets_are_due_in_time_until_they_are_closed() -> None:
    channel_id = make_channel("trendyol", "marketplace")
    installed = make_installation(channel_id)
    wanted = [ListingInput(variant_id=variant, external_id=f"b{n}") for n, variant in enumerate(make_variants(2))]
    rows = listings.save_listings(channel_id, wanted, actor=SYSTEM)
    items = [TicketItem(listing_id=row.id, external_id=row.external_id, quantity=3, version=9) for row in rows]
    batch = TicketInput(
        op=Op.STOCK, external_id="batch-1", items=items, next_poll_at=NOW, expires_at=NOW + 240 * MINUTE
    )

    [key] = sync.open_tickets(installed.id, [batch])
    again = sync.open_tickets(installed.id, [batch])
    [due] = reads.due_tickets(NOW)
    sync.postpone_tickets({key: NOW + MINUTE})

    assert again == []
    assert (due.external_id, due.op, due.items, due.expires_at) == ("batch-1", Op.STOCK, items, NOW + 240 * MINUTE)
    assert reads.due_tickets(NOW) == []
    assert [row.polls for row in reads.due_tickets(NOW + MINUTE)] == [1]
    assert sync.close_tickets([key], now=NOW) == 1
    assert sync.close_tickets([key], now=NOW, status=TicketStatus.EXPIRED) == 0
    assert [(row.status, row.polls) for row in reads.tickets_of(channel_id)] == [("done", 2)]


def test_tickets_of_a_paused_channel_wait() -> None:
    channel_id = make_channel("trendyol", "marketplace")
    installed = make_installation(channel_id)
    sync.open_tickets(installed.id, [TicketInput(op=Op.LISTING, external_id="b", items=[], next_poll_at=NOW)])

    channels.pause(channel_id, actor=SYSTEM)

    assert reads.due_tickets(NOW) == []
