"""An order's document becomes an order, and what does not add up is doubted."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from arasta.connectors.amazon import mapping
from arasta.connectors.amazon.account import read_shop
from arasta.contexts.channels.ports import Account
from arasta.contexts.channels.types import ChannelOrder, PackageState, ParkedReason, Unmapped
from arasta.contexts.channels.types.explaining import explain
from arasta.kernel.money import Money
from tests.connectors.amazon.rig import SECRETS, SETTINGS

SHOP = read_shop(Account(SETTINGS, SECRETS, "TRY"))


def amount(value: str, currency: str = "TRY") -> dict[str, str]:
    return {"amount": value, "currencyCode": currency}


def part(kind: str, value: str, **details: str) -> dict[str, Any]:
    inner = [{"subtype": name, "value": amount(one)} for name, one in details.items()]
    return {"type": kind, "subtotal": amount(value)} | ({"detailedBreakdowns": inner} if inner else {})


DOCUMENT: dict[str, Any] = {
    "orderId": "405-0000001-0000001",
    "createdTime": "2026-11-21T09:00:00Z",
    "lastUpdatedTime": "2026-11-21T09:30:00Z",
    "salesChannel": {"channelName": "AMAZON"},
    "buyer": {"buyerName": "Defne Ece Aksu", "buyerEmail": "x1@marketplace.invalid"},
    "recipient": {
        "deliveryAddress": {
            "name": "Defne Ece Aksu",
            "addressLine1": "Çınar Sokak 12",
            "addressLine2": "Kat 3",
            "addressLine3": "Daire 4",
            "city": "İstanbul",
            "districtOrCounty": "Kadıköy",
            "postalCode": "34710",
            "countryCode": "TR",
        }
    },
    "proceeds": {"grandTotal": amount("284.90")},
    "fulfillment": {
        "fulfillmentStatus": "UNSHIPPED",
        "fulfilledBy": "MERCHANT",
        "shipByWindow": {"latestDateTime": "2026-11-23T20:59:59Z"},
    },
    "orderItems": [
        {
            "orderItemId": "11",
            "quantityOrdered": 2,
            "product": {"sellerSku": "CEZVE-2", "title": "Bakır cezve", "price": {"unitPrice": amount("100.00")}},
            "proceeds": {
                "proceedsTotal": amount("219.90"),
                "breakdowns": [part("ITEM", "200.00"), part("SHIPPING", "29.90"), part("DISCOUNT", "-10.00")],
            },
            "fulfillment": {"quantityFulfilled": 0, "quantityUnfulfilled": 2},
        },
        {
            "orderItemId": "12",
            "quantityOrdered": 1,
            "product": {"sellerSku": "FINCAN-6", "title": "Fincan"},
            "proceeds": {"proceedsTotal": amount("65.00"), "breakdowns": [part("ITEM", "65.00")]},
            "fulfillment": {"quantityFulfilled": 0, "quantityUnfulfilled": 1},
        },
    ],
}


def document(**changes: Any) -> dict[str, Any]:
    """A document with some of its parts changed; a path's steps are parted by two underscores."""
    changed = copy.deepcopy(DOCUMENT)
    for path, value in changes.items():
        *steps, last = path.split("__")
        node: Any = changed
        for step in steps:
            node = node[int(step)] if step.isdigit() else node[step]
        node[last] = value
    return changed


def read(**changes: Any) -> ChannelOrder:
    order = mapping.read_document(document(**changes), SHOP)
    assert isinstance(order, ChannelOrder), order
    return order


def test_an_order_is_one_package_under_its_own_id() -> None:
    order = read()

    [package] = order.packages
    assert (order.external_id, package.external_id, package.state) == (*[DOCUMENT["orderId"]] * 2, PackageState.OPEN)
    assert package.ship_by == datetime(2026, 11, 23, 20, 59, 59, tzinfo=UTC)
    assert order.version == package.version == 1795253400000
    assert (order.held_by_channel, list(order.doubts)) == (False, [])


def test_what_the_buyer_pays_is_split_between_goods_and_delivery() -> None:
    order = read()

    [pots, cups] = order.packages[0].lines
    assert (pots.list_price, pots.total, pots.seller_discount) == tuple(
        Money(one, "TRY") for one in (10000, 19000, 1000)
    )
    assert (pots.unit_price, cups.total, order.delivery) == tuple(Money(one, "TRY") for one in (9500, 6500, 2990))
    assert sum(line.total.minor for line in order.packages[0].lines) + 2990 == 28490


def test_tax_that_is_told_apart_is_added_and_gives_the_rate() -> None:
    breakdowns = [
        part("ITEM", "100.00"),
        part("SHIPPING", "10.00"),
        part("TAX", "22.00", ITEM="20.00", SHIPPING="2.00"),
    ]
    order = read(
        orderItems__1__proceeds={"proceedsTotal": amount("132.00"), "breakdowns": breakdowns},
        proceeds__grandTotal=amount("351.90"),
    )

    line = order.packages[0].lines[1]
    assert (line.total, line.tax_rate) == (Money(12000, "TRY"), Decimal("0.20"))
    assert (order.delivery, list(order.doubts)) == (Money(2990 + 1200, "TRY"), [])


def test_a_unit_price_that_does_not_divide_is_rounded_up_and_the_total_stays_the_truth() -> None:
    proceeds = {"proceedsTotal": amount("100.00"), "breakdowns": [part("ITEM", "100.00")]}

    line = read(orderItems__1__quantityOrdered=3, orderItems__1__proceeds=proceeds).packages[0].lines[1]

    assert (line.list_price.minor, line.unit_price.minor, line.total.minor) == (3334, 3333, 10000)


def test_who_bought_and_where_it_goes() -> None:
    order = read()

    assert (order.customer.first_name, order.customer.last_name) == ("Defne Ece", "Aksu")
    assert (order.ship_to.line1, order.ship_to.line2) == ("Çınar Sokak 12", "Kat 3, Daire 4")
    assert order.bill_to == order.ship_to


def test_who_pays_the_tax_is_known_by_number_and_office() -> None:
    registration = {
        "entityType": "BUYER",
        "legalName": "Aksu Ltd",
        "taxRegistrationNumber": "1234567890",
        "taxRegistrationAttributes": [{"key": "TAX_OFFICE", "value": "Kadıköy"}],
    }

    bill_to = read(tax={"taxRegistrations": [registration]}).bill_to

    assert (bill_to.name, bill_to.tax_number, bill_to.tax_office) == ("Aksu Ltd", "1234567890", "Kadıköy")
    assert bill_to.city == "İstanbul"


@pytest.mark.parametrize(
    ("status", "parcels", "state"),
    [
        ("PENDING", [], PackageState.AWAITING_PAYMENT),
        ("PENDING_AVAILABILITY", [], PackageState.AWAITING_PAYMENT),
        ("UNSHIPPED", [], PackageState.OPEN),
        ("PARTIALLY_SHIPPED", ["SHIPPED"], PackageState.ACCEPTED),
        ("SHIPPED", ["IN_TRANSIT"], PackageState.SHIPPED),
        ("SHIPPED", ["DELIVERED", "IN_TRANSIT"], PackageState.SHIPPED),
        ("SHIPPED", ["DELIVERED", "DELIVERED"], PackageState.DELIVERED),
        ("SHIPPED", ["UNDELIVERABLE"], PackageState.UNDELIVERED),
        ("CANCELLED", [], PackageState.CANCELLED),
        ("UNFULFILLABLE", [], PackageState.CANCELLED),
    ],
)
def test_each_status_has_a_state(status: str, parcels: list[str], state: PackageState) -> None:
    packages = [
        {"packageReferenceId": str(at), "packageStatus": {"status": one}, "trackingNumber": f"T{at}", "carrier": "MNG"}
        for at, one in enumerate(parcels)
    ]

    [package] = read(fulfillment__fulfillmentStatus=status, packages=packages).packages

    assert package.state is state
    assert package.tracking_number == ("T0" if parcels else "")


def test_a_pending_order_needs_no_prices() -> None:
    changed = document(fulfillment__fulfillmentStatus="PENDING")
    for item in changed["orderItems"]:
        item["product"].pop("price", None)
        item.pop("proceeds")
    changed.pop("proceeds")

    order = mapping.read_document(changed, SHOP)

    assert isinstance(order, ChannelOrder)
    assert [line.quantity for line in order.packages[0].lines] == [2, 1]
    assert order.packages[0].total == Money.zero("TRY")


def test_a_canceled_item_lies_in_a_package_of_its_own() -> None:
    order = read(
        orderItems__0__cancellation={"cancellationExecution": {"cancelledBy": "BUYER"}},
        orderItems__0__fulfillment={"quantityFulfilled": 0, "quantityUnfulfilled": 0},
    )

    kept, gone = order.packages
    assert (kept.external_id, [line.sku for line in kept.lines]) == (DOCUMENT["orderId"], ["FINCAN-6"])
    assert (gone.external_id, gone.state) == (f"{DOCUMENT['orderId']}/canceled", PackageState.CANCELLED)
    assert [(line.external_id, line.quantity) for line in gone.lines] == [("11", 2)]
    assert (order.delivery, list(order.doubts)) == (None, [])


@pytest.mark.parametrize("told_for", [2, 1])
def test_a_unit_that_is_canceled_lies_beside_the_one_that_is_kept(told_for: int) -> None:
    """Amazon does not say whether an item's proceeds go on counting what was canceled: its price per unit tells."""
    order = read(
        orderItems__0__cancellation={"cancellationExecution": {"cancelledBy": "BUYER"}},
        orderItems__0__fulfillment={"quantityFulfilled": 0, "quantityUnfulfilled": 1},
        orderItems__0__proceeds__breakdowns=[part("ITEM", f"{told_for}00.00"), part("DISCOUNT", f"-{told_for}0.00")],
    )

    kept, gone = order.packages
    assert [(line.external_id, line.quantity, line.total.minor) for line in kept.lines] == [
        ("11", 1, 9_000), ("12", 1, 6_500),
    ]  # fmt: skip
    assert [(line.external_id, line.quantity) for line in gone.lines] == [("11", 1)]
    assert list(order.doubts) == []


def test_a_cancellation_that_is_only_asked_for_changes_nothing() -> None:
    asked = {"cancellationRequest": {"requester": "BUYER", "cancelReason": "Changed mind"}}

    assert len(read(orderItems__0__cancellation=asked).packages) == 1


def test_what_amazon_ships_itself_says_so() -> None:
    assert read(fulfillment__fulfilledBy="AMAZON").held_by_channel


@pytest.mark.parametrize(
    ("changes", "reason", "about"),
    [
        ({"fulfillment__fulfillmentStatus": "UNDER_REVIEW"}, ParkedReason.UNKNOWN_STATUS, ["UNDER_REVIEW"]),
        ({"proceeds__grandTotal": amount("284.91")}, ParkedReason.AMOUNTS_DISAGREE, ["405-0000001-0000001"]),
        ({"proceeds__grandTotal": amount("284.900", "KWD")}, ParkedReason.OTHER_CURRENCY, ["KWD"]),
        ({"proceeds__grandTotal": amount("285", "JPY")}, ParkedReason.OTHER_CURRENCY, ["JPY"]),
    ],
)
def test_what_a_person_must_look_at_is_doubted(changes: dict[str, Any], reason: ParkedReason, about: list[str]) -> None:
    [doubt] = read(**changes).doubts

    assert (doubt.reason, doubt.about) == (reason, about)


def unreadable(detail: str) -> str:
    """Say what is said of a document unlike any known."""
    return explain("unreadable", detail=detail).said()


@pytest.mark.parametrize(
    ("changes", "explanation"),
    [
        ({"orderItems__1__proceeds": None}, "Line 12 has no price."),
        ({"orderItems__0__product": {"title": "?"}}, "Line 11 has no SKU."),
        ({"createdTime": "yesterday"}, unreadable("Invalid RFC3339 encoded datetime - at `$.createdTime`")),
    ],
)
def test_what_cannot_be_read_is_kept_as_it_came(changes: dict[str, Any], explanation: str) -> None:
    read_one = mapping.read_document(document(**changes), SHOP)

    assert isinstance(read_one, Unmapped)
    assert (read_one.external_id, read_one.explanation.said()) == ("405-0000001-0000001", explanation)


def test_an_unknown_field_is_passed_over_and_a_stored_document_reads_the_same() -> None:
    order = read(giftRegistry={"registryId": "R-1"})

    assert mapping.read_raw(order.raw, SHOP) == order


def test_orders_come_the_earliest_first() -> None:
    later = document(orderId="405-2", createdTime="2026-11-21T10:00:00Z")

    orders, unmapped = mapping.orders_of([later, DOCUMENT, {"strange": 1}], SHOP)

    assert [one.external_id for one in orders] == ["405-0000001-0000001", "405-2"]
    assert [one.external_id[:9] for one in unmapped] == ["nameless-"]
