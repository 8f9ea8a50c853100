"""What letters about orders have in common: whom they go to, what stands in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from arasta.contexts.brand.queries import bases_of
from arasta.contexts.catalog.queries import variants as catalog
from arasta.contexts.channels.queries import channels
from arasta.contexts.channels.types import ChannelKind
from arasta.contexts.customers import queries as customers
from arasta.contexts.messages.queries import carriers, devices
from arasta.contexts.messages.queries.writing import pushes, texts
from arasta.contexts.messages.services import sending
from arasta.contexts.messages.types import Medium, MessageRow, MessageSum, MessageToSend, SumWord
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.queries.orders import LineRow, OrderDetail
from arasta.contexts.orders.types import AddressRole, DeliveryKind
from arasta.flows.telling.addresses import order_address, review_address
from arasta.kernel.money import Money

_OURS = {ChannelKind.WEB, ChannelKind.PHONE}
_STORES = {ChannelKind.STORE, ChannelKind.POPUP}


@dataclass(frozen=True, slots=True)
class Letter:
    """What one kind of letter adds to what all of them say.

    `rows`: what it lists, each with the variant whose picture stands beside it. `page` is the address behind its button;
    with `about`, a product, it is the form to review that.
    """

    kind: str
    part: str = ""
    facts: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[tuple[UUID, MessageRow], ...] = ()
    sums: tuple[MessageSum, ...] = ()
    page: str = "shop_order"
    about: str = ""
    due_at: datetime | None = None


def hearers(order_ids: Sequence[UUID]) -> list[OrderDetail]:
    """Return the orders whose customers hear from us: placed with ourselves, not elsewhere, and with an address.

    Of what a till sold, only of that which is sent home.
    """
    found = order_book.orders(order_ids)
    known = channels.channels_by_id(sorted({order.row.channel_id for order in found.values()}))
    return [
        order
        for order in found.values()
        if order.row.email and not order.row.external_id and _is_ours(order, known[order.row.channel_id].kind)
    ]


def _is_ours(order: OrderDetail, kind: ChannelKind) -> bool:
    return kind in _OURS or (kind in _STORES and order.row.delivery is DeliveryKind.DELIVERY)


def queue(letters: Sequence[tuple[OrderDetail, Letter]]) -> None:
    """Queue letters, what devices show that follow these orders or their customers, and texts for who asked for them."""
    bases = bases_of({order.row.channel_id for order, _ in letters})
    pictures = catalog.pictures_of([variant for _, letter in letters for variant, _ in letter.rows])
    messages = [_message(order, letter, bases[order.row.channel_id], pictures) for order, letter in letters]
    pushing = [(order, one) for (order, _), one in zip(letters, messages, strict=True) if pushes(one.kind)]
    texting = [(order, one) for (order, _), one in zip(letters, messages, strict=True) if texts(one.kind)]
    sending.queue([*messages, *_pushes(pushing), *_texts(texting)])


def _message(order: OrderDetail, letter: Letter, base: str, pictures: Mapping[UUID, str]) -> MessageToSend:
    """Write the envelope of a letter about an order."""
    row = order.row
    return MessageToSend(
        kind=letter.kind,
        subject=f"order:{row.id}",
        part=letter.part,
        to=row.email,
        language=order.language,
        channel_id=row.channel_id,
        facts={"number": row.number, "name": _name(order), **letter.facts},
        rows=tuple(replace(one, picture=_absolute(base, pictures.get(key, ""))) for key, one in letter.rows),
        sums=letter.sums,
        link=_link(order, letter, base),
        due_at=letter.due_at,
    )


def _pushes(told: Sequence[tuple[OrderDetail, MessageToSend]]) -> list[MessageToSend]:
    following = devices.devices_about(sorted({who for order, _ in told for who in _followed(order)})) if told else {}
    return [
        replace(one, medium=Medium.PUSH, to=str(device), rows=(), sums=())
        for order, one in told
        for device in sorted({device for who in _followed(order) for device in following.get(who, [])})
    ]


def _texts(told: Sequence[tuple[OrderDetail, MessageToSend]]) -> list[MessageToSend]:
    ids = {order.row.customer_id for order, _ in told if order.row.customer_id}
    phones = customers.texted(ids) if ids and carriers.text_account() else {}
    return [
        replace(one, medium=Medium.SMS, to=phones[order.row.customer_id], rows=(), sums=())
        for order, one in told
        if order.row.customer_id in phones
    ]


def _followed(order: OrderDetail) -> list[str]:
    customer = order.row.customer_id
    return [f"order:{order.row.id}", *([f"customer:{customer}"] if customer else [])]


def rows_of(order: OrderDetail, units: Mapping[UUID, int] | None = None) -> tuple[tuple[UUID, MessageRow], ...]:
    """Return the lines of an order, or so many units of some of them, each with its variant."""
    lines = [line for line in order.lines if units is None or units.get(line.id)]
    return tuple((line.variant_id, _row(line, units)) for line in lines)


def sums_of(order: OrderDetail) -> tuple[MessageSum, ...]:
    """Return what an order came to."""
    sums = [MessageSum(SumWord.GOODS, order.lines_total)]
    if order.delivery_price:
        sums.append(MessageSum(SumWord.DELIVERY, order.delivery_price))
    return (*sums, MessageSum(SumWord.TOTAL, order.row.total))


def _row(line: LineRow, units: Mapping[UUID, int] | None) -> MessageRow:
    count = line.quantity - line.canceled if units is None else units[line.id]
    amount = line.total if units is None else Money(line.unit_price.minor * count, line.unit_price.currency)
    name = f"{count} × {line.name}" if count > 1 else line.name
    return MessageRow(name, line.options, amount)


def _link(order: OrderDetail, letter: Letter, base: str) -> str:
    if letter.about:
        return review_address(letter.about, order.row.id, base=base, language=order.language)
    return order_address(order.row.id, base=base, language=order.language, page=letter.page)


def _name(order: OrderDetail) -> str:
    """Say the customer's name; who left none is called by the first part of their address."""
    address = order.addresses.get(AddressRole.SHIPPING)
    return order.row.customer_name or (address.name if address else "") or order.row.email.partition("@")[0]


def _absolute(base: str, path: str) -> str:
    return f"{base}{path}" if path.startswith("/") else path
