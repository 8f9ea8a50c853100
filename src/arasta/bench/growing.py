"""Fill the real tables fast: rows that the services wrote are copied in great number, with new ids, all constraints whole.

What is copied was true once, so every column holds something a service wrote; only ids, times and what must differ are
replaced. The copied orders are old ones: paid, sent, months ago.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from arasta.bench import plan
from arasta.bench.bare import bare, side_by_side
from arasta.bench.figures import NotOffered
from arasta.contexts.catalog.queries import variants
from arasta.kernel import db

ORDERS_AT_ONCE = 50_000
VARIANTS_AT_ONCE = 50_000
_FIRST = plan.sku(1)
_OF_VARIANTS = (
    "catalog_product",
    "catalog_product_text",
    "catalog_variant",
    "pricing_price",
    "inventory_level",
    "inventory_movement",
)
_OF_ORDERS = (
    "inventory_movement", "inventory_allocation", "orders_order", "orders_line", "orders_address", "orders_timeline",
    "payments_payment", "payments_money_entry", "outbox_event", "outbox_delivery",
)  # fmt: skip

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Copy:
    """How rows of a table are copied: which of them (`t`), and what is replaced by what of the new one (`n`)."""

    table: str
    which: str
    replaced: Mapping[str, str]


_VARIANTS = """
CREATE TEMP TABLE grown ON COMMIT DROP AS
SELECT uuidv7() AS product_id, uuidv7() AS variant_id, 'B-' || lpad(number::text, 7, '0') AS sku
FROM generate_series(%s::int, %s::int) AS number
"""

_OF_VARIANT = (
    Copy("catalog_product", "t.id = %(product)s", {"id": "n.product_id", "handle": "lower(n.sku)"}),
    Copy(
        "catalog_product_text",
        "t.product_id = %(product)s",
        {
            "product_id": "n.product_id",
            "title": "'Thing ' || n.sku",
            "title_folded": "lower('thing ' || n.sku)",
            "title_sounded": "lower('thing ' || n.sku)",
            "search": "to_tsvector('simple', 'thing ' || n.sku)",
        },
    ),
    Copy("catalog_variant", "t.id = %(variant)s", {"id": "n.variant_id", "product_id": "n.product_id", "sku": "n.sku"}),
    Copy("pricing_price", "t.variant_id = %(variant)s", {"id": "uuidv7()", "variant_id": "n.variant_id"}),
    Copy(
        "inventory_level",
        "t.variant_id = %(variant)s",
        {"variant_id": "n.variant_id", "on_hand": str(plan.PLENTY), "committed": "0", "reserved": "0"},
    ),
    Copy(
        "inventory_movement",
        "t.variant_id = %(variant)s AND t.receipt_id IS NOT NULL",
        {"id": "uuidv7()", "variant_id": "n.variant_id"},
    ),
)

_ORDERS = """
CREATE TEMP TABLE grown ON COMMIT DROP AS
SELECT uuidv7(o.age) AS order_id, uuidv7(o.age) AS line_id, uuidv7(o.age) AS allocation_id, uuidv7(o.age) AS payment_id,
       uuidv7(o.age) AS event_id, clock_timestamp() + o.age AS at, o.number, v.id AS variant_id, v.sku
FROM (
  SELECT number, make_interval(secs => -31536000 + number %% 31000000) AS age,
         'B-' || lpad((1 + (number * %s) %% %s)::text, 7, '0') AS sku
  FROM generate_series(%s::bigint, %s::bigint) AS number
) AS o JOIN catalog_variant v ON v.sku = o.sku
"""

_OF_ORDER = (
    Copy(
        "orders_order",
        "t.id = %(order)s",
        {
            "id": "n.order_id", "number": "'G' || n.number", "cart_id": "n.order_id", "external_id": "''",
            "placed_at": "n.at", "status": "'completed'", "fulfillment_status": "'fulfilled'",
        },
    ),
    Copy(
        "orders_line",
        "t.order_id = %(order)s",
        {"id": "n.line_id", "order_id": "n.order_id", "variant_id": "n.variant_id", "sku": "n.sku", "shipped": "t.quantity"},
    ),
    Copy("orders_address", "t.order_id = %(order)s", {"id": "DEFAULT", "order_id": "n.order_id"}),
    Copy(
        "orders_timeline", "t.order_id = %(order)s", {"id": "uuidv7()", "order_id": "n.order_id", "happened_at": "n.at"}
    ),
    Copy(
        "payments_payment",
        "t.order_id = %(order)s",
        {
            "id": "n.payment_id", "order_id": "n.order_id", "cart_id": "n.order_id",
            "provider_reference": "n.payment_id::text", "created_at": "n.at", "changed_at": "n.at",
        },
    ),
    Copy(
        "payments_money_entry",
        "t.payment_id IN (SELECT id FROM payments_payment WHERE order_id = %(order)s)",
        {"id": "uuidv7()", "payment_id": "n.payment_id", "at": "n.at"},
    ),
    Copy(
        "inventory_allocation",
        "t.order_id = %(order)s",
        {
            "id": "n.allocation_id", "order_id": "n.order_id", "line_id": "n.line_id", "variant_id": "n.variant_id",
            "shipped": "t.quantity", "created_at": "n.at",
        },
    ),
    *(
        Copy(
            "inventory_movement",
            "t.allocation_id IN (SELECT id FROM inventory_allocation WHERE order_id = %(order)s) AND t.kind = 'allocated'",
            {
                "id": "uuidv7()", "allocation_id": "n.allocation_id", "variant_id": "n.variant_id",
                "kind": f"'{kind}'", "occurred_at": "n.at",
            },
        )
        for kind in ("allocated", "shipped")
    ),
    Copy(
        "outbox_event",
        "t.id = %(event)s",
        {"id": "n.event_id", "seq": "nextval('outbox_event_seq')", "subject": "'order:' || n.order_id", "occurred_at": "n.at"},
    ),
    Copy(
        "outbox_delivery",
        "t.event_id = %(event)s AND t.status = 'done'",
        {"id": "DEFAULT", "event_id": "n.event_id", "seq": "0", "subject": "'order:' || n.order_id", "done_at": "n.at"},
    ),
)  # fmt: skip

_SENT = """
UPDATE inventory_level l SET on_hand = l.on_hand - a.sent
FROM (SELECT variant_id, location_id, sum(shipped) AS sent FROM inventory_allocation WHERE shipped > 0 GROUP BY 1, 2) AS a
WHERE l.variant_id = a.variant_id AND l.location_id = a.location_id
"""

_AN_ORDER = """
SELECT o.id, (SELECT e.id FROM outbox_event e WHERE e.subject LIKE '%%' || o.id AND e.name LIKE '%%order_placed' LIMIT 1)
FROM orders_order o
WHERE o.payment_status = 'paid' AND (SELECT count(*) FROM inventory_allocation a WHERE a.order_id = o.id) = 1
ORDER BY o.placed_at DESC LIMIT 1
"""


def grow(*, have: int, variants: int, orders: int, tell: Tell) -> None:
    """Copy the first variant until there are so many, then an order that was placed, as old ones that were sent."""
    of_order = _an_order()
    with bare(_OF_VARIANTS):
        _add_variants(have, variants, tell)
        tell("Build the indexes and prove the keys")
    settle(_OF_VARIANTS)
    with bare(_OF_ORDERS):
        _add_orders(orders, variants, of_order, tell)
        tell("Build the indexes and prove the keys")
    db.execute(_SENT)
    settle({*_OF_VARIANTS, *_OF_ORDERS})


def _add_variants(have: int, want: int, tell: Tell) -> None:
    """Copy the first variant, with product, price, levels and opening stock, until there are so many."""
    variant = variants.variant_ids_by_sku([_FIRST])[_FIRST]
    product = db.rows("SELECT product_id FROM catalog_variant WHERE id = %s", [variant])[0][0]
    side_by_side(
        [
            partial(_copy, _VARIANTS, [*chunk], _OF_VARIANT, {"product": product, "variant": variant}, tell)
            for chunk in _chunks(have + 1, want, VARIANTS_AT_ONCE)
        ]
    )


def _add_orders(count: int, variants_in_all: int, of_order: Mapping[str, UUID | None], tell: Tell) -> None:
    """Copy an order that was placed, as old ones that were sent."""
    side_by_side(
        [
            partial(_copy, _ORDERS, [plan.STRIDE, variants_in_all, *chunk], _OF_ORDER, of_order, tell)
            for chunk in _chunks(1, count, ORDERS_AT_ONCE)
        ]
    )


def settle(tables: Collection[str]) -> None:
    """Do at once what the server would do by itself in the days in which so much comes about."""
    side_by_side([partial(_vacuum, table) for table in sorted(tables)])


def _vacuum(table: str) -> None:
    db.execute(f"VACUUM (ANALYZE, FREEZE) {table}")


def size_gib() -> float:
    """Return the size of the database."""
    return int(db.rows("SELECT pg_database_size(current_database())")[0][0]) / 2**30


def _an_order() -> dict[str, UUID | None]:
    found = db.rows(_AN_ORDER)
    if not found:
        raise NotOffered("No order was placed, so there is none to copy.")
    return {"order": found[0][0], "event": found[0][1]}


def _copy(make: str, numbers: list[int], copies: tuple[Copy, ...], of: Mapping[str, object], tell: Tell) -> None:
    """Make so many new rows of each table in one transaction."""
    with db.transaction():
        db.execute(make, numbers)
        db.execute("ANALYZE grown")
        for one in copies:
            db.execute(_statement(one), of)
    tell(f"{copies[0].table}: {numbers[-1]}")


def _statement(one: Copy) -> str:
    """Write the copy of all columns that are stored and not left to their default."""
    names = [name for name in _columns(one.table) if one.replaced.get(name) != "DEFAULT"]
    values = ", ".join(one.replaced.get(name, f't."{name}"') for name in names)
    listed = ", ".join(f'"{name}"' for name in names)
    return f"INSERT INTO {one.table} ({listed}) SELECT {values} FROM {one.table} t, grown n WHERE {one.which}"  # noqa: S608


def _columns(table: str) -> list[str]:
    found = db.rows(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' ORDER BY attnum",
        [table],
    )
    return [row[0] for row in found]


def _chunks(first: int, last: int, size: int) -> Iterator[tuple[int, int]]:
    for start in range(first, last + 1, size):
        yield start, min(last, start + size - 1)
