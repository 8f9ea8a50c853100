"""What comes back and what a channel keeps is written down once, in its newest state, and tied to our orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from arasta.contexts.channels.queries import money as account
from arasta.contexts.channels.queries import parking as parked_reads
from arasta.contexts.channels.queries import returns as reads
from arasta.contexts.channels.services import money, orders, returns
from arasta.contexts.channels.types.orders import LineLink, OrderLink
from arasta.contexts.channels.types.parking import ParkedKind, ParkedReason
from arasta.contexts.channels.types.returning import (
    ChannelReturn,
    ChannelReturnLine,
    EntryKind,
    MoneyEntry,
    OrderMoney,
    ReturnState,
)
from arasta.kernel import db
from arasta.kernel.access import SYSTEM
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money
from tests import makers
from tests.contexts.channels.making import NOW, make_line, make_order, make_package

pytestmark = pytest.mark.django_db


@pytest.fixture
def market() -> UUID:
    return makers.make_channel(kind="marketplace")


def enter(market: UUID, external_id: str = "O-1") -> tuple[UUID, UUID]:
    """Let an order of two lines be in the book; return our ids of it and of its first line."""
    order_id, line_id = new_id(), new_id()
    order = make_order(external_id, [make_package("P-1", [make_line("L-1", "A", 2), make_line("L-2", "B")])])
    [recorded] = orders.record_packages(market, [order])
    with db.transaction():
        orders.link_orders([OrderLink(channel_id=market, external_id=external_id, order_id=order_id)])
        links = [LineLink(package_id="P-1", external_line_id="L-1", order_line_id=line_id)]
        orders.link_lines(recorded.external_order_id, links)
    return order_id, line_id


def a_return(state: ReturnState = ReturnState.REQUESTED, version: int = 1, **more: object) -> ChannelReturn:
    lines = [ChannelReturnLine(external_id="RL-1", line_id="L-1", sku="A", quantity=1, reason="too small")]
    values: dict[str, object] = {
        "external_id": "R-1",
        "order_id": "O-1",
        "state": state,
        "external_status": state.value.title(),
        "version": version,
        "asked_at": NOW,
        "lines": lines,
    }
    return ChannelReturn(**{**values, **more})  # type: ignore[arg-type]


def entry(external_id: str, kind: EntryKind, minor: int, **more: object) -> MoneyEntry:
    values: dict[str, object] = {"amount": Money(minor, "TRY"), "at": NOW, "order_id": "O-1"}
    return MoneyEntry(external_id=external_id, kind=kind, **{**values, **more})  # type: ignore[arg-type]


def facts() -> list[tuple[str, int | None]]:
    found = db.rows(
        "SELECT payload->>'state', (payload->>'refunded_minor')::int FROM outbox_event"
        " WHERE name = 'channels.return_changed' ORDER BY seq"
    )
    return [(row[0], row[1]) for row in found]


def test_a_return_is_tied_to_our_order_and_line(market: UUID) -> None:
    order_id, line_id = enter(market)

    returns.record_returns(market, [a_return()], actor=SYSTEM)

    [row] = reads.returns_of_orders([order_id])[order_id]
    assert (row.state, row.external_id, row.refunded) == (ReturnState.REQUESTED, "R-1", None)
    assert [(line.order_line_id, line.quantity, line.reason) for line in row.lines] == [(line_id, 1, "too small")]


def test_a_return_that_was_heard_of_before_its_order_is_tied_when_the_order_comes(market: UUID) -> None:
    [early] = returns.record_returns(market, [a_return()], actor=SYSTEM)
    order_id, line_id = enter(market)

    [row] = reads.returns_by_id([early.id])

    assert (early.order_id, row.order_id, row.lines[0].order_line_id) == (None, order_id, line_id)


def test_only_a_newer_version_changes_a_return_and_is_told(market: UUID) -> None:
    back = Money(49890, "TRY")
    told = [
        a_return(version=2),
        a_return(ReturnState.REFUNDED, 5, refunded=back),
        a_return(ReturnState.APPROVED, 3),
        a_return(ReturnState.REFUNDED, 5, refunded=back),
    ]

    news = [len(returns.record_returns(market, [one], actor=SYSTEM)) for one in told]

    [row] = reads.returns_page(market).items
    assert news == [1, 1, 0, 0]
    assert (row.state, row.version, row.refunded) == (ReturnState.REFUNDED, 5, back)
    assert facts() == [("requested", None), ("refunded", 49890)]


def test_the_newest_of_a_page_wins_whatever_its_place(market: UUID) -> None:
    page = [a_return(ReturnState.REFUNDED, 5), a_return(ReturnState.REQUESTED, 2)]

    returns.record_returns(market, page, actor=SYSTEM)

    assert [row.state for row in reads.returns_page(market).items] == [ReturnState.REFUNDED]


def test_without_versions_a_return_changes_when_it_says_something_else(market: UUID) -> None:
    said = [ReturnState.REQUESTED, ReturnState.REQUESTED, ReturnState.APPROVED]

    news = [len(returns.record_returns(market, [a_return(state, 0)], actor=SYSTEM)) for state in said]

    assert news == [1, 0, 1]


def test_a_line_that_left_a_return_is_no_longer_shown(market: UUID) -> None:
    returns.record_returns(market, [a_return()], actor=SYSTEM)
    returns.record_returns(market, [a_return(version=2, lines=[])], actor=SYSTEM)

    assert reads.returns_page(market).items[0].lines == []


def test_an_unknown_state_is_parked_until_it_moves_on(market: UUID) -> None:
    returns.record_returns(market, [a_return(ReturnState.UNKNOWN, external_status="Limbo")], actor=SYSTEM)
    [item] = parked_reads.parked_page(market).items
    returns.record_returns(market, [a_return(ReturnState.APPROVED, 2)], actor=SYSTEM)

    assert (item.kind, item.reason, list(item.about)) == (ParkedKind.RETURN, ParkedReason.UNKNOWN_STATUS, ["Limbo"])
    assert parked_reads.parked_page(market).items == []


def test_orders_with_refunds_they_do_not_know_of_are_found_until_noted(market: UUID) -> None:
    order_id, _ = enter(market)
    [row] = returns.record_returns(market, [a_return(refunded=Money(100, "TRY"))], actor=SYSTEM)
    before = reads.orders_with_news(market)
    returns.record_returns(market, [a_return(version=2, refunded=Money(150, "TRY"))], actor=SYSTEM)

    returns.mark_noted([row])
    stale = reads.orders_with_news(market)
    returns.mark_noted(reads.returns_by_id([row.id]))

    assert (before, stale, reads.orders_with_news(market)) == ([order_id], [order_id], [])


def test_returns_are_paged(market: UUID) -> None:
    several = [a_return(external_id=f"R-{n}", asked_at=NOW + timedelta(minutes=n)) for n in range(3)]
    returns.record_returns(market, several, actor=SYSTEM)

    first = reads.returns_page(market, limit=2)
    second = reads.returns_page(market, cursor=first.next_cursor, limit=2)

    assert [row.external_id for row in [*first.items, *second.items]] == ["R-2", "R-1", "R-0"]


def test_what_an_order_brought_is_summed_by_kind(market: UUID) -> None:
    order_id, _ = enter(market)
    entries = [
        entry("1", EntryKind.SALE, 99780),
        entry("2", EntryKind.COMMISSION, -14967),
        entry("3", EntryKind.FEE, -500),
        entry("4", EntryKind.SHIPPING, -1200),
        entry("5", EntryKind.REFUND, -49890),
        entry("6", EntryKind.PAYOUT, -1, order_id=""),
    ]

    news = [money.record_entries(market, entries, actor=SYSTEM) for _ in range(2)]

    [brought] = account.money_of_order(order_id)
    minors = [Money(minor, "TRY") for minor in (99780, -49890, -14967, -1200, -500)]
    assert (news, brought) == ([6, 0], OrderMoney(*minors))
    assert brought.net == Money(33223, "TRY")


def test_an_order_nothing_is_known_of_brought_nothing(market: UUID) -> None:
    assert account.money_of_order(new_id()) == []


def test_a_payout_is_filled_in_once_and_amounts_never_change(market: UUID) -> None:
    money.record_entries(market, [entry("1", EntryKind.SALE, 100), entry("2", EntryKind.SALE, 100)], actor=SYSTEM)
    for payout in ("PO-1", "PO-2"):
        money.record_entries(market, [entry("1", EntryKind.SALE, 100, payout_id=payout)], actor=SYSTEM)
    money.record_entries(market, [entry("2", EntryKind.SALE, 999, payout_id="PO-1")], actor=SYSTEM)

    rows = {row.external_id: (row.amount.minor, row.payout_id) for row in account.entries_page(market).items}
    [item] = parked_reads.parked_page(market).items
    assert rows == {"1": (100, "PO-1"), "2": (100, "")}
    assert (item.kind, item.external_id, item.reason) == (ParkedKind.ENTRY, "2", ParkedReason.AMOUNTS_DISAGREE)


def test_when_money_is_expected_follows_the_channel_until_it_is_paid(market: UUID) -> None:
    first, later = NOW + timedelta(days=28), NOW + timedelta(days=35)
    order_id, _ = enter(market)
    for expected, payout in ((None, ""), (first, ""), (later, ""), (None, "")):
        money.record_entries(
            market,
            [entry("1", EntryKind.SALE, 100, expected_at=expected, payout_id=payout), entry("2", EntryKind.SALE, 50)],
            actor=SYSTEM,
        )
    [waiting] = account.payouts_page(market).items
    expected_at = account.payout_expected_at(order_id)
    paid = [entry("1", EntryKind.SALE, 100, expected_at=first, payout_id="PO-1")]
    money.record_entries(market, paid, actor=SYSTEM)
    money.record_entries(market, [replace(paid[0], expected_at=later)], actor=SYSTEM)

    rows = {row.external_id: row.expected_at for row in account.entries_page(market).items}
    assert (waiting.expected_at, expected_at) == (later, later)
    assert (rows, account.payout_expected_at(order_id)) == ({"1": first, "2": None}, None)


def test_payouts_say_what_they_settled(market: UUID) -> None:
    later = NOW + timedelta(days=1)
    money.record_entries(
        market,
        [
            entry("1", EntryKind.SALE, 1000, payout_id="PO-1"),
            entry("2", EntryKind.COMMISSION, -150, payout_id="PO-1"),
            entry("3", EntryKind.PAYOUT, -850, payout_id="PO-1", order_id=""),
            entry("4", EntryKind.SALE, 700, at=later),
        ],
        actor=SYSTEM,
    )

    first = account.payouts_page(market, limit=1)
    [open_one] = first.items
    [paid] = account.payouts_page(market, cursor=first.next_cursor, limit=1).items

    assert (open_one.payout_id, open_one.money.net.minor, open_one.paid_out.minor) == ("", 700, 0)
    assert (paid.payout_id, paid.money.net.minor, paid.paid_out.minor, paid.entries) == ("PO-1", 850, 850, 2)
    assert len(account.entries_page(market, payout_id="PO-1").items) == 3
