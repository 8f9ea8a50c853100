"""Theirs to ours: orders. Pure; amounts are exact, and what does not add up is doubted, not guessed.

A document is the order with the refunds that took units off its lines: `{"order": {...}, "refunds": [...]}`.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import msgspec

from arasta.connectors.woocommerce.amounts import ceiling, minor, settle, tax_rate
from arasta.connectors.woocommerce.documents import Address, Line, Order, Refund, in_gmt, milliseconds
from arasta.connectors.woocommerce.goods import code_of
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
from arasta.kernel.money import Money
from arasta.kernel.transport.wire import Unreadable, read_json, write_json

# A cart that is being filled is no order yet.
DRAFTS = frozenset({"checkout-draft", "auto-draft", "draft"})
REFUNDED_ITEM = "_refunded_item_id"

STATES = {
    "pending": PackageState.AWAITING_PAYMENT,
    "on-hold": PackageState.AWAITING_PAYMENT,
    "processing": PackageState.OPEN,
    "completed": PackageState.SHIPPED,
    "cancelled": PackageState.CANCELLED,
    "failed": PackageState.CANCELLED,
    "trash": PackageState.CANCELLED,
    "refunded": PackageState.RETURNED,
}

Raw = Mapping[str, Any]


def read_raw(raw: str, currency: str) -> ChannelOrder | Unmapped:
    """Read a stored document again; an order that came alone is read as one of which nothing was refunded."""
    try:
        body = read_json(raw)
    except Unreadable as wrong:
        return Unmapped(external_id="", explanation=explain_error(wrong), raw=raw)
    if isinstance(body, dict) and isinstance(body.get("order"), dict):
        return read(body["order"], body.get("refunds") or [], currency)
    return read(body, [], currency)


def read(document: Any, refunds: Sequence[Any], currency: str) -> ChannelOrder | Unmapped:
    """Read an order and what was refunded of it."""
    raw = write_json({"order": document, "refunds": list(refunds)}).decode()
    try:
        order = msgspec.convert(document, Order)
        return _order(order, msgspec.convert(list(refunds), list[Refund]), raw, currency)
    except (msgspec.ValidationError, ValueError, ArithmeticError) as wrong:
        return Unmapped(external_id=_named(document, raw), explanation=explain_error(wrong), raw=raw)


def is_draft(document: Any) -> bool:
    """Tell whether a document is a cart that is still being filled."""
    return isinstance(document, dict) and document.get("status") in DRAFTS


def refunded_units(refunds: Iterable[Refund]) -> Counter[int]:
    """Return how many units of each line went back; refunds count them below zero."""
    units: Counter[int] = Counter()
    for refund in refunds:
        for line in refund.line_items:
            units[item_of(line)] += abs(line.quantity)
    return units


def item_of(line: Line) -> int:
    """Return the line of the order that a line of a refund is about; 0 if it does not say."""
    named = [str(meta.value) for meta in line.meta_data if meta.key == REFUNDED_ITEM]
    return int(named[0]) if named and named[0].isdigit() else 0


def _order(order: Order, refunds: Sequence[Refund], raw: str, currency: str) -> ChannelOrder:
    if not order.line_items:
        raise Strange("no_lines")
    rates = {line.rate_id: line.rate_percent / 100 for line in order.tax_lines if line.rate_percent is not None}
    lines = [_line(line, rates, currency) for line in order.line_items]
    extras = [*order.shipping_lines, *(fee for fee in order.fee_lines if fee.total > 0)]
    given = sum((minor(-fee.gross, currency) for fee in order.fee_lines if fee.total < 0), 0)
    lines, delivery, is_sound = settle(
        _reduced(lines, given), sum(minor(one.gross, currency) for one in extras), minor(order.total, currency)
    )
    left = _still_ordered(lines, refunded_units(refunds))
    package = ChannelPackage(
        external_id=str(order.id),
        state=STATES.get(order.status, PackageState.UNKNOWN) if left else PackageState.RETURNED,
        external_status=order.status,
        version=milliseconds(order.date_modified_gmt),
        lines=left,
        total=Money(sum(line.total.minor for line in left), currency),
    )
    return ChannelOrder(
        external_id=str(order.id),
        placed_at=in_gmt(order.date_created_gmt or order.date_modified_gmt),
        currency=currency,
        packages=[package],
        customer=_customer(order),
        ship_to=_address(order.shipping if order.shipping.address_1 else order.billing, order.billing),
        bill_to=_address(order.billing, order.billing),
        version=package.version,
        raw=raw,
        doubts=_doubts(order, package, currency, is_sound=is_sound),
        delivery=Money(delivery, currency),
        delivery_tax_rate=tax_rate(sum(one.total for one in extras), sum(one.total_tax for one in extras)),
    )


def _line(line: Line, rates: Mapping[int, Decimal], currency: str) -> ChannelLine:
    """A line's amounts are for all its units and come without tax; `subtotal` is before coupons."""
    if line.quantity < 1:
        raise Strange("line_quantity", line=line.id, quantity=line.quantity)
    total, before = minor(line.gross, currency), minor(line.subtotal + line.subtotal_tax, currency)
    taxes = [rates[tax.id] for tax in line.taxes if tax.total and tax.id in rates]
    return ChannelLine(
        external_id=str(line.id),
        sku=code_of(line.sku or "", line.product_id, line.variation_id) if line.product_id else line.name[:100],
        seller_sku=line.sku or "",
        title=line.name,
        quantity=line.quantity,
        list_price=Money(ceiling(max(before, total), line.quantity), currency),
        unit_price=Money(ceiling(total, line.quantity), currency),
        total=Money(total, currency),
        seller_discount=Money(max(0, before - total), currency),
        channel_discount=Money.zero(currency),
        tax_rate=taxes[0] if len(taxes) == 1 else tax_rate(line.total, line.total_tax),
    )


def _reduced(lines: Sequence[ChannelLine], given: int) -> list[ChannelLine]:
    """Take a discount that was written as a fee below zero off the lines, each by its share."""
    whole = sum(line.total.minor for line in lines)
    if not given or given > whole:
        return list(lines)
    shares = Money(given, lines[0].total.currency).split([line.total.minor for line in lines])
    return [
        replace(line, total=line.total - share, seller_discount=line.seller_discount + share)
        for line, share in zip(lines, shares, strict=True)
    ]


def _still_ordered(lines: Sequence[ChannelLine], refunded: Mapping[int, int]) -> list[ChannelLine]:
    """Return the lines without the units that were refunded; what is left of a line costs its share."""
    left = []
    for line in lines:
        units = line.quantity - min(line.quantity, refunded.get(int(line.external_id), 0))
        if units == line.quantity:
            left.append(line)
        elif units:
            kept = line.total.split([units, line.quantity - units])[0]
            left.append(replace(line, quantity=units, total=kept))
    return left


def _doubts(order: Order, package: ChannelPackage, currency: str, *, is_sound: bool) -> list[Doubt]:
    found = (
        (ParkedReason.UNKNOWN_STATUS, [order.status] if package.state is PackageState.UNKNOWN else []),
        (ParkedReason.OTHER_CURRENCY, [order.currency] if order.currency != currency else []),
        (ParkedReason.AMOUNTS_DISAGREE, [] if is_sound else [str(order.id)]),
    )
    return [Doubt(reason=reason, about=about) for reason, about in found if about]


def _customer(order: Order) -> ChannelCustomer:
    return ChannelCustomer(
        external_id=str(order.customer_id or ""),
        first_name=order.billing.first_name,
        last_name=order.billing.last_name,
        email=order.billing.email,
    )


def _address(given: Address, billing: Address) -> ChannelAddress:
    return ChannelAddress(
        name=given.full_name,
        line1=given.address_1,
        line2=given.address_2,
        city=given.city,
        district=given.state,
        postal_code=given.postcode,
        country=given.country,
        phone=given.phone or billing.phone,
    )


def _named(document: Any, raw: str) -> str:
    named = document.get("id") if isinstance(document, dict) else None
    return str(named or f"nameless-{hashlib.sha256(raw.encode()).hexdigest()[:12]}")
