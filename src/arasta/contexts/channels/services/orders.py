"""Commands: link a channel's orders to ours, once, and write down their packages as they change."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from arasta.contexts.channels.queries import orders as reads
from arasta.contexts.channels.types.orders import (
    ChannelOrder,
    ChannelPackage,
    ExternalOrder,
    LineLink,
    Linked,
    OrderLink,
    PackageChange,
    PackageState,
    RecordedOrder,
)
from arasta.kernel import db
from arasta.kernel.ids import new_id

_SEE = """
INSERT INTO channels_external_order (id, channel_id, external_id)
SELECT * FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS o(id, channel, external) ORDER BY o.channel, o.external
ON CONFLICT (channel_id, external_id) DO NOTHING
"""

_LOCK = """
SELECT o.channel_id, o.external_id, o.id, o.order_id FROM channels_external_order o
JOIN unnest(%s::uuid[], %s::text[]) AS w(channel, external) ON o.channel_id = w.channel AND o.external_id = w.external
ORDER BY o.id FOR UPDATE OF o
"""

_PACKAGES = """
WITH said AS (
  SELECT * FROM unnest(%(ids)s::uuid[], %(orders)s::uuid[], %(externals)s::text[], %(states)s::text[],
                       %(statuses)s::text[], %(trackings)s::text[], %(carriers)s::text[], %(versions)s::bigint[])
       AS s(id, order_id, external, state, status, tracking, carrier, version)
), before AS (
  SELECT p.* FROM channels_external_package p
  JOIN said s ON p.external_order_id = s.order_id AND p.external_id = s.external
), written AS (
  INSERT INTO channels_external_package AS p
    (id, external_order_id, external_id, state, status, tracking_number, carrier, version)
  SELECT id, order_id, external, state, status, tracking, carrier, version FROM said
  ON CONFLICT (external_order_id, external_id) DO UPDATE SET state = excluded.state,
    status = excluded.status, version = excluded.version,
    tracking_number = excluded.tracking_number, carrier = excluded.carrier
  WHERE p.version <= excluded.version
  RETURNING p.id, p.external_order_id, p.external_id
)
SELECT s.order_id, s.external, w.id, b.status FROM said s
LEFT JOIN written w ON w.external_order_id = s.order_id AND w.external_id = s.external
LEFT JOIN before b ON b.external_order_id = s.order_id AND b.external_id = s.external
"""

_LINES = """
WITH said AS (
  SELECT * FROM unnest(%(ids)s::uuid[], %(packages)s::uuid[], %(externals)s::text[], %(skus)s::text[],
                       %(quantities)s::bigint[]) AS s(id, package, external, sku, quantity)
), gone AS (
  UPDATE channels_external_line l SET quantity = 0 WHERE l.package_id = ANY(%(written)s)
    AND NOT EXISTS (SELECT FROM said s WHERE s.package = l.package_id AND s.external = l.external_id)
)
INSERT INTO channels_external_line (id, package_id, external_id, sku, quantity)
SELECT id, package, external, sku, quantity FROM said
ON CONFLICT (package_id, external_id) DO UPDATE SET quantity = excluded.quantity, sku = excluded.sku
"""

_REPLACE = """
UPDATE channels_external_package old SET replaced_by_id = fresh.id
FROM unnest(%(orders)s::uuid[], %(news)s::text[], %(olds)s::text[]) AS r(order_id, new, old)
JOIN channels_external_package fresh ON fresh.external_order_id = r.order_id AND fresh.external_id = r.new
WHERE old.external_order_id = r.order_id AND old.external_id = r.old AND old.id <> fresh.id
"""

_INHERIT = """
UPDATE channels_external_line l SET order_line_id = (
  SELECT o.order_line_id FROM channels_external_line o JOIN channels_external_package p ON p.id = o.package_id
  WHERE p.external_order_id = k.external_order_id AND o.order_line_id IS NOT NULL
    AND (o.external_id = l.external_id OR o.sku = l.sku)
  ORDER BY o.external_id = l.external_id DESC, p.version DESC LIMIT 1
)
FROM channels_external_package k
WHERE k.id = l.package_id AND k.id = ANY(%(written)s) AND l.order_line_id IS NULL
"""

_LINK_LINES = """
UPDATE channels_external_line l SET order_line_id = k.line
FROM unnest(%s::text[], %s::text[], %s::uuid[]) AS k(package, external, line)
JOIN channels_external_package p ON p.external_id = k.package AND p.external_order_id = %s
WHERE l.package_id = p.id AND l.external_id = k.external
"""


def link_orders(links: Sequence[OrderLink]) -> list[Linked]:
    """Link channels' orders to orders of ours, once: the first link stays, and later ones learn which it was.

    Locks the external orders until the caller's transaction ends, so that two importers of one order take turns.
    """
    db.require_transaction()
    keys = [(link.channel_id, link.external_id) for link in links]
    known = _see(keys)
    fresh: dict[UUID, UUID] = {}
    for link in links:
        row_id, order_id = known[(link.channel_id, link.external_id)]
        if order_id is None:
            fresh.setdefault(row_id, link.order_id)
    db.execute(
        "UPDATE channels_external_order o SET order_id = f.order_id"
        " FROM unnest(%s::uuid[], %s::uuid[]) AS f(id, order_id) WHERE o.id = f.id AND o.order_id IS NULL",
        [list(fresh), list(fresh.values())],
    )
    return [_linked(link, *known[(link.channel_id, link.external_id)], fresh) for link in links]


def record_packages(channel_id: UUID, orders: Sequence[ChannelOrder]) -> list[RecordedOrder]:
    """Write down the packages of channels' orders, taken yet or not; older documents change nothing.

    A package made anew under another id takes over the links of the lines it came from.
    """
    with db.transaction():
        known = _see([(channel_id, order.external_id) for order in orders])
        heard = [(known[(channel_id, order.external_id)][0], package) for order in orders for package in order.packages]
        found = db.rows(_PACKAGES, _package_columns(heard))
        written = {(row[0], row[1]): row[2] for row in found if row[2] is not None}
        before = {(row[0], row[1]): row[3] for row in found}
        db.execute(_LINES, _line_columns(heard, written))
        db.execute(_REPLACE, _replacements(heard))
        db.execute(_INHERIT, {"written": list(written.values())})
        _note_versions(channel_id, orders)
        stored = reads.external_orders(channel_id, [order.external_id for order in orders])
    return [_recorded(order, stored[order.external_id], written, before) for order in orders]


def link_lines(external_order_id: UUID, links: Sequence[LineLink]) -> None:
    """Say which lines of ours the lines of a channel's order stand for."""
    db.execute(
        _LINK_LINES,
        [
            [link.package_id for link in links],
            [link.external_line_id for link in links],
            [link.order_line_id for link in links],
            external_order_id,
        ],
    )


def note_told(package_id: UUID, *, state: PackageState | None = None, tracking_number: str = "") -> None:
    """Remember what a channel took from us about a package, until it says so itself."""
    db.execute(
        "UPDATE channels_external_package SET state = coalesce(%s, state),"
        " tracking_number = coalesce(nullif(%s, ''), tracking_number) WHERE id = %s",
        [state and state.value, tracking_number, package_id],
    )


def _see(keys: Sequence[tuple[UUID, str]]) -> dict[tuple[UUID, str], tuple[UUID, UUID | None]]:
    """Make sure the external orders exist, and lock them."""
    channels, externals = [key[0] for key in keys], [key[1] for key in keys]
    db.execute(_SEE, [[new_id() for _ in keys], channels, externals])
    return {(row[0], row[1]): (row[2], row[3]) for row in db.rows(_LOCK, [channels, externals])}


def _linked(link: OrderLink, row_id: UUID, known: UUID | None, fresh: dict[UUID, UUID]) -> Linked:
    order_id = known or fresh[row_id]
    return Linked(row_id, link.external_id, order_id, is_new=known is None and order_id == link.order_id)


def _note_versions(channel_id: UUID, orders: Sequence[ChannelOrder]) -> None:
    newest = [max(order.packages, key=lambda package: package.version) for order in orders]
    db.execute(
        "UPDATE channels_external_order o SET external_status = n.status, version = n.version"
        " FROM unnest(%s::text[], %s::text[], %s::bigint[]) AS n(external, status, version)"
        " WHERE o.channel_id = %s AND o.external_id = n.external AND o.version <= n.version",
        [
            [order.external_id for order in orders],
            [package.external_status for package in newest],
            [package.version for package in newest],
            channel_id,
        ],
    )


def _recorded(
    order: ChannelOrder,
    stored: ExternalOrder,
    written: dict[tuple[UUID, str], UUID],
    before: dict[tuple[UUID, str], str | None],
) -> RecordedOrder:
    changes = [
        PackageChange(
            package_id=package.external_id,
            before=before[(stored.id, package.external_id)] or "",
            after=package.state,
            is_new=before[(stored.id, package.external_id)] is None,
            applied=(stored.id, package.external_id) in written,
        )
        for package in order.packages
    ]
    return RecordedOrder(stored.id, order.external_id, stored.order_id, changes, stored.packages)


Heard = Sequence[tuple[UUID, ChannelPackage]]


def _package_columns(heard: Heard) -> dict[str, list[Any]]:
    return {
        "ids": [new_id() for _ in heard],
        "orders": [order for order, _ in heard],
        "externals": [package.external_id for _, package in heard],
        "states": [package.state.value for _, package in heard],
        "statuses": [package.external_status for _, package in heard],
        "trackings": [package.tracking_number for _, package in heard],
        "carriers": [package.carrier for _, package in heard],
        "versions": [package.version for _, package in heard],
    }


def _line_columns(heard: Heard, written: dict[tuple[UUID, str], UUID]) -> dict[str, list[Any]]:
    rows = [
        (written[(order, package.external_id)], line)
        for order, package in heard
        if (order, package.external_id) in written
        for line in package.lines
    ]
    return {
        "ids": [new_id() for _ in rows],
        "packages": [package for package, _ in rows],
        "externals": [line.external_id for _, line in rows],
        "skus": [line.sku for _, line in rows],
        "quantities": [line.quantity for _, line in rows],
        "written": list(written.values()),
    }


def _replacements(heard: Heard) -> dict[str, list[Any]]:
    rows = [(order, package.external_id, origin) for order, package in heard for origin in package.origin_ids]
    return {
        "orders": [order for order, _, _ in rows],
        "news": [new for _, new, _ in rows],
        "olds": [old for _, _, old in rows],
    }
