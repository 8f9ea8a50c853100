"""Theirs to ours: packages become orders. Pure; amounts are exact, and what does not add up is doubted, not guessed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from arasta.connectors.trendyol.documents import Address, Line, Package
from arasta.contexts.channels.types import (
    ChannelAddress,
    ChannelCustomer,
    ChannelLine,
    ChannelOrder,
    ChannelPackage,
    Doubt,
    PackageState,
    ParkedReason,
    Unmapped,
)
from arasta.contexts.channels.types.explaining import Explanation, Strange, explain, explain_error
from arasta.kernel.money import Money
from arasta.kernel.transport.wire import Unreadable, read_json, write_json

# `orderDate` is Istanbul's wall clock written as if it were UTC; all other instants are true ones.
WALL_CLOCK = timedelta(hours=3)

STATES = {
    "Awaiting": PackageState.AWAITING_PAYMENT,
    "Created": PackageState.OPEN,
    "Picking": PackageState.ACCEPTED,
    "Invoiced": PackageState.INVOICED,
    "Shipped": PackageState.SHIPPED,
    "AtCollectionPoint": PackageState.AT_PICKUP,
    "Delivered": PackageState.DELIVERED,
    "UnDelivered": PackageState.UNDELIVERED,
    "Returned": PackageState.RETURNED,
    "Cancelled": PackageState.CANCELLED,
    "UnSupplied": PackageState.CANCELLED,
    "UnPacked": PackageState.REPLACED,
}

Raw = dict[str, Any]


def orders_of(documents: Sequence[Any], currency: str) -> tuple[list[ChannelOrder], list[Unmapped]]:
    """Group packages into orders, the earliest placed first; packages of an order by their last change."""
    groups: dict[str, list[Raw]] = {}
    unmapped: list[Unmapped] = []
    for document in documents:
        if isinstance(document, dict) and document.get("orderNumber"):
            groups.setdefault(str(document["orderNumber"]), []).append(document)
        else:
            unmapped.append(_unmapped([document], explain("no_order_number")))
    read = [read_packages(group, currency) for group in groups.values()]
    orders = sorted((one for one in read if isinstance(one, ChannelOrder)), key=lambda order: order.placed_at)
    return orders, [*unmapped, *(one for one in read if isinstance(one, Unmapped))]


def read_raw(raw: str, currency: str) -> ChannelOrder | Unmapped:
    """Read a stored document again."""
    try:
        body = read_json(raw)
        packages = body["packages"]
    except (Unreadable, KeyError, TypeError) as wrong:
        return Unmapped(external_id="", explanation=explain("not_stored", detail=wrong), raw=raw)
    return read_packages(packages, currency)


def read_packages(documents: Sequence[Raw], currency: str) -> ChannelOrder | Unmapped:
    """Read the packages of one order."""
    try:
        packages = sorted(msgspec.convert(list(documents), list[Package]), key=_age)
        return _order(packages, documents, currency)
    except (msgspec.ValidationError, ValueError, ArithmeticError) as wrong:
        return _unmapped(documents, explain_error(wrong))


def _age(package: Package) -> tuple[int, int]:
    return package.last_modified_date, package.shipment_package_id


def _order(packages: Sequence[Package], documents: Sequence[Raw], currency: str) -> ChannelOrder:
    first = packages[0]
    mapped = [_package(package, currency) for package in packages]
    return ChannelOrder(
        external_id=first.order_number,
        placed_at=_placed_at(first),
        currency=currency,
        packages=mapped,
        customer=ChannelCustomer(
            external_id=str(first.customer_id or ""),
            first_name=first.customer_first_name or "",
            last_name=first.customer_last_name or "",
            email=first.customer_email or "",
        ),
        ship_to=_address(first.shipment_address),
        bill_to=_address(first.invoice_address or first.shipment_address),
        version=packages[-1].last_modified_date,
        raw=write_json({"packages": list(documents)}).decode(),
        doubts=_doubts(packages, mapped, currency),
    )


def _package(package: Package, currency: str) -> ChannelPackage:
    lines = [_line(line, currency) for line in package.lines]
    total = sum(line.total.minor for line in lines)
    return ChannelPackage(
        external_id=str(package.shipment_package_id),
        state=STATES.get(package.status, PackageState.UNKNOWN),
        external_status=package.status,
        version=package.last_modified_date,
        lines=lines,
        total=Money(total, currency),
        origin_ids=[str(origin) for origin in package.origin_package_ids or ()],
        tracking_number=package.cargo_sender_number or str(package.cargo_tracking_number or ""),
        tracking_url=package.cargo_tracking_link or "",
        carrier=package.cargo_provider_name or "",
        ship_by=_instant(package.agreed_delivery_date) if package.agreed_delivery_date else None,
    )


def _line(line: Line, currency: str) -> ChannelLine:
    """Amounts of a line are per unit; where every unit has its own price, their sum is the line's total."""
    if line.quantity < 1:
        raise Strange("line_quantity", line=line.line_id, quantity=line.quantity)
    unit = _price(line)
    each = [detail.line_item_price for detail in line.discount_details if detail.line_item_price is not None]
    total = sum(each, Decimal(0)) if len(each) == line.quantity else unit * line.quantity
    return ChannelLine(
        external_id=str(line.line_id),
        sku=line.barcode,
        seller_sku=line.stock_code or "",
        title=line.product_name or "",
        quantity=line.quantity,
        list_price=Money.of(line.line_gross_amount if line.line_gross_amount is not None else unit, currency),
        unit_price=Money.of(unit, currency),
        total=Money.of(total, currency),
        seller_discount=Money.of(line.line_seller_discount or Decimal(0), currency) * line.quantity,
        channel_discount=Money.of(line.line_ty_discount or Decimal(0), currency) * line.quantity,
        tax_rate=(line.vat_rate or Decimal(0)) / 100,
        commission_rate=None if line.commission is None else line.commission / 100,
    )


def _price(line: Line) -> Decimal:
    if line.line_unit_price is None:
        raise Strange("line_price", line=line.line_id)
    return line.line_unit_price


def _doubts(packages: Sequence[Package], mapped: Sequence[ChannelPackage], currency: str) -> list[Doubt]:
    strange = [one.external_status for one in mapped if one.state is PackageState.UNKNOWN]
    foreign = sorted({one.currency_code for one in packages if one.currency_code not in {None, currency}} - {None})
    wrong = [
        ours.external_id
        for theirs, ours in zip(packages, mapped, strict=True)
        if theirs.package_total_price is not None and Money.of(theirs.package_total_price, currency) != ours.total
    ]
    found = (
        (ParkedReason.UNKNOWN_STATUS, strange),
        (ParkedReason.OTHER_CURRENCY, [str(code) for code in foreign]),
        (ParkedReason.AMOUNTS_DISAGREE, wrong),
    )
    return [Doubt(reason=reason, about=about) for reason, about in found if about]


def _placed_at(package: Package) -> datetime:
    if package.order_date is None:
        return _instant(package.last_modified_date)
    return _instant(package.order_date) - WALL_CLOCK


def _instant(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds // 1000, tz=UTC) + timedelta(milliseconds=milliseconds % 1000)


def _address(address: Address | None) -> ChannelAddress:
    given = address or Address()
    return ChannelAddress(
        name=given.full_name or "",
        line1=given.address1 or "",
        line2=given.address2 or "",
        city=given.city or "",
        district=given.district or "",
        postal_code=given.postal_code or "",
        country=given.country_code or "TR",
        phone=given.phone or "",
        tax_office=given.tax_office or "",
        tax_number=given.tax_number or "",
    )


def _unmapped(documents: Sequence[Any], why: Explanation) -> Unmapped:
    first = documents[0] if documents and isinstance(documents[0], dict) else {}
    raw = write_json({"packages": list(documents)})
    named = first.get("orderNumber") or first.get("shipmentPackageId")
    external_id = str(named or f"nameless-{hashlib.sha256(raw).hexdigest()[:12]}")
    return Unmapped(external_id=external_id, explanation=why, raw=raw.decode())
