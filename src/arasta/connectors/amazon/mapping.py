"""Theirs to ours: an order's document becomes an order. Pure; what does not add up is doubted, not guessed.

Amazon tells of items; the parcels they left in come later and only of our own. So an order is one package of ours under
the order's own id, and what was canceled of it lies in a second one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import msgspec

from arasta.connectors.amazon import amounts
from arasta.connectors.amazon.account import Shop
from arasta.connectors.amazon.client import milliseconds
from arasta.connectors.amazon.documents import Address, Item, Order
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
from arasta.contexts.channels.types.explaining import Strange, explain_error
from arasta.kernel.money import CurrencyMismatch, Money
from arasta.kernel.transport.wire import Unreadable, read_json, write_json

STATES = {
    "PENDING_AVAILABILITY": PackageState.AWAITING_PAYMENT,
    "PENDING": PackageState.AWAITING_PAYMENT,
    "UNSHIPPED": PackageState.OPEN,
    "PARTIALLY_SHIPPED": PackageState.ACCEPTED,
    "SHIPPED": PackageState.SHIPPED,
    "CANCELLED": PackageState.CANCELLED,
    "UNFULFILLABLE": PackageState.CANCELLED,
}
DELIVERED, LOST = {"DELIVERED"}, {"UNDELIVERABLE"}
BY_AMAZON = "AMAZON"
TAX_OFFICE = "TAX_OFFICE"
TIP = "DELIVERY_TIP"
CANCELED_SUFFIX = "/canceled"

Part = tuple[Item, int]
"""An item, and units of it."""

WRONG = (msgspec.ValidationError, ValueError, ArithmeticError, CurrencyMismatch)


def orders_of(documents: Sequence[Any], shop: Shop) -> tuple[list[ChannelOrder], list[Unmapped]]:
    """Read orders, the earliest placed first, and set aside what is none."""
    read = [read_document(document, shop) for document in documents]
    orders = sorted((one for one in read if isinstance(one, ChannelOrder)), key=lambda order: order.placed_at)
    return orders, [one for one in read if isinstance(one, Unmapped)]


def read_raw(raw: str, shop: Shop) -> ChannelOrder | Unmapped:
    """Read a stored document again."""
    try:
        return read_document(read_json(raw), shop)
    except Unreadable as wrong:
        return Unmapped(external_id="", explanation=explain_error(wrong), raw=raw)


def read_document(document: Any, shop: Shop) -> ChannelOrder | Unmapped:
    """Read one order."""
    raw = write_json(document).decode()
    try:
        return _order(msgspec.convert(document, Order), raw, shop)
    except WRONG as wrong:
        named = document.get("orderId") if isinstance(document, dict) else None
        external_id = str(named or f"nameless-{hashlib.sha256(raw.encode()).hexdigest()[:12]}")
        return Unmapped(external_id=external_id, explanation=explain_error(wrong), raw=raw)


def _order(order: Order, raw: str, shop: Shop) -> ChannelOrder:
    parts = [(item, left_of(order, item)) for item in order.order_items]
    kept = [(item, left) for item, left in parts if left]
    gone = [(item, item.quantity_ordered - left) for item, left in parts if not 0 < item.quantity_ordered == left]
    packages = [_package(order, kept, shop)] if kept or not gone else []
    packages += [_canceled(order, gone, shop)] if gone else []
    ship_to = order.recipient.delivery_address if order.recipient else None
    version = milliseconds(order.last_updated_time)
    return ChannelOrder(
        external_id=order.order_id,
        placed_at=order.created_time,
        currency=shop.currency,
        packages=packages,
        customer=_customer(order),
        ship_to=_address(ship_to, shop),
        bill_to=_bill_to(order, ship_to, shop),
        version=version,
        raw=raw,
        doubts=_doubts(order, packages[0], shop),
        delivery=_beside_goods(order, [item for item, _ in kept], shop),
        delivery_tax_rate=shop.tax_rate,
        held_by_channel=fulfilled_by_amazon(order),
    )


def fulfilled_by_amazon(order: Order) -> bool:
    """Tell whether Amazon ships it, from the stock it holds for us."""
    return order.fulfillment is not None and order.fulfillment.fulfilled_by == BY_AMAZON


def left_of(order: Order, item: Item) -> int:
    """Return how many units of an item are wanted still; in an order that is canceled whole its own word says that none.

    Amazon goes on telling what was ordered: what is neither sent nor to be sent was canceled, where it says that it was.
    """
    executed = item.cancellation is not None and item.cancellation.cancellation_execution is not None
    if not executed or STATES.get(_status(order)) is PackageState.CANCELLED:
        return item.quantity_ordered
    there = item.fulfillment
    left = (there.quantity_fulfilled or 0) + (there.quantity_unfulfilled or 0) if there else 0
    return min(left, item.quantity_ordered)


def _status(order: Order) -> str:
    return order.fulfillment.fulfillment_status if order.fulfillment else ""


def _package(order: Order, parts: Sequence[Part], shop: Shop) -> ChannelPackage:
    is_open = _state(order) is PackageState.AWAITING_PAYMENT
    lines = [_line(item, units, shop, is_open=is_open) for item, units in parts]
    parcel = order.packages[0] if order.packages else None
    window = order.fulfillment.ship_by_window if order.fulfillment else None
    return ChannelPackage(
        external_id=order.order_id,
        state=_state(order),
        external_status=_status(order),
        version=milliseconds(order.last_updated_time),
        lines=lines,
        total=Money(sum(line.total.minor for line in lines), shop.currency),
        tracking_number=(parcel.tracking_number or "") if parcel else "",
        carrier=(parcel.carrier or "") if parcel else "",
        ship_by=window.latest_date_time if window else None,
    )


def _canceled(order: Order, parts: Sequence[Part], shop: Shop) -> ChannelPackage:
    lines = [_line(item, units, shop, is_open=True) for item, units in parts]
    return ChannelPackage(
        external_id=order.order_id + CANCELED_SUFFIX,
        state=PackageState.CANCELLED,
        external_status="CANCELLED",
        version=milliseconds(order.last_updated_time),
        lines=lines,
        total=Money(sum(line.total.minor for line in lines), shop.currency),
    )


def _state(order: Order) -> PackageState:
    state = STATES.get(_status(order), PackageState.UNKNOWN)
    said = {package.package_status.status for package in order.packages if package.package_status is not None}
    if state is PackageState.SHIPPED and said and said <= DELIVERED:
        return PackageState.DELIVERED
    if state is PackageState.SHIPPED and said and said <= LOST:
        return PackageState.UNDELIVERED
    return state


def _line(item: Item, units: int, shop: Shop, *, is_open: bool) -> ChannelLine:
    """Read units of an item. Before it is paid Amazon may not tell what it costs; then it costs nothing yet."""
    cost = amounts.cost_of(item, shop.currency, units=units)
    if cost is None and not is_open:
        raise Strange("line_price", line=item.order_item_id)
    if not item.product.seller_sku:
        raise Strange("line_sku", line=item.order_item_id)
    nothing = Money.zero(shop.currency)
    known = cost or amounts.Cost(nothing, nothing, nothing, None)
    each, count = known.gross.minor, max(units, 1)
    return ChannelLine(
        external_id=item.order_item_id,
        sku=item.product.seller_sku,
        seller_sku=item.product.seller_sku,
        title=item.product.title or "",
        quantity=units,
        list_price=Money(-(-each // count), shop.currency),
        unit_price=Money(known.total.minor // count, shop.currency),
        total=known.total,
        seller_discount=known.discount,
        channel_discount=nothing,
        tax_rate=shop.tax_rate if known.tax_rate is None else known.tax_rate,
    )


def _beside_goods(order: Order, items: Sequence[Item], shop: Shop) -> Money | None:
    """Return what the buyer pays for delivery, wrapping and the like."""
    costs = [amounts.cost_of(item, shop.currency, units=item.quantity_ordered) for item in items]
    parts = order.proceeds.breakdowns if order.proceeds else []
    tips = sum(amounts.minor(part.subtotal) for part in parts if part.type == TIP)
    minor = sum(cost.other.minor for cost in costs if cost) + tips
    return Money(minor, shop.currency) if minor > 0 else None


def _doubts(order: Order, package: ChannelPackage, shop: Shop) -> list[Doubt]:
    strange = [package.external_status or "?"] if package.state is PackageState.UNKNOWN else []
    amount = order.proceeds.grand_total if order.proceeds else None
    foreign = [amount.currency_code] if amount is not None and amount.currency_code != shop.currency else []
    found = (
        (ParkedReason.UNKNOWN_STATUS, strange),
        (ParkedReason.OTHER_CURRENCY, foreign),
        (ParkedReason.AMOUNTS_DISAGREE, [] if foreign or _adds_up(order, shop) else [order.order_id]),
    )
    return [Doubt(reason=reason, about=about) for reason, about in found if about]


def _adds_up(order: Order, shop: Shop) -> bool:
    """Tell whether items and total agree, where Amazon tells both of all that was ordered."""
    if order.proceeds is None or order.proceeds.grand_total is None:
        return True
    items = order.order_items
    if any(
        left_of(order, item) < item.quantity_ordered or item.proceeds is None or item.proceeds.proceeds_total is None
        for item in items
    ):
        return True
    whole = Decimal(order.proceeds.grand_total.amount)
    tips = sum((Decimal(part.subtotal.amount) for part in order.proceeds.breakdowns if part.type == TIP), Decimal(0))
    return whole == tips + sum(Decimal(_told(item)) for item in items)


def _told(item: Item) -> str:
    proceeds = item.proceeds
    return proceeds.proceeds_total.amount if proceeds and proceeds.proceeds_total else "0"


def _customer(order: Order) -> ChannelCustomer:
    buyer = order.buyer
    first, _, last = ((buyer.buyer_name if buyer else "") or "").rpartition(" ")
    return ChannelCustomer(
        external_id=(buyer.buyer_email if buyer else "") or "",
        first_name=first or last,
        last_name=last if first else "",
        email=(buyer.buyer_email if buyer else "") or "",
    )


def _bill_to(order: Order, ship_to: Address | None, shop: Shop) -> ChannelAddress:
    """Return the address of who pays the tax, with the number and office it is known by, else where it goes."""
    registrations = order.tax.tax_registrations if order.tax else []
    found = next((one for one in registrations if one.entity_type == "BUYER"), None)
    if found is None:
        return _address(ship_to, shop)
    offices = [one.value for one in found.tax_registration_attributes if one.key == TAX_OFFICE]
    return _address(
        found.tax_registration_address or ship_to,
        shop,
        name=found.legal_name or "",
        tax_number=found.tax_registration_number or "",
        tax_office=offices[0] if offices else "",
    )


def _address(address: Address | None, shop: Shop, **more: str) -> ChannelAddress:
    given = address or Address()
    lines = [line for line in (given.address_line1, given.address_line2, given.address_line3) if line]
    fields = {
        "name": given.name or given.company_name or "",
        "line1": lines[0] if lines else "",
        "line2": ", ".join(lines[1:]),
        "city": given.city or given.state_or_region or "",
        "district": given.district_or_county or "",
        "postal_code": given.postal_code or "",
        "country": given.country_code or shop.country,
        "phone": given.phone or "",
    }
    return ChannelAddress(**{**fields, **{name: value for name, value in more.items() if value}})
