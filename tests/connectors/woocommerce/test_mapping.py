"""Orders of a shop in our words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from arasta.connectors.woocommerce import mapping
from arasta.contexts.channels.types import ChannelOrder, PackageState, ParkedReason, Unmapped
from arasta.kernel.money import Money
from tests.connectors.woocommerce.documents import ADDRESS, charge, line, order, refund


def read(*refunds: dict[str, Any], **changes: Any) -> ChannelOrder:
    """Read an order that can be read."""
    found = mapping.read(order(**changes), refunds, "TRY")
    assert isinstance(found, ChannelOrder), found
    return found


def lira(minor: int) -> Money:
    return Money(minor, "TRY")


def test_an_order_is_read_with_the_tax_its_amounts_come_without() -> None:
    found = read()

    [package] = found.packages
    [one] = package.lines
    assert (found.external_id, package.external_id, package.state) == ("727", "727", PackageState.OPEN)
    assert (one.external_id, one.sku, one.quantity) == ("31", "CEZVE-1", 2)
    assert (one.list_price, one.unit_price, one.total) == (lira(12000), lira(10800), lira(21600))
    assert (one.seller_discount, one.tax_rate) == (lira(2400), Decimal("0.2"))
    assert (package.total, found.delivery, found.doubts) == (lira(21600), lira(0), [])


def test_times_are_read_as_gmt_and_make_the_version() -> None:
    found = read()

    changed = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
    assert found.placed_at == datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
    assert found.version == found.packages[0].version == int(changed.timestamp()) * 1000


def test_delivery_and_fees_are_what_is_paid_beside_the_goods() -> None:
    found = read(
        shipping_lines=[charge("50.00", "10.00")], fee_lines=[charge("10.00", "2.00", name="Gift")], total="288.00"
    )

    assert (found.delivery, found.delivery_tax_rate) == (lira(7200), Decimal("0.2"))
    assert (found.packages[0].total, found.doubts) == (lira(21600), [])


def test_a_fee_below_zero_is_a_discount_that_the_lines_share() -> None:
    lines = [
        line(),
        line(id=32, sku="CEZVE-2", total="60.00", total_tax="12.00", subtotal="60.00", subtotal_tax="12.00"),
    ]
    found = read(line_items=lines, fee_lines=[charge("-20.00", "-4.00")], total="264.00")

    assert [one.total for one in found.packages[0].lines] == [lira(19800), lira(6600)]
    assert [one.seller_discount for one in found.packages[0].lines] == [lira(4200), lira(600)]
    assert (found.delivery, found.doubts) == (lira(0), [])


def test_what_rounding_left_goes_to_the_costliest_line() -> None:
    found = read(total="216.01")

    [one] = found.packages[0].lines
    assert (one.total, one.unit_price, found.doubts) == (lira(21601), lira(10801), [])
    assert one.list_price * one.quantity >= one.total


def test_amounts_that_do_not_add_up_are_doubted() -> None:
    [doubt] = read(total="230.00").doubts

    assert (doubt.reason, doubt.about) == (ParkedReason.AMOUNTS_DISAGREE, ["727"])


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("pending", PackageState.AWAITING_PAYMENT),
        ("on-hold", PackageState.AWAITING_PAYMENT),
        ("processing", PackageState.OPEN),
        ("completed", PackageState.SHIPPED),
        ("cancelled", PackageState.CANCELLED),
        ("failed", PackageState.CANCELLED),
        ("trash", PackageState.CANCELLED),
        ("refunded", PackageState.RETURNED),
    ],
)
def test_each_status_has_its_state(status: str, state: PackageState) -> None:
    [package] = read(status=status).packages

    assert (package.state, package.external_status) == (state, status)


def test_a_status_of_an_extension_is_for_a_person() -> None:
    found = read(status="awaiting-pickup")

    assert found.packages[0].state is PackageState.UNKNOWN
    assert [(doubt.reason, doubt.about) for doubt in found.doubts] == [
        (ParkedReason.UNKNOWN_STATUS, ["awaiting-pickup"])
    ]


@pytest.mark.parametrize(("currency", "total"), [("JPY", "216"), ("KWD", "216.000")])
def test_an_order_in_another_currency_is_for_a_person(currency: str, total: str) -> None:
    found = mapping.read(order(currency=currency, total=total), [], "TRY")

    assert isinstance(found, ChannelOrder)
    assert [doubt.reason for doubt in found.doubts] == [ParkedReason.OTHER_CURRENCY]


@pytest.mark.parametrize(("currency", "minor"), [("JPY", 216), ("KWD", 216000)])
def test_a_shop_may_count_without_decimals_or_with_three(currency: str, minor: int) -> None:
    found = mapping.read(order(currency=currency), [], currency)

    assert isinstance(found, ChannelOrder)
    assert (found.packages[0].total, found.doubts) == (Money(minor, currency), [])


def test_what_has_no_sku_is_called_by_its_ids() -> None:
    lines = [line(sku=""), line(id=32, sku=None, variation_id=712), line(id=33, sku="", product_id=0)]
    found = read(line_items=lines, total="648.00")

    assert [one.sku for one in found.packages[0].lines] == ["id:700", "id:700:712", "Bakır cezve"]


def test_units_that_were_refunded_are_not_wanted_any_more() -> None:
    found = read(refund(units=1), refunds=[{"id": 801, "reason": "", "total": "-108.00"}])

    [one] = found.packages[0].lines
    assert (one.quantity, one.total, found.packages[0].state) == (1, lira(10800), PackageState.OPEN)
    assert found.doubts == []


def test_an_order_of_which_nothing_is_left_came_back() -> None:
    found = read(refund(units=2))

    assert (found.packages[0].state, list(found.packages[0].lines)) == (PackageState.RETURNED, [])


def test_money_that_went_back_without_units_takes_none_away() -> None:
    found = read(refund(units=0))

    assert [one.quantity for one in found.packages[0].lines] == [2]


def test_goods_go_where_the_bill_goes_unless_said_otherwise() -> None:
    empty = dict.fromkeys(ADDRESS, "")
    company = ADDRESS | {"first_name": "", "last_name": "", "company": "Aksu Ltd", "email": ""}

    assert read(shipping=empty).ship_to.line1 == "Çınar Sokak 12/4"
    assert read(shipping=empty, billing=company).ship_to.name == "Aksu Ltd"
    assert read(shipping=ADDRESS | {"phone": ""}).ship_to.phone == "5550000001"


@pytest.mark.parametrize(
    "broken",
    [
        {"line_items": [line(quantity=0)]},
        {"line_items": []},
        {"line_items": [line(total="many")]},
        {"date_modified_gmt": None},
        {"id": "seven"},
    ],
)
def test_what_cannot_be_read_is_kept_as_it_came(broken: dict[str, Any]) -> None:
    document = order(**broken)
    found = mapping.read(document, [], "TRY")

    assert isinstance(found, Unmapped)
    assert json.loads(found.raw)["order"] == document
    assert found.external_id == str(document["id"])


def test_a_stored_document_is_read_again_and_a_bare_one_too() -> None:
    found = read(refund())

    assert mapping.read_raw(found.raw, "TRY") == found
    bare = mapping.read_raw(json.dumps(order()), "TRY")
    assert isinstance(bare, ChannelOrder)
    assert bare.external_id == "727"
    assert isinstance(mapping.read_raw("no JSON", "TRY"), Unmapped)
    assert isinstance(mapping.read_raw("[]", "TRY"), Unmapped)


def test_a_cart_that_is_being_filled_is_no_order() -> None:
    assert mapping.is_draft(order(status="checkout-draft"))
    assert not mapping.is_draft(order())
    assert not mapping.is_draft("draft")
