"""A channel's order as the order book wants it: codes mapped to variants, amounts as the channel says them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.catalog.types import VariantRow
from arasta.contexts.channels.queries import listings
from arasta.contexts.channels.types import Channel
from arasta.contexts.channels.types.explaining import UNEXPLAINED, Explanation
from arasta.contexts.channels.types.orders import (
    ChannelAddress,
    ChannelLine,
    ChannelOrder,
    RecordedOrder,
    lacks_a_package,
)
from arasta.contexts.channels.types.parking import ParkedInput, ParkedKind, ParkedReason
from arasta.contexts.orders.types import Address, DeliveryKind, LineInput, OrderInput
from arasta.kernel.ids import new_id
from arasta.kernel.money import Money

Pair = tuple[RecordedOrder, ChannelOrder]


def read_orders(channel: Channel, pairs: Sequence[Pair]) -> tuple[list[tuple[Pair, OrderInput]], list[ParkedInput]]:
    """Map the channel's codes to our variants; an order with an unknown code is parked whole."""
    codes = sorted({line.sku for pair in pairs for line in wanted_lines(*pair)})
    known = listings.listings_by_external(channel.id, codes)
    described = catalog.variants({row.variant_id for row in known.values()}, language=channel.language)
    read, unknown = [], []
    for record, order in pairs:
        lines = wanted_lines(record, order)
        missing = sorted({line.sku for line in lines if line.sku not in known})
        if missing:
            unknown.append(parked(order, ParkedReason.UNKNOWN_SKU, missing))
            continue
        mapped = tuple(_line(line, described[known[line.sku].variant_id]) for line in lines)
        read.append(((record, order), _written(channel, order, mapped)))
    return read, unknown


def parked(
    order: ChannelOrder, reason: ParkedReason, about: Collection[str], *, explanation: Explanation = UNEXPLAINED
) -> ParkedInput:
    """Say why an order could not be taken."""
    return ParkedInput(
        kind=ParkedKind.ORDER,
        external_id=order.external_id,
        reason=reason,
        about=list(about),
        explanation=explanation,
        payload=order.raw,
    )


def wanted_lines(record: RecordedOrder, order: ChannelOrder) -> list[ChannelLine]:
    """Return the lines of a document that the buyer still wants, judged by all that is known of its packages.

    A line whose units were put into several packages is one line.
    """
    wanted = {package.external_id for package in record.packages if package.is_wanted}
    lines: dict[tuple[str, str, Money], ChannelLine] = {}
    for package in order.packages:
        for line in package.lines if package.external_id in wanted else ():
            key = (line.external_id, line.sku, line.list_price)
            lines[key] = _together(lines[key], line) if key in lines else line
    return list(lines.values())


def _together(one: ChannelLine, other: ChannelLine) -> ChannelLine:
    return replace(
        one,
        quantity=one.quantity + other.quantity,
        total=one.total + other.total,
        seller_discount=one.seller_discount + other.seller_discount,
        channel_discount=one.channel_discount + other.channel_discount,
    )


def is_partial(record: RecordedOrder, order: ChannelOrder) -> bool:
    """Tell whether the document may show only a part of what the buyer wants, or an older state of it."""
    wanted = {package.external_id for package in record.packages if package.is_wanted}
    fresh = {change.package_id for change in record.changes if change.applied}
    stored = {package.external_id for package in record.packages}
    unseen = any(origin not in stored for package in order.packages for origin in package.origin_ids)
    shown = fresh & {package.external_id for package in order.packages}
    return unseen or lacks_a_package(record.packages) or not wanted <= shown


def _line(line: ChannelLine, variant: VariantRow) -> LineInput:
    """Copy a line; the channel's total is the truth, so what rounding leaves is a discount."""
    return LineInput(
        id=new_id(),
        variant_id=variant.id,
        sku=variant.sku,
        name=variant.title,
        options=variant.options_text,
        quantity=line.quantity,
        unit_price=line.list_price,
        discount=line.list_price * line.quantity - line.total,
        tax_rate=line.tax_rate,
        external_line_id=line.external_id,
    )


def _written(channel: Channel, order: ChannelOrder, lines: tuple[LineInput, ...]) -> OrderInput:
    name = f"{order.customer.first_name} {order.customer.last_name}".strip()
    return OrderInput(
        id=new_id(),
        channel_id=channel.id,
        currency=order.currency,
        lines=lines,
        delivery=DeliveryKind.DELIVERY,
        email=order.customer.email,
        customer_name=name or order.ship_to.name,
        language=channel.language,
        external_id=order.external_id,
        delivery_price=order.delivery,
        delivery_tax_rate=order.delivery_tax_rate,
        shipping_address=_address(order.ship_to),
        billing_address=_address(order.bill_to),
        placed_at=order.placed_at,
    )


def _address(given: ChannelAddress) -> Address:
    fields = ("name", "line1", "line2", "district", "city", "postal_code", "country", "phone")
    return Address(**{name: getattr(given, name) for name in fields})
