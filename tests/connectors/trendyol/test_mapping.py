"""The marketplace's packages become orders of ours, exactly; what cannot be understood is kept and doubted."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from arasta.connectors.trendyol import mapping
from arasta.contexts.channels.types import ChannelOrder, Doubt, PackageState, ParkedReason, Unmapped
from arasta.contexts.channels.types.explaining import explain
from arasta.kernel.money import Money
from arasta.kernel.transport.wire import read_json


def line(**changes: Any) -> dict[str, Any]:
    return {
        "lineId": 4765111111,
        "barcode": "8683772071724",
        "stockCode": "SKU-1",
        "productName": "Tray",
        "quantity": 1,
        "lineGrossAmount": 498.9,
        "lineSellerDiscount": 0,
        "lineTyDiscount": 0,
        "lineUnitPrice": 498.9,
        "vatRate": 20,
        "commission": 13,
        **changes,
    }


def package(*lines: dict[str, Any], **changes: Any) -> dict[str, Any]:
    address = {"fullName": "Test Buyer", "address1": "Line 1", "city": "Istanbul", "countryCode": "TR"}
    body = {
        "shipmentPackageId": 3330111111,
        "orderNumber": "10654411111",
        "orderDate": 1762253333685,
        "lastModifiedDate": 1762865408581,
        "status": "Created",
        "currencyCode": "TRY",
        "customerId": 888888888,
        "customerFirstName": "Test",
        "customerLastName": "Buyer",
        "customerEmail": "relay@example.invalid",
        "cargoTrackingNumber": 7280027504111111,
        "cargoProviderName": "Trendyol Express",
        "shipmentAddress": address,
        "lines": list(lines) or [line()],
        **changes,
    }
    exact: dict[str, Any] = read_json(json.dumps(body))
    return exact


def read(*documents: dict[str, Any]) -> ChannelOrder:
    order = mapping.read_packages(documents, "TRY")
    assert isinstance(order, ChannelOrder), order
    return order


def test_a_package_becomes_an_order() -> None:
    order = read(package())

    [box] = order.packages
    [row] = box.lines
    assert (order.external_id, order.currency, order.version, order.doubts) == (
        "10654411111", "TRY", 1762865408581, [],
    )  # fmt: skip
    assert order.placed_at == datetime(2025, 11, 4, 7, 48, 53, 685000, tzinfo=UTC)
    assert (order.customer.first_name, order.ship_to.city, order.bill_to) == ("Test", "Istanbul", order.ship_to)
    assert (box.external_id, box.state, box.tracking_number, box.carrier) == (
        "3330111111", PackageState.OPEN, "7280027504111111", "Trendyol Express",
    )  # fmt: skip
    assert (row.external_id, row.sku, row.seller_sku, row.quantity) == ("4765111111", "8683772071724", "SKU-1", 1)
    assert (row.total, row.tax_rate, row.commission_rate) == (Money(49890, "TRY"), Decimal("0.2"), Decimal("0.13"))


def test_units_of_one_line_may_have_prices_of_their_own() -> None:
    units = [{"lineItemPrice": 33.34}, {"lineItemPrice": 33.33}, {"lineItemPrice": 33.33}]
    sale = line(quantity=3, lineGrossAmount=40, lineUnitPrice=33.33, lineSellerDiscount=6.67, discountDetails=units)

    [box] = read(package(sale, packageTotalPrice=100)).packages

    [row] = box.lines
    assert (row.list_price.minor, row.unit_price.minor, row.total.minor) == (4000, 3333, 10000)
    assert (row.seller_discount.minor, row.channel_discount.minor) == (2001, 0)


def test_amounts_that_do_not_add_up_are_doubted() -> None:
    order = read(package(line(quantity=2), packageTotalPrice=498.9))

    assert order.doubts == [Doubt(reason=ParkedReason.AMOUNTS_DISAGREE, about=["3330111111"])]


def test_a_status_nobody_knows_is_doubted() -> None:
    order = read(package(status="QualityHold"))

    assert order.packages[0].state is PackageState.UNKNOWN
    assert order.doubts == [Doubt(reason=ParkedReason.UNKNOWN_STATUS, about=["QualityHold"])]


def test_another_currency_is_doubted() -> None:
    assert read(package(currencyCode="EUR")).doubts == [Doubt(reason=ParkedReason.OTHER_CURRENCY, about=["EUR"])]


@pytest.mark.parametrize(("word", "state"), list(mapping.STATES.items()))
def test_each_status_has_its_state(word: str, state: PackageState) -> None:
    assert read(package(status=word)).packages[0].state is state


def test_an_unknown_field_is_passed_over() -> None:
    assert read(package(line(glow=True), carbonFootprint={"grams": 412})).doubts == []


def test_packages_of_one_order_stand_by_their_last_change() -> None:
    old = package(status="UnPacked", lastModifiedDate=5)
    gone = package(shipmentPackageId=2, status="Cancelled", lastModifiedDate=5, originPackageIds=[3330111111])
    left = package(shipmentPackageId=3, lastModifiedDate=6, originPackageIds=[3330111111])

    orders, unmapped = mapping.orders_of([left, old, gone], "TRY")

    assert unmapped == []
    assert [box.external_id for box in orders[0].packages] == ["2", "3330111111", "3"]
    assert [box.external_id for box in orders[0].live_packages] == ["2", "3"]


def unreadable(detail: str) -> str:
    """Say what is said of a document unlike any known."""
    return explain("unreadable", detail=detail).said()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"lines": [line(quantity=0)]}, "Line 4765111111 has the quantity 0."),
        ({"lines": [line(lineUnitPrice=None)]}, "Line 4765111111 has no price."),
        ({"lines": [line(lineUnitPrice=1.999)]}, unreadable("1.999 has more digits than TRY allows")),
        ({"lastModifiedDate": "yesterday"}, unreadable("Expected `int`, got `str` - at `$[0].lastModifiedDate`")),
    ],
)
def test_what_cannot_be_read_is_kept_as_it_came(change: dict[str, Any], why: str) -> None:
    document = package(**change)

    orders, [found] = mapping.orders_of([document], "TRY")

    assert orders == []
    assert (found.external_id, found.explanation.said()) == ("10654411111", why)
    assert read_json(found.raw) == {"packages": [document]}


def test_a_document_without_a_number_gets_a_steady_name() -> None:
    _, found = mapping.orders_of([{"hello": 1}, 7, {"hello": 1}], "TRY")

    first, second, third = (one.external_id for one in found)
    assert first == third == "nameless-a10f675848f5"
    assert second not in {first, ""}


def test_a_stored_document_is_read_again() -> None:
    order = read(package())

    assert mapping.read_raw(order.raw, "TRY") == order
    assert isinstance(mapping.read_raw("{}", "TRY"), Unmapped)
    assert isinstance(mapping.read_raw("not json", "TRY"), Unmapped)
