"""What comes back and what a channel keeps is shown on the channel's pages and beside the order it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client

from arasta.contexts.channels.services import money, orders, returns
from arasta.contexts.channels.types.orders import OrderLink
from arasta.contexts.channels.types.returning import (
    ChannelReturn,
    ChannelReturnLine,
    EntryKind,
    MoneyEntry,
    ReturnState,
)
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id, to_public
from arasta.kernel.money import Money
from tests import makers
from tests.contexts.channels.making import make_line, make_order, make_package
from tests.contexts.identity.making import make_staff, signed_in

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@pytest.fixture
def market() -> UUID:
    channel = makers.make_channel("market", kind="marketplace")
    line = ChannelReturnLine(external_id="1", line_id="L-1", sku="A", quantity=2, reason="too small")
    back = ChannelReturn(
        external_id="R-77",
        order_id="O-1",
        state=ReturnState.REFUNDED,
        external_status="Accepted",
        version=1,
        asked_at=NOW,
        lines=[line],
        refunded=Money(49_890, "TRY"),
    )
    returns.record_returns(channel, [back], actor=SYSTEM)
    told = [("1", EntryKind.SALE, 99_780), ("2", EntryKind.COMMISSION, -14_967), ("3", EntryKind.FEE, -500)]
    entries = [
        MoneyEntry(external_id=key, kind=kind, amount=Money(minor, "TRY"), at=NOW, order_id="O-1", payout_id="PO-1")
        for key, kind, minor in told
    ]
    paid = Money(-84_313, "TRY")
    entries.append(MoneyEntry(external_id="4", kind=EntryKind.PAYOUT, amount=paid, at=NOW, payout_id="PO-1"))
    waits = MoneyEntry(external_id="5", kind=EntryKind.SALE, amount=Money(1_000, "TRY"), at=NOW, word="Satış")
    entries.append(replace(waits, order_id="O-1", expected_at=NOW + timedelta(days=28)))
    money.record_entries(channel, entries, actor=SYSTEM)
    return channel


@pytest.fixture
def owner(client: Client) -> Client:
    make_staff("owner@example.com")
    return signed_in(client, "owner@example.com")


def page(client: Client, address: str, **headers: str) -> str:
    answer = client.get(f"/office/channels/{address}", headers=headers)
    assert answer.status_code == 200
    return answer.content.decode()


def test_returns_are_listed_with_what_was_given_back(owner: Client, market: UUID) -> None:
    text = page(owner, "market/returns")

    assert all(
        word in text for word in ("R-77", "O-1", "not in the book", "Refunded", "Accepted", "498.90", "too small")
    )


def test_returns_are_narrowed_by_state(owner: Client, market: UUID) -> None:
    assert "R-77" not in page(owner, "market/returns?state=requested")
    assert "R-77" in page(owner, "market/returns?state=refunded")


def test_htmx_gets_the_table_alone(owner: Client, market: UUID) -> None:
    parts = [page(owner, f"market/{name}", **{"HX-Request": "true"}) for name in ("returns", "money", "money/lines")]

    assert all("<html" not in part for part in parts)


def test_payouts_say_what_they_settled_and_what_waits(owner: Client, market: UUID) -> None:
    text = page(owner, "market/money")

    assert all(word in text for word in ("PO-1", "Not paid out yet", "997.80", "149.67", "5.00", "843.13", "10.00"))
    assert text.count("Payout expected from") == text.count('datetime="2026-12-20') == 1


def test_the_lines_of_a_payout_are_listed(owner: Client, market: UUID) -> None:
    paid, waiting = page(owner, "market/money/lines?payout=PO-1"), page(owner, "market/money/lines?payout=")

    assert "Commission" in paid
    assert "Satış" not in paid
    assert "Satış" in waiting
    assert ("Payout expected" in paid, waiting.count("Payout expected")) == (False, 1)


def test_an_empty_channel_says_so(owner: Client) -> None:
    makers.make_channel("empty", kind="marketplace")

    assert "Nothing has come back" in page(owner, "empty/returns")
    assert "No money yet" in page(owner, "empty/money")


def test_an_order_shows_its_returns_and_what_it_brought(owner: Client, market: UUID) -> None:
    order_id = new_id()
    orders.record_packages(market, [make_order("O-1", [make_package("P-1", [make_line("L-1", "A", 2)])])])
    with db.transaction():
        orders.link_orders([OrderLink(channel_id=market, external_id="O-1", order_id=order_id)])

    text = page(owner, f"of-order/{to_public('ord', order_id)}")

    assert all(word in text for word in ("R-77", "Refunded", "2 units", "498.90", "1,007.80", "149.67"))
    assert text.count("Payout expected") == text.count('datetime="2026-12-20') == 1
