"""What no buyer can have meant is left to a person in plain words, and holds up no order beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from arasta.config.audit import find_lies
from arasta.contexts.channels.queries import parking
from arasta.contexts.channels.types import ChannelLine, ChannelOrder, PackageState
from arasta.contexts.channels.types.parking import ParkedReason
from arasta.flows.ordering.follow_channel_orders import follow_channel_orders
from arasta.flows.ordering.import_channel_orders import import_channel_orders
from arasta.kernel.access import SYSTEM
from arasta.kernel.money import Money
from tests import makers
from tests.contexts.channels.making import make_line, make_order, make_package
from tests.contexts.channels.offering import offer_in_stock
from tests.flows.ordering.market import NOW

pytestmark = pytest.mark.django_db(transaction=True)

LINE = make_line("L-1", "A", 1, 10_000)


@pytest.fixture
def channel() -> UUID:
    key = makers.make_channel(kind="marketplace")
    offer_in_stock(key, "A", units=9)
    return key


def order(*lines: ChannelLine, **changes: Any) -> ChannelOrder:
    return replace(make_order("BAD", [make_package("P-BAD", lines)]), **changes)


def line(**changes: Any) -> ChannelLine:
    return replace(LINE, **changes)


def priced(minor: int, currency: str = "TRY", quantity: int = 1) -> ChannelLine:
    each = Money(minor, currency)
    return line(list_price=each, unit_price=each, total=each * quantity, quantity=quantity)


WRONG: Sequence[tuple[str, ChannelOrder, ParkedReason, str]] = [
    ("no lines", order(), ParkedReason.REFUSED, "no_lines"),
    ("nothing of a line", order(priced(100, quantity=0)), ParkedReason.REFUSED, "quantity"),
    ("fewer than nothing", order(priced(100, quantity=-2)), ParkedReason.REFUSED, "quantity"),
    ("more than anybody has", order(priced(100, quantity=10**7)), ParkedReason.OUT_OF_STOCK, ""),
    ("more than can be counted", order(priced(1, quantity=3 * 10**9)), ParkedReason.REFUSED, "quantity"),
    ("a negative price", order(priced(-100)), ParkedReason.REFUSED, "price"),
    ("a negative total", order(line(total=Money(-1, "TRY"))), ParkedReason.REFUSED, "price"),
    ("more money than there is", order(priced(10**19)), ParkedReason.REFUSED, "price"),
    ("a strange tax", order(line(tax_rate=Decimal("-0.5"))), ParkedReason.REFUSED, "tax"),
    ("a tax above all", order(line(tax_rate=Decimal(20))), ParkedReason.REFUSED, "tax"),
    ("another currency", order(priced(100, "EUR"), currency="EUR"), ParkedReason.OTHER_CURRENCY, ""),
    ("a line in another currency", order(priced(100, "EUR")), ParkedReason.OTHER_CURRENCY, ""),
    ("a negative delivery", order(LINE, delivery=Money(-1, "TRY")), ParkedReason.REFUSED, "price"),
    ("a delivery in another currency", order(LINE, delivery=Money(1, "EUR")), ParkedReason.OTHER_CURRENCY, ""),
    ("an unknown code", order(line(sku="ELSEWHERE")), ParkedReason.UNKNOWN_SKU, ""),
]


@pytest.mark.parametrize(("wrong", "reason", "word"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_it_is_parked_and_its_neighbor_enters(
    channel: UUID, wrong: ChannelOrder, reason: ParkedReason, word: str
) -> None:
    good = make_order("GOOD", [make_package("P-GOOD", [make_line("L-2", "A", 1, 10_000)])])

    first = import_channel_orders(channel, [wrong, good], actor=SYSTEM)
    again = import_channel_orders(channel, [wrong, good], actor=SYSTEM)

    [item] = parking.parked_page(channel).items
    assert (len(first.entered), first.parked, again.parked, len(again.entered)) == (1, 1, 1, 0)
    assert (item.external_id, item.reason) == ("BAD", reason)
    assert item.explanation.code == word
    assert find_lies() == []


def test_a_known_order_that_turns_wrong_changes_nothing(channel: UUID) -> None:
    good = order(make_line("L-1", "A", 2, 10_000))
    import_channel_orders(channel, [good], actor=SYSTEM)
    turned = make_order("BAD", [make_package("P-BAD", [priced(10_000, quantity=-5)], version=2)])

    known = import_channel_orders(channel, [turned], actor=SYSTEM)
    followed = follow_channel_orders(channel, known.known, at=NOW, actor=SYSTEM)

    [item] = parking.parked_page(channel).items
    assert (item.external_id, item.reason, followed.canceled, followed.reduced) == ("BAD", ParkedReason.REFUSED, 0, 0)
    assert find_lies() == []


def test_what_was_canceled_before_it_entered_needs_nobody_however_wrong_it_is(channel: UUID) -> None:
    gone = make_order("GONE", [make_package("P-1", [priced(-100)], state=PackageState.CANCELLED)])

    imported = import_channel_orders(channel, [gone], actor=SYSTEM)

    assert (imported.entered, imported.parked, parking.parked_page(channel).items) == ([], 0, [])
