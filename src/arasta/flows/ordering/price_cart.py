"""What a cart costs now, and whether it can be had: catalog, prices, tax, delivery and stock in one picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import Channel, ChannelKind
from arasta.contexts.fulfillment.queries import methods
from arasta.contexts.inventory.queries import availability, stock
from arasta.contexts.orders.queries import carts
from arasta.contexts.orders.queries.carts import CartRow
from arasta.contexts.orders.types import DeliveryKind, LineInput
from arasta.contexts.pricing.queries import prices as pricing
from arasta.kernel.calendar import day_of
from arasta.kernel.money import Money, total

STANDARD_RATE = Decimal("0.20")


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A cart's line with what it is, costs and can be had. `offered`: how many the channel may sell now."""

    variant: VariantRow
    quantity: int
    unit_price: Money
    compare_at: Money | None
    seen_price: Money | None
    tax_rate: Decimal
    offered: int

    @property
    def total(self) -> Money:
        return self.unit_price * self.quantity

    @property
    def is_short(self) -> bool:
        return self.quantity > self.offered

    @property
    def price_changed(self) -> bool:
        return self.seen_price is not None and self.seen_price != self.unit_price


@dataclass(frozen=True, slots=True)
class PricedCart:
    """A cart with all its sums. `unsellable`: variants without a price or tax rate here, which checkout refuses."""

    cart: CartRow
    channel: Channel
    lines: tuple[PricedLine, ...]
    unsellable: tuple[UUID, ...]
    lines_total: Money
    delivery: Money
    delivery_name: str
    is_delivery_offered: bool
    tax: Money
    total: Money
    held_until: datetime | None

    @property
    def units(self) -> int:
        return sum(line.quantity for line in self.lines)

    def order_lines(self) -> tuple[LineInput, ...]:
        """Return the lines as an order remembers them."""
        return tuple(
            LineInput(
                variant_id=line.variant.id,
                sku=line.variant.sku,
                name=line.variant.title,
                options=line.variant.options_text,
                quantity=line.quantity,
                unit_price=line.unit_price,
                tax_rate=line.tax_rate,
            )
            for line in self.lines
        )


def price_cart(cart_id: UUID, *, at: datetime) -> PricedCart:
    """Price a cart as of a time. Raises UnknownCart, UnknownDeliveryMethod."""
    cart = carts.cart(cart_id)
    channel = channels.channel_by_id(cart.channel_id)
    lines = _lines(cart, channel, at)
    price, name = _delivery(cart)
    delivery = price or Money.zero(cart.currency)
    goods = total([line.total for line in lines], cart.currency)
    tax = total([line.total.included(line.tax_rate) for line in lines], cart.currency)
    priced = {line.variant.id for line in lines}
    return PricedCart(
        cart=cart,
        channel=channel,
        lines=lines,
        unsellable=tuple(line.variant_id for line in cart.lines if line.variant_id not in priced),
        lines_total=goods,
        delivery=delivery,
        delivery_name=name,
        is_delivery_offered=price is not None,
        tax=tax + delivery.included(STANDARD_RATE),
        total=goods + delivery,
        held_until=stock.hold_of(cart_id),
    )


def _lines(cart: CartRow, channel: Channel, at: datetime) -> tuple[PricedLine, ...]:
    ids = [line.variant_id for line in cart.lines]
    if not ids:
        return ()
    described = catalog.variants(ids, language=cart.language)
    wanted = {line.variant_id: line.quantity for line in cart.lines}
    priced = pricing.prices(ids, channel_id=cart.channel_id, currency=cart.currency, at=at, quantities=wanted)
    rates = pricing.tax_rates({row.tax_class for row in described.values()}, country=channel.country, on=day_of(at))
    places = [place.location_id for place in channels.locations_of(channel.id)]
    offered = availability.offered(ids, channel_id=channel.id, location_ids=places, cart_id=cart.id)
    return tuple(
        PricedLine(
            variant=described[line.variant_id],
            quantity=line.quantity,
            unit_price=priced[line.variant_id].price,
            compare_at=priced[line.variant_id].compare_at,
            seen_price=None if line.seen_price_minor is None else Money(line.seen_price_minor, cart.currency),
            tax_rate=rates[described[line.variant_id].tax_class],
            offered=offered[line.variant_id].total,
        )
        for line in cart.lines
        if line.variant_id in priced and _is_sold(described.get(line.variant_id), channel, rates)
    )


def _is_sold(variant: VariantRow | None, channel: Channel, rates: Mapping[str, Decimal]) -> bool:
    """Tell whether a variant may be sold: its tax is known, and it is active or lies before us in a store."""
    if variant is None or variant.tax_class not in rates:
        return False
    return variant.is_active or channel.kind in {ChannelKind.STORE, ChannelKind.POPUP}


def _delivery(cart: CartRow) -> tuple[Money | None, str]:
    """Return the price of the chosen delivery and its name; no price means that it is not offered to this cart."""
    free = Money.zero(cart.currency)
    if cart.delivery is not DeliveryKind.DELIVERY or not cart.delivery_method:
        return free, ""
    method = methods.delivery_method(cart.delivery_method)
    return method.price(cart.currency) if method.is_active else None, method.text(cart.language).name
