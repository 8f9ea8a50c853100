"""What carts cost now, and whether they can be had: catalog, prices, tax, delivery and stock in one picture.

Many carts are priced with as many statements as one. A cart need not be stored: an order that comes whole is priced as one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from arasta.contexts.catalog.queries.selling import SoldVariant
from arasta.contexts.channels.types import Channel, ChannelKind, ServedChannel
from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.fulfillment.types import DeliveryMethodRow
from arasta.contexts.inventory.queries.promises import Quote
from arasta.contexts.orders.queries import carts as cart_book
from arasta.contexts.orders.queries.carts import CartLineRow, CartRow
from arasta.contexts.orders.types import DeliveryKind, LineInput
from arasta.flows.ordering.cart_facts import STANDARD_CLASS, CartFacts, cart_facts
from arasta.flows.ordering.standing import Standing
from arasta.kernel.money import Money, total


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A cart's line with what it is, costs and can be had.

    `offered`: how many the channel may sell now; `later`: what of the rest may be promised out of what is to come.
    """

    variant: SoldVariant
    quantity: int
    unit_price: Money
    compare_at: Money | None
    seen_price: Money | None
    tax_rate: Decimal
    offered: int
    later: Quote | None = None

    @property
    def total(self) -> Money:
        return self.unit_price * self.quantity

    @property
    def is_short(self) -> bool:
        return self.quantity > self.offered + (self.later.units if self.later else 0)

    @property
    def price_changed(self) -> bool:
        return self.seen_price is not None and self.seen_price != self.unit_price


@dataclass(frozen=True, slots=True)
class PricedCart:
    """A cart with all its sums. `unsellable`: variants without a price or tax rate here, which checkout refuses."""

    cart: CartRow
    served: ServedChannel
    lines: tuple[PricedLine, ...]
    unsellable: tuple[UUID, ...]
    lines_total: Money
    delivery: Money
    delivery_tax_rate: Decimal
    delivery_name: str
    is_delivery_offered: bool
    is_method_unknown: bool
    tax: Money
    total: Money
    held_until: datetime | None

    @property
    def channel(self) -> Channel:
        return self.served.channel

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)

    def order_lines(self) -> tuple[LineInput, ...]:
        """Return the lines as an order remembers them."""
        fetched = self.cart.fetched
        return tuple(
            LineInput(
                variant_id=line.variant.id,
                sku=line.variant.sku,
                name=line.variant.title,
                options=line.variant.options_text,
                quantity=line.quantity,
                unit_price=line.unit_price,
                tax_rate=line.tax_rate,
                is_fetched=line.variant.id in fetched,
            )
            for line in self.lines
        )


def price_cart(cart_id: UUID, *, at: datetime) -> PricedCart:
    """Price a cart as of a time. Raises UnknownCart, UnknownDeliveryMethod."""
    priced = price_carts([cart_book.cart(cart_id)], at=at)[0]
    if priced.is_method_unknown:
        raise methods.UnknownDeliveryMethod(code=priced.cart.delivery_method)
    return priced


def price_carts(
    carts: Sequence[CartRow],
    *,
    at: datetime,
    shows_stock: bool = True,
    standing: Standing | None = None,
    sold: Mapping[tuple[UUID, str], SoldVariant] | None = None,
) -> list[PricedCart]:
    """Price carts as of a time, in the order given.

    Without `shows_stock` nobody looks: what is offered and held is left out. `standing` and `sold` are what the
    caller knows already: what stands for days, and variants by (id, language).
    """
    if not carts:
        return []
    facts = cart_facts(carts, at=at, shows_stock=shows_stock, standing=standing or Standing(), sold=sold)
    return [_priced(cart, facts, at) for cart in carts]


def _priced(cart: CartRow, facts: CartFacts, at: datetime) -> PricedCart:
    served = facts.served[cart.channel_id]
    lines = tuple(filter(None, (_line(line, cart, served.channel, facts) for line in cart.lines)))
    if cart.agreed_until is not None and at < cart.agreed_until:
        agreed = {line.variant_id: line.agreed_price_minor for line in cart.lines}
        lines = tuple(_as_agreed(line, agreed[line.variant.id]) for line in lines)
    price, name = _delivery(cart, facts.methods)
    delivery = price or Money.zero(cart.currency)
    goods = total([line.total for line in lines], cart.currency)
    tax = total([line.total.included(line.tax_rate) for line in lines], cart.currency)
    rate = _delivery_rate(served.channel, lines, facts)
    priced = {line.variant.id for line in lines}
    return PricedCart(
        cart=cart,
        served=served,
        lines=lines,
        unsellable=tuple(line.variant_id for line in cart.lines if line.variant_id not in priced),
        lines_total=goods,
        delivery=delivery,
        delivery_tax_rate=rate,
        delivery_name=name,
        is_delivery_offered=price is not None,
        is_method_unknown=_has_method(cart) and cart.delivery_method not in facts.methods,
        tax=tax + delivery.included(rate),
        total=goods + delivery,
        held_until=facts.holds.get(cart.id),
    )


def _line(line: CartLineRow, cart: CartRow, channel: Channel, facts: CartFacts) -> PricedLine | None:
    """Price a line; nothing if its variant is not sold here."""
    variant = facts.sold.get((line.variant_id, cart.language))
    price = facts.prices.get((cart.channel_id, cart.currency, line.variant_id, line.quantity))
    rate = facts.rates.get((channel.country, variant.tax_class)) if variant else None
    if variant is None or price is None or rate is None or not _is_sold(variant, channel):
        return None
    if variant.id in facts.outside.get(cart.channel_id, ()):
        return None
    return PricedLine(
        variant=variant,
        quantity=line.quantity,
        unit_price=price.price,
        compare_at=price.compare_at,
        seen_price=None if line.seen_price_minor is None else Money(line.seen_price_minor, cart.currency),
        tax_rate=rate,
        offered=facts.offered.get((cart.id, line.variant_id), 0),
        later=facts.later.get((cart.id, line.variant_id)),
    )


def _as_agreed(line: PricedLine, agreed_minor: int | None) -> PricedLine:
    """Sell a line for the price that was agreed when its cart was carried here, unless it costs less by now."""
    if agreed_minor is None or agreed_minor >= line.unit_price.minor:
        return line
    return replace(line, unit_price=Money(agreed_minor, line.unit_price.currency))


def _delivery_rate(channel: Channel, lines: Sequence[PricedLine], facts: CartFacts) -> Decimal:
    """Return the tax rate of sending things; a country without a standard rate taxes it as the goods it goes with."""
    goods = max((line.tax_rate for line in lines), default=Decimal(0))
    return facts.rates.get((channel.country, STANDARD_CLASS), goods)


def _is_sold(variant: SoldVariant, channel: Channel) -> bool:
    """Tell whether a variant may be sold: it is active, or lies before us in a store."""
    return variant.is_active or channel.kind in {ChannelKind.STORE, ChannelKind.POPUP}


def _has_method(cart: CartRow) -> bool:
    return cart.delivery is DeliveryKind.DELIVERY and bool(cart.delivery_method)


def _delivery(cart: CartRow, known: Mapping[str, DeliveryMethodRow]) -> tuple[Money | None, str]:
    """Return the price of the chosen delivery and its name; no price means that it is not offered to this cart."""
    if not _has_method(cart):
        return Money.zero(cart.currency), ""
    method = known.get(cart.delivery_method)
    if method is None:
        return None, ""
    return method.price(cart.currency) if method.is_active else None, method.text(cart.language).name
