"""Units are kept back from a channel as far as its measured delay and the sales elsewhere make needed, and no further."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from arasta.contexts.channels.queries import buffers as reads
from arasta.contexts.channels.services import ages, buffers
from arasta.contexts.channels.types import Stream
from arasta.contexts.channels.types.buffers import BufferTerms
from arasta.contexts.inventory.queries import availability
from arasta.contexts.orders.services import placing
from arasta.contexts.orders.types import DeliveryKind, LineInput, OrderInput
from arasta.flows.publishing.keep_buffers import keep_buffers
from arasta.kernel import clock, db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from tests import makers
from tests.flows.stall import Stall
from tests.statements import counted
from tests.twins.makers import BARCODE

pytestmark = pytest.mark.django_db(transaction=True)
ON = BufferTerms(is_on=True, risk_permille=10, most=20)


def sell(variant: UUID, channel: UUID, units: int) -> None:
    """Sell units on a channel, in orders that hold no stock: what counts here is that they were sold."""
    line = LineInput(variant, "X", "X", "", units, Money(1000, "TRY"), Decimal("0.20"))
    order = OrderInput(new_id(), channel, "TRY", (line,), DeliveryKind.DELIVERY, email="a@mail.example")
    with db.transaction():
        placing.place_orders([order], actor=SYSTEM)


def measure(stall: Stall, *, count: int = 30, late: timedelta = timedelta(minutes=15)) -> None:
    """Let the channel have taken changes so late."""
    [(now,)] = db.rows("SELECT clock_timestamp()")
    ages.record_ages(stall.installation.id, Stream.STOCK, [now - late] * count)


def offered(stall: Stall, variant: UUID) -> int:
    found = availability.offered([variant], channel_id=stall.channel, location_ids=[stall.warehouse, stall.store])
    return found[variant].total


@pytest.fixture
def fast(stall: Stall) -> UUID:
    """Ten units on offer; elsewhere 96 were sold in the last day, four an hour, one in the time of the delay."""
    [variant] = stall.offer(BARCODE, units=10)
    db.execute("DELETE FROM channels_sync_age")
    sell(variant, makers.make_channel("web"), 96)
    measure(stall)
    return variant


def test_what_sells_elsewhere_during_the_delay_is_kept_back_and_told(stall: Stall, fast: UUID) -> None:
    buffers.set_terms(stall.channel, ON, actor=SYSTEM)

    changed = keep_buffers(stall.installation, at=clock.now())
    stall.round()

    [kept] = reads.buffers(stall.channel).items
    assert (changed, kept.units, kept.speed.units) == (1, 4, 96)
    assert (offered(stall, fast), stall.shown()) == (6, 6)


def test_computing_again_changes_and_tells_nothing(stall: Stall, fast: UUID) -> None:
    buffers.set_terms(stall.channel, ON, actor=SYSTEM)
    keep_buffers(stall.installation, at=clock.now())
    stall.round()

    assert keep_buffers(stall.installation, at=clock.now()) == 0
    assert stall.dirty() == []


def test_switched_off_all_is_shown_again(stall: Stall, fast: UUID) -> None:
    buffers.set_terms(stall.channel, ON, actor=SYSTEM)
    keep_buffers(stall.installation, at=clock.now())
    buffers.set_terms(stall.channel, BufferTerms(is_on=False), actor=SYSTEM)

    changed = keep_buffers(stall.installation, at=clock.now())
    stall.round()

    assert (changed, reads.buffers(stall.channel).items, stall.shown()) == (1, [], 10)


def test_its_own_sales_keep_nothing_back(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE, units=10)
    sell(variant, stall.channel, 96)
    measure(stall)
    buffers.set_terms(stall.channel, ON, actor=SYSTEM)

    assert keep_buffers(stall.installation, at=clock.now()) == 0
    assert offered(stall, variant) == 10


def test_with_too_few_measured_pushes_nothing_is_kept_back(stall: Stall) -> None:
    [variant] = stall.offer(BARCODE, units=10)
    db.execute("DELETE FROM channels_sync_age")
    sell(variant, makers.make_channel("web"), 96)
    measure(stall, count=19)
    buffers.set_terms(stall.channel, ON, actor=SYSTEM)

    assert keep_buffers(stall.installation, at=clock.now()) == 0
    assert offered(stall, variant) == 10


def test_other_channels_are_shown_all(stall: Stall, fast: UUID) -> None:
    buffers.set_terms(stall.channel, ON, actor=SYSTEM)
    keep_buffers(stall.installation, at=clock.now())
    other = makers.make_channel("other")

    found = availability.offered([fast], channel_id=other, location_ids=[stall.warehouse])

    assert found[fast].total == 10


def test_the_number_of_statements_does_not_grow_with_the_variants(stall: Stall, fast: UUID) -> None:
    buffers.set_terms(stall.channel, ON, actor=SYSTEM)
    with CaptureQueriesContext(connection) as one:
        keep_buffers(stall.installation, at=clock.now())
    for variant in stall.offer("8690000000024", "8690000000031"):
        sell(variant, makers.make_channel("phone"), 96)
    with CaptureQueriesContext(connection) as three:
        keep_buffers(stall.installation, at=clock.now())

    assert [kept.units for kept in reads.buffers(stall.channel).items] == [4, 4, 4]
    assert counted(one) == counted(three) == 6
