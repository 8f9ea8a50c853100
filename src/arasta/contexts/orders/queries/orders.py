"""Read the order book."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from arasta.contexts.orders.types import (
    Address,
    AddressRole,
    DeliveryKind,
    FulfillmentStatus,
    OrderStatus,
    PaymentStatus,
    PlacedOrder,
    UnknownOrder,
)
from arasta.kernel import db, prepared
from arasta.kernel.money import Money
from arasta.kernel.pages import Page, clamp, decode_cursor, encode_cursor


@dataclass(frozen=True, slots=True)
class OrderRow:
    """An order in a list."""

    id: UUID
    number: str
    channel_id: UUID
    external_id: str
    customer_id: UUID | None
    customer_name: str
    email: str
    status: OrderStatus
    payment_status: PaymentStatus
    fulfillment_status: FulfillmentStatus
    delivery: DeliveryKind
    location_id: UUID | None
    total: Money
    units: int
    placed_at: datetime


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line as the order remembers it. `bought_as`: what its buyer read, where staff read another name."""

    id: UUID
    variant_id: UUID
    sku: str
    name: str
    options: str
    external_line_id: str
    quantity: int
    canceled: int
    shipped: int
    returned: int
    unit_price: Money
    discount: Money
    total: Money
    tax_rate: Decimal
    tax: Money
    is_fetched: bool = False
    bought_as: str = ""

    def called(self, names: Mapping[UUID, tuple[str, str]]) -> LineRow:
        """Return it under another name, by variant as (SKU, name); one of another SKU keeps its own."""
        sku, name = names.get(self.variant_id, ("", ""))
        read = f"{self.name} · {self.options}" if self.options else self.name
        return self if sku != self.sku or name == read else replace(self, name=name, options="", bought_as=read)


@dataclass(frozen=True, slots=True)
class EntryRow:
    """Something that happened to an order."""

    kind: str
    text: str
    actor_kind: str
    actor_name: str
    happened_at: datetime


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """An order with all it remembers."""

    row: OrderRow
    lines: tuple[LineRow, ...]
    addresses: dict[AddressRole, Address]
    timeline: tuple[EntryRow, ...]
    lines_total: Money
    delivery_price: Money
    tax: Money
    paid: Money
    refunded: Money
    delivery_method: str
    cart_id: UUID | None
    language: str
    note: str

    @property
    def goods_ids(self) -> tuple[UUID, ...]:
        return tuple(line.variant_id for line in self.lines)

    def called(self, names: Mapping[UUID, tuple[str, str]]) -> OrderDetail:
        """Return it with other names for the goods; what was bought stays with each line."""
        return replace(self, lines=tuple(line.called(names) for line in self.lines))

    @property
    def receiver_role(self) -> AddressRole:
        """Under which role it says whom the goods go to; whoever comes for a pickup is only billed."""
        return AddressRole.SHIPPING if self.row.delivery is DeliveryKind.DELIVERY else AddressRole.BILLING

    @property
    def receiver(self) -> Address | None:
        """Where the goods go; of a pickup, who comes for it."""
        return self.addresses.get(self.receiver_role)

    @property
    def way_changed_at(self) -> datetime | None:
        """When it was last decided anew how it reaches its customer, if ever."""
        return max((entry.happened_at for entry in self.timeline if entry.kind in _WAY_DECIDED), default=None)

    @property
    def promised_at(self) -> datetime:
        """From when its days are counted: since it was placed, or is to come another way."""
        return self.way_changed_at or self.row.placed_at

    @property
    def fetched(self) -> tuple[LineRow, ...]:
        """The lines that are picked up though the order is sent."""
        return tuple(line for line in self.lines if line.is_fetched)

    def way_of(self, line: LineRow) -> DeliveryKind:
        """Say how a line reaches the customer."""
        return DeliveryKind.PICKUP if line.is_fetched else self.row.delivery


@dataclass(frozen=True, slots=True)
class OrderFilter:
    """Which orders: all fields narrow. `customers`: what is searched for may also be an order of one of these."""

    channel_id: UUID | None = None
    customer_id: UUID | None = None
    status: OrderStatus | None = None
    payment_status: PaymentStatus | None = None
    fulfillment_status: FulfillmentStatus | None = None
    search: str = ""
    customers: tuple[UUID, ...] = ()


_WAY_DECIDED = {"way_changed", "way_taken_back"}
NAMES_AMONG = 20_000
"""So many of the newest orders are searched by the name that stands on them; older ones by their customer."""
COUNTED = 1_000
"""Orders that wait are counted up to here: a number beyond it helps nobody."""

_FOUND = f"""
WITH found AS MATERIALIZED (
  SELECT id FROM orders_order WHERE number = %(search)s
  UNION SELECT id FROM orders_order WHERE external_id = %(search)s AND NOT (external_id = '')
  UNION SELECT id FROM orders_order WHERE email = lower(%(search)s)
  UNION SELECT id FROM orders_order WHERE customer_id = ANY(%(customers)s)
  UNION SELECT id FROM (
    SELECT id, customer_name FROM orders_order ORDER BY placed_at DESC, id DESC LIMIT {NAMES_AMONG}) AS newest
  WHERE strpos(lower(customer_name), lower(%(search)s)) > 0
)
"""  # noqa: S608 - a constant

_COLUMNS = """
       o.id, o.number, o.channel_id, o.external_id, o.customer_id, o.customer_name, o.email, o.status, o.payment_status,
       o.fulfillment_status, o.delivery, o.location_id, o.total_minor, o.currency,
       (SELECT sum(quantity)::int FROM orders_line l WHERE l.order_id = o.id), o.placed_at,
       o.lines_minor, o.delivery_minor, o.tax_minor, o.paid_minor, o.refunded_minor, o.delivery_method, o.cart_id,
       o.language, o.note"""

_ROW = f"SELECT {_COLUMNS} FROM orders_order o"  # noqa: S608 - a constant

_WHOLE = f"""
SELECT {_COLUMNS},
       (SELECT json_agg(json_build_array(l.id, l.variant_id, l.sku, l.name, l.options, l.external_line_id, l.quantity,
               l.canceled, l.shipped, l.returned, l.unit_price_minor, l.discount_minor, l.total_minor, l.tax_rate::text,
               l.tax_minor, l.is_fetched) ORDER BY l.position) FROM orders_line l WHERE l.order_id = o.id),
       (SELECT json_object_agg(a.role, json_build_array(a.name, a.line1, a.city, a.country, a.line2, a.district, a.region,
               a.postal_code, a.phone)) FROM orders_address a WHERE a.order_id = o.id),
       (SELECT json_agg(json_build_array(t.kind, t.text, t.actor_kind, t.actor_name, t.happened_at) ORDER BY t.id)
        FROM orders_timeline t WHERE t.order_id = o.id)
FROM orders_order o
"""  # noqa: S608 - all parts are constants

_WHERE = """
(%(channel)s::uuid IS NULL OR o.channel_id = %(channel)s) AND (%(customer)s::uuid IS NULL OR o.customer_id = %(customer)s)
  AND (%(status)s::text IS NULL OR o.status = %(status)s) AND (%(paid)s::text IS NULL OR o.payment_status = %(paid)s)
  AND (%(fulfilled)s::text IS NULL OR o.fulfillment_status = %(fulfilled)s)
  AND (%(at)s::timestamptz IS NULL OR (o.placed_at, o.id) < (%(at)s::timestamptz, %(id)s::uuid))
ORDER BY o.placed_at DESC, o.id DESC LIMIT %(limit)s
"""

_LISTED = _ROW + " WHERE " + _WHERE
_SEARCHED = _FOUND + _ROW + " WHERE o.id IN (SELECT id FROM found) AND " + _WHERE  # noqa: S608 - all parts are constants


def page(wanted: OrderFilter, *, cursor: str | None = None, limit: int = 50) -> Page[OrderRow]:
    """Return orders, newest first."""
    size, after, search = clamp(limit), decode_cursor(cursor, 2), wanted.search.strip()
    found = db.rows(
        _SEARCHED if search else _LISTED,
        {
            "channel": wanted.channel_id,
            "customer": wanted.customer_id,
            "status": wanted.status,
            "paid": wanted.payment_status,
            "fulfilled": wanted.fulfillment_status,
            "search": search,
            "customers": list(wanted.customers),
            "at": after[0] if after else None,
            "id": after[1] if after else None,
            "limit": size + 1,
        },
    )
    rows = [_row(row) for row in found[:size]]
    more = encode_cursor(rows[-1].placed_at.isoformat(), str(rows[-1].id)) if len(found) > size else None
    return Page(rows, more)


def rows_of(order_ids: Sequence[UUID]) -> dict[UUID, OrderRow]:
    """Return orders by id."""
    found = db.rows(_ROW + " WHERE o.id = ANY(%s)", [list(order_ids)])
    return {row[0]: _row(row) for row in found}


def order(order_id: UUID) -> OrderDetail:
    """Return an order with lines, addresses and timeline. Raises UnknownOrder."""
    found = orders([order_id])
    if order_id not in found:
        raise UnknownOrder
    return found[order_id]


def orders(order_ids: Sequence[UUID]) -> dict[UUID, OrderDetail]:
    """Return orders by id with lines, addresses and timeline, in one statement; an unknown one is absent."""
    return _details(prepared.rows(_WHOLE + " WHERE o.id = ANY(%s)", [list(order_ids)]))


def by_number(number: str) -> OrderDetail:
    """Return an order by the number people use. Raises UnknownOrder."""
    found = _details(prepared.rows(_WHOLE + " WHERE o.number = %s", [number]))
    if not found:
        raise UnknownOrder
    return next(iter(found.values()))


def id_of_cart(cart_id: UUID) -> UUID | None:
    """Return the order a cart became."""
    found = db.rows("SELECT id FROM orders_order WHERE cart_id = %s", [cart_id])
    return found[0][0] if found else None


def placed_before(keys: Sequence[tuple[UUID, str]]) -> dict[tuple[UUID, str], PlacedOrder]:
    """Return the orders in the book by (channel, external id), without their lines; an unknown one is absent."""
    found = db.rows(
        "SELECT o.channel_id, o.external_id, o.id, o.number, o.total_minor, o.currency FROM orders_order o"
        " JOIN json_to_recordset(%s::json) AS k(channel uuid, external text)"
        " ON o.channel_id = k.channel AND o.external_id = k.external WHERE o.external_id <> ''",
        [db.as_json([{"channel": channel, "external": external} for channel, external in keys])],
    )
    return {
        (channel, external): PlacedOrder(key, number, Money(total, currency), (), is_new=False)
        for channel, external, key, number, total, currency in found
    }


def canceled_but_paid(*, limit: int = 100) -> list[UUID]:
    """Return canceled orders whose money was not given back in full, the oldest first."""
    found = db.rows(
        "SELECT id FROM orders_order WHERE status = 'canceled' AND paid_minor > refunded_minor ORDER BY id LIMIT %s",
        [limit],
    )
    return [row[0] for row in found]


def counts_by_status() -> dict[str, int]:
    """Count open orders by fulfillment status, each up to one more than COUNTED."""
    return dict(
        db.rows(
            "SELECT s.status, (SELECT count(*) FROM (SELECT FROM orders_order o WHERE o.status = 'placed'"
            " AND o.fulfillment_status = s.status LIMIT %s) AS counted) FROM unnest(%s::text[]) AS s(status)",
            [COUNTED + 1, [str(status) for status in FulfillmentStatus]],
        )
    )


def _row(row: tuple[Any, ...]) -> OrderRow:
    key, number, channel, external, customer, name, email, status, paid, fulfilled, delivery, place, total = row[:13]
    return OrderRow(
        id=key,
        number=number,
        channel_id=channel,
        external_id=external,
        customer_id=customer,
        customer_name=name,
        email=email,
        status=OrderStatus(status),
        payment_status=PaymentStatus(paid),
        fulfillment_status=FulfillmentStatus(fulfilled),
        delivery=DeliveryKind(delivery),
        location_id=place,
        total=Money(total, row[13]),
        units=row[14],
        placed_at=row[15],
    )


def _details(found: list[tuple[Any, ...]]) -> dict[UUID, OrderDetail]:
    return {row[0]: _detail(row) for row in found}


def _detail(found: tuple[Any, ...]) -> OrderDetail:
    row = _row(found)
    goods, delivery, tax, paid, refunded = (Money(value, row.total.currency) for value in found[16:21])
    delivery_method, cart_id, language, note, lines, addresses, timeline = found[21:28]
    return OrderDetail(
        row=row,
        lines=tuple(_line(line, row.total.currency) for line in lines or ()),
        addresses={AddressRole(role): Address(*fields) for role, fields in (addresses or {}).items()},
        timeline=tuple(_entry(*entry) for entry in timeline or ()),
        lines_total=goods,
        delivery_price=delivery,
        tax=tax,
        paid=paid,
        refunded=refunded,
        delivery_method=delivery_method,
        cart_id=cart_id,
        language=language,
        note=note,
    )


def _entry(kind: str, text: str, actor_kind: str, actor_name: str, at: str) -> EntryRow:
    return EntryRow(kind, text, actor_kind, actor_name, datetime.fromisoformat(at))


def _line(line: list[Any], currency: str) -> LineRow:
    unit, discount, total, rate, tax, is_fetched = line[10:]
    amounts = (Money(value, currency) for value in (unit, discount, total))
    values: list[Any] = [
        UUID(line[0]),
        UUID(line[1]),
        *line[2:10],
        *amounts,
        Decimal(rate),
        Money(tax, currency),
        is_fetched,
    ]
    return LineRow(*values)
