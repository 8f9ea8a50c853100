"""An order of a shop in our words: exact amounts, packages with their states, doubts where something is strange."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from arasta.connectors.shopify import mapping
from arasta.connectors.shopify.packages import Terms
from arasta.contexts.channels.types import PackageState, ParkedReason, Unmapped
from arasta.kernel.money import Money
from tests.connectors.shopify.documents import bag, line, order, package, parcel, piece, read


def test_an_order_is_read_with_all_it_says() -> None:
    found = read(order())

    [one] = found.packages
    [cup] = one.lines
    assert (found.external_id, found.currency, found.version) == ("5800000001", "TRY", 1795168805000)
    assert found.placed_at == datetime(2026, 11, 20, 10, tzinfo=UTC)
    assert (found.customer.external_id, found.customer.email) == ("77", "selin@buyers.example")
    assert (found.ship_to.line1, found.ship_to.line2, found.ship_to.district) == (
        "Bahar Sokak 4",
        "Daire 2",
        "Kadıköy",
    )
    assert found.bill_to.line1 == "Fatura Caddesi 1"
    assert (one.external_id, one.state, one.external_status) == ("21", PackageState.OPEN, "OPEN")
    assert (cup.external_id, cup.sku, cup.title, cup.quantity) == ("11", "CUP-11", "Cup, Blue", 2)
    assert (cup.list_price, cup.unit_price, cup.total) == (
        Money(12000, "TRY"),
        Money(12000, "TRY"),
        Money(24000, "TRY"),
    )
    assert (cup.tax_rate, found.delivery, found.doubts) == (Decimal("0.2"), Money(3000, "TRY"), [])


def test_a_discount_is_spread_over_what_it_was_given_for() -> None:
    cut = line(discountAllocations=[{"allocatedAmountSet": bag("10.01")}])

    [cup] = read(order(lineItems={"nodes": [cut]}, totalPriceSet=bag("259.99"))).packages[0].lines

    assert (cup.total.minor, cup.unit_price.minor, cup.list_price.minor) == (22999, 11500, 12000)
    assert cup.seller_discount.minor == 1001


def test_tax_that_comes_on_top_is_added_to_line_and_delivery() -> None:
    shipping = {"discountedPriceSet": bag("30.00"), "taxLines": [{"rate": 0.2, "priceSet": bag("6.00")}]}
    taxed = line(taxLines=[{"rate": 0.2, "priceSet": bag("48.00")}])

    found = read(
        order(
            taxesIncluded=False,
            lineItems={"nodes": [taxed]},
            shippingLines={"nodes": [shipping]},
            totalPriceSet=bag("324.00"),
        )
    )

    [cup] = found.packages[0].lines
    assert (cup.total.minor, cup.unit_price.minor, cup.list_price.minor) == (28800, 14400, 14400)
    assert (found.delivery, found.delivery_tax_rate, found.doubts) == (Money(3600, "TRY"), Decimal("0.2"), [])


@pytest.mark.parametrize(
    ("currency", "unit", "total", "minor"), [("JPY", "1200", "2400", 2400), ("KWD", "1.250", "2.500", 2500)]
)
def test_currencies_without_or_with_three_decimals_are_exact(currency: str, unit: str, total: str, minor: int) -> None:
    cup = line(originalUnitPriceSet=bag(unit, currency), taxLines=[])
    document = order(
        lineItems={"nodes": [cup]},
        totalPriceSet=bag(total, currency),
        totalTipReceivedSet=bag("0", currency),
        shippingLines={"nodes": []},
    )

    found = read(document, currency)

    assert (found.packages[0].total, found.delivery) == (Money(minor, currency), Money(0, currency))
    assert found.doubts == []


def test_a_price_with_more_digits_than_its_currency_is_no_price() -> None:
    cup = line(originalUnitPriceSet=bag("1200.5", "JPY"), quantity=1, currentQuantity=1, taxLines=[])

    found = mapping.read_raw(json.dumps(order(lineItems={"nodes": [cup]})), Terms("JPY"))

    assert isinstance(found, Unmapped)


def test_the_buyers_currency_is_taken_where_the_channel_is_kept_in_it() -> None:
    seen = ("4.00", "EUR")
    document = order(
        lineItems={"nodes": [line(originalUnitPriceSet=bag("120.00", "TRY", seen), taxLines=[])]},
        totalPriceSet=bag("270.00", "TRY", ("9.00", "EUR")),
        totalTipReceivedSet=bag("0.00", "TRY", ("0.00", "EUR")),
        shippingLines={"nodes": [{"discountedPriceSet": bag("30.00", "TRY", ("1.00", "EUR")), "taxLines": []}]},
    )

    ours, theirs, neither = read(document, "TRY"), read(document, "EUR"), read(document, "USD")

    assert (ours.packages[0].total, ours.doubts) == (Money(24000, "TRY"), [])
    assert (theirs.packages[0].total, theirs.delivery, theirs.doubts) == (Money(800, "EUR"), Money(100, "EUR"), [])
    assert [doubt.reason for doubt in neither.doubts] == [ParkedReason.OTHER_CURRENCY]


def test_a_line_in_two_packages_is_split_without_rest() -> None:
    cut = line(quantity=3, currentQuantity=3, discountAllocations=[{"allocatedAmountSet": bag("0.01")}])
    packages = [package(21, piece(31, total=1)), package(22, piece(32, total=2))]
    document = order(lineItems={"nodes": [cut]}, fulfillmentOrders={"nodes": packages}, totalPriceSet=bag("389.99"))

    found = read(document)

    lines = [one for each in found.packages for one in each.lines]
    assert [(one.external_id, one.quantity) for one in lines] == [("11", 1), ("11-32", 2)]
    assert sum(one.total.minor for one in lines) == 35999
    assert found.doubts == []


def test_units_that_were_taken_out_keep_the_price_of_the_others() -> None:
    document = order(
        lineItems={"nodes": [line(currentQuantity=1)]}, fulfillmentOrders={"nodes": [package(21, piece(31, total=1))]}
    )

    [cup] = read(document).packages[0].lines

    assert (cup.quantity, cup.total.minor) == (1, 12000)


S = PackageState


@pytest.mark.parametrize(
    ("financial", "status", "state"),
    [
        ("PAID", "OPEN", S.OPEN),
        ("PAID", "SCHEDULED", S.OPEN),
        ("PAID", "ON_HOLD", S.OPEN),
        ("PAID", "IN_PROGRESS", S.ACCEPTED),
        ("PARTIALLY_REFUNDED", "OPEN", S.OPEN),
        ("PENDING", "OPEN", S.AWAITING_PAYMENT),
        ("AUTHORIZED", "OPEN", S.AWAITING_PAYMENT),
        ("PARTIALLY_PAID", "OPEN", S.AWAITING_PAYMENT),
        (None, "OPEN", S.AWAITING_PAYMENT),
        ("VOIDED", "OPEN", S.CANCELLED),
        ("REFUNDED", "OPEN", S.CANCELLED),
        ("PAID", "CANCELLED", S.REPLACED),
        ("PAID", "CLOSED", S.SHIPPED),
        ("PAID", "BROODING", S.UNKNOWN),
        ("TWICE_PAID", "OPEN", S.UNKNOWN),
    ],
)
def test_words_become_states(financial: str | None, status: str, state: PackageState) -> None:
    document = order(displayFinancialStatus=financial, fulfillmentOrders={"nodes": [package(status=status)]})

    found = read(document)

    assert [one.state for one in found.packages] == [state]
    assert [doubt.reason for doubt in found.doubts] == (
        [ParkedReason.UNKNOWN_STATUS] if state is PackageState.UNKNOWN else []
    )


def test_cash_on_delivery_is_sent_unpaid_where_the_merchant_says_so() -> None:
    document = order(displayFinancialStatus="PENDING")

    assert [one.state for one in read(document).packages] == [S.AWAITING_PAYMENT]
    assert [one.state for one in read(document, "TRY", "PENDING").packages] == [S.OPEN]


@pytest.mark.parametrize(
    ("shown", "state"),
    [("DELIVERED", S.DELIVERED), ("READY_FOR_PICKUP", S.AT_PICKUP), ("FAILURE", S.UNDELIVERED), (None, S.SHIPPED)],
)
def test_a_package_that_left_is_where_its_parcel_is(shown: str | None, state: PackageState) -> None:
    closed = package(21, piece(31, remaining=0), status="CLOSED", fulfillments={"nodes": [parcel(shown)]})

    [one] = read(order(fulfillmentOrders={"nodes": [closed]})).packages

    assert (one.state, one.tracking_number, one.carrier) == (state, "TR1", "Yurtiçi Kargo")


def test_a_canceled_order_has_no_package_that_is_wanted() -> None:
    emptied = package(21, piece(31, total=0), status="CLOSED")
    document = order(cancelledAt="2026-11-20T11:00:00Z", displayFinancialStatus="REFUNDED")
    document["lineItems"]["nodes"][0]["currentQuantity"] = 0

    whole, empty = read(document), read({**document, "fulfillmentOrders": {"nodes": [emptied]}})

    assert [one.state for one in whole.packages] == [S.CANCELLED]
    assert [(one.state, list(one.lines)) for one in empty.packages] == [(S.CANCELLED, [])]


def test_what_was_sent_before_a_package_stopped_counts_alone() -> None:
    stopped = package(21, piece(31, total=2, remaining=1), status="INCOMPLETE", fulfillments={"nodes": [parcel()]})

    [one] = read(order(fulfillmentOrders={"nodes": [stopped]})).packages

    assert (one.state, [each.quantity for each in one.lines]) == (S.SHIPPED, [1])


def test_sums_that_disagree_are_doubted_unless_the_order_was_changed() -> None:
    wrong, changed = order(totalPriceSet=bag("271.00")), order(totalPriceSet=bag("271.00"), edited=True)

    assert [doubt.reason for doubt in read(wrong).doubts] == [ParkedReason.AMOUNTS_DISAGREE]
    assert read(changed).doubts == []


@pytest.mark.parametrize(
    "changes",
    [
        {"fulfillmentOrders": {"nodes": []}},
        {"lineItems": {"nodes": [line(quantity=0)]}},
        {"lineItems": {"nodes": []}},
        {"updatedAt": "yesterday"},
        {"totalPriceSet": None},
    ],
)
def test_what_cannot_be_read_is_kept_as_it_came(changes: dict[str, Any]) -> None:
    found = mapping.read_raw(json.dumps(order(**changes)), Terms("TRY"))

    assert isinstance(found, Unmapped)
    assert (found.external_id, bool(found.explanation.code)) == ("5800000001", True)
    assert json.loads(found.raw)["name"] == "#1001"


def test_a_variant_without_a_sku_is_named_by_its_number() -> None:
    [cup] = read(order(lineItems={"nodes": [line(sku=None)]})).packages[0].lines

    assert (cup.sku, cup.seller_sku) == ("variant-911", "")


def test_unknown_fields_are_passed_over() -> None:
    assert read(order(carbonFootprint={"grams": 3})).doubts == []
