"""Theirs to ours: an order with its fulfillment orders. Pure and exact; what does not add up is doubted, not guessed.

Amounts are taken in the channel's currency: the shop's own, else the one the buyer saw; if it is neither, the shop's
with a doubt. Prices without tax get it added, since a line says what the buyer pays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec

from arasta.connectors.shopify import packages
from arasta.connectors.shopify.documents import Address, Bag, Line, Order, Tax, tail
from arasta.connectors.shopify.packages import Priced, Terms
from arasta.contexts.channels.types import (
    ChannelAddress,
    ChannelCustomer,
    ChannelOrder,
    Doubt,
    ParkedReason,
    Unmapped,
)
from arasta.contexts.channels.types.explaining import Explanation, Strange, explain, explain_error
from arasta.kernel.money import Money, exponent, round_minor
from arasta.kernel.transport.wire import Unreadable, read_json, write_json

Raw = dict[str, Any]


class Purse:
    """Picks the amounts of one currency out of what a shop writes in two."""

    def __init__(self, currency: str, sample: Bag) -> None:
        self._seen = sample.presentment_money.currency_code == currency != sample.shop_money.currency_code
        self.currency = (sample.presentment_money if self._seen else sample.shop_money).currency_code
        self.is_foreign = self.currency != currency

    def exact(self, bag: Bag) -> Decimal:
        """Return an amount in minor units, which may have a fraction."""
        money = bag.presentment_money if self._seen else bag.shop_money
        if money.currency_code != self.currency:
            raise Strange("currencies", given=money.currency_code, currency=self.currency)
        return money.amount.scaleb(exponent(self.currency))

    def taxes(self, lines: Sequence[Tax]) -> Decimal:
        """Return the sum of taxes in minor units."""
        return sum((self.exact(one.price_set) for one in lines), Decimal(0))

    def money(self, minor: Decimal | int) -> Money:
        """Return whole minor units."""
        return Money(round_minor(Decimal(minor)), self.currency)


def read_node(node: Any, terms: Terms) -> ChannelOrder | Unmapped:
    """Read an order as it came, with all its lists read to their ends."""
    try:
        order = msgspec.convert(node, Order)
        return _order(order, node, terms)
    except (msgspec.ValidationError, ValueError, ArithmeticError) as wrong:
        return _unmapped(node, explain_error(wrong))


def read_raw(raw: str, terms: Terms) -> ChannelOrder | Unmapped:
    """Read a stored document again."""
    try:
        return read_node(read_json(raw), terms)
    except Unreadable as wrong:
        return Unmapped(external_id="", explanation=explain("not_stored", detail=wrong), raw=raw)


def version_of(moment: datetime) -> int:
    """Return when something changed, in milliseconds."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)


def _order(order: Order, node: Raw, terms: Terms) -> ChannelOrder:
    purse = Purse(terms.currency, order.total_price_set)
    priced = {line.id: _priced(line, purse, order) for line in order.line_items.nodes}
    mapped = packages.packages_of(order, priced, version_of(order.updated_at), terms)
    if not mapped and order.cancelled_at is None:
        raise Strange("unseen_packages")
    delivery, rate = _delivery(order, purse)
    return ChannelOrder(
        external_id=tail(order.id),
        placed_at=order.processed_at,
        currency=purse.currency,
        packages=mapped,
        customer=_customer(order),
        ship_to=_address(order.shipping_address or order.billing_address),
        bill_to=_address(order.billing_address or order.shipping_address),
        version=version_of(order.updated_at),
        raw=write_json(node).decode(),
        doubts=_doubts(order, purse, sum(one.total.minor for one in priced.values()) + delivery.minor),
        delivery=delivery,
        delivery_tax_rate=rate,
    )


def _priced(line: Line, purse: Purse, order: Order) -> Priced:
    if line.quantity < 1:
        raise Strange("line_quantity", line=line.id, quantity=line.quantity)
    unit = purse.exact(line.original_unit_price_set)
    discount = sum((purse.exact(one.allocated_amount_set) for one in line.discount_allocations), Decimal(0))
    rate = sum((tax.rate or Decimal(0) for tax in line.tax_lines), Decimal(0))
    on_top = Decimal(0) if order.taxes_included else purse.taxes(line.tax_lines)
    return Priced(
        line=line,
        total=purse.money(unit * line.quantity - discount + on_top),
        list_price=purse.money(unit if order.taxes_included else unit * (1 + rate)),
        tax_rate=rate,
    )


def _delivery(order: Order, purse: Purse) -> tuple[Money, Decimal]:
    """Return what is paid beside the goods: delivery, tip, duties, fees; with the tax rate of the delivery."""
    total, rate = purse.exact(order.total_tip_received_set), Decimal(0)
    for one in order.shipping_lines.nodes:
        total += purse.exact(one.discounted_price_set)
        total += Decimal(0) if order.taxes_included else purse.taxes(one.tax_lines)
        rate = max(rate, sum((tax.rate or Decimal(0) for tax in one.tax_lines), Decimal(0)))
    for extra in (order.original_total_duties_set, order.original_total_additional_fees_set):
        total += purse.exact(extra) if extra else Decimal(0)
    return purse.money(total), rate


def _doubts(order: Order, purse: Purse, found: int) -> list[Doubt]:
    strange = packages.strange_words(order)
    untouched = not order.edited and all(line.quantity == line.current_quantity for line in order.line_items.nodes)
    said = purse.money(purse.exact(order.total_price_set)).minor
    sums = (
        (ParkedReason.UNKNOWN_STATUS, strange),
        (ParkedReason.OTHER_CURRENCY, [purse.currency] if purse.is_foreign else []),
        (ParkedReason.AMOUNTS_DISAGREE, [f"{said} {found}"] if untouched and said != found else []),
    )
    return [Doubt(reason=reason, about=about) for reason, about in sums if about]


def _customer(order: Order) -> ChannelCustomer:
    address = order.shipping_address or order.billing_address or Address()
    known = order.customer
    return ChannelCustomer(
        external_id=tail(known.id) if known else "",
        first_name=(known.first_name if known else None) or address.first_name or "",
        last_name=(known.last_name if known else None) or address.last_name or "",
        email=order.email or "",
    )


def _address(given: Address | None) -> ChannelAddress:
    address = given or Address()
    name = address.name or " ".join(filter(None, (address.first_name, address.last_name)))
    return ChannelAddress(
        name=", ".join(filter(None, (name, address.company))),
        line1=address.address1 or "",
        line2=address.address2 or "",
        city=address.city or "",
        district=address.province or "",
        postal_code=address.zip or "",
        country=address.country_code_v2 or "",
        phone=address.phone or "",
    )


def _unmapped(node: Any, why: Explanation) -> Unmapped:
    raw = write_json(node)
    named = node.get("id") if isinstance(node, dict) else None
    external_id = tail(str(named)) if named else f"nameless-{hashlib.sha256(raw).hexdigest()[:12]}"
    return Unmapped(external_id=external_id, explanation=why, raw=raw.decode())
