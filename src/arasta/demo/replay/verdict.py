"""What the books say after a replay: orders and units per channel, what was refused, and whether a unit was sold twice.

Oversold is computed from what came in and what was promised, never from the levels' own sums: they might be wrong together.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any

from arasta.config.audit import find_lies
from arasta.contexts.channels.queries import orders as links
from arasta.contexts.channels.queries import parking
from arasta.contexts.channels.types import Installation
from arasta.contexts.channels.types.parking import ParkedReason
from arasta.demo.replay import market
from arasta.demo.replay.channels import MARKET, TILL, WEB
from arasta.demo.replay.plan import Way
from arasta.demo.replay.tally import Tally
from arasta.kernel import db

_BY_CHANNEL = """
SELECT CASE WHEN starts_with(c.code, %(till)s) THEN %(till)s ELSE c.code END, count(*),
       COALESCE(sum(l.units), 0)::bigint, COALESCE(sum(l.shipped), 0)::bigint, sum(o.total_minor)::bigint
FROM orders_order o JOIN channels_channel c ON c.id = o.channel_id
JOIN LATERAL (SELECT sum(quantity - canceled) AS units, sum(shipped) AS shipped FROM orders_line WHERE order_id = o.id) l ON true
WHERE c.code IN (%(web)s, %(market)s) OR starts_with(c.code, %(till)s) GROUP BY 1
"""

# Per level: every unit that was ever promised and not given back, against every unit that came in.
_OVERSOLD_LEVELS = """
SELECT COALESCE(sum(p.promised - COALESCE(r.received, 0)), 0)::bigint FROM (
  SELECT variant_id, location_id, sum(quantity - released) AS promised FROM inventory_allocation GROUP BY 1, 2
) p LEFT JOIN (
  SELECT variant_id, location_id,
         sum(CASE WHEN kind IN ('received', 'adjusted_up', 'returned', 'transferred_in') THEN quantity
                  WHEN kind IN ('adjusted_down', 'transferred_out') THEN -quantity ELSE 0 END) AS received
  FROM inventory_movement GROUP BY 1, 2
) r USING (variant_id, location_id) WHERE p.promised > COALESCE(r.received, 0)
"""

# Per SKU: what customers were sold by the order book, against what the ledger says came in anywhere.
_OVERSOLD_SKUS = """
SELECT COALESCE(sum(s.sold - COALESCE(r.received, 0)), 0)::bigint FROM (
  SELECT variant_id, sum(quantity - canceled - returned) AS sold FROM orders_line GROUP BY 1
) s LEFT JOIN (
  SELECT variant_id, sum(CASE WHEN kind IN ('received', 'adjusted_up') THEN quantity
                              WHEN kind = 'adjusted_down' THEN -quantity ELSE 0 END) AS received
  FROM inventory_movement GROUP BY 1
) r USING (variant_id) WHERE s.sold > COALESCE(r.received, 0)
"""

_WAITING = "SELECT count(*) FROM outbox_delivery WHERE status <> 'done'"


@dataclass(frozen=True, slots=True)
class WayReport:
    """One way of selling: what the book holds, what stock could not give, and the pace while it was at work."""

    baskets: int
    orders: int
    units: int
    units_shipped: int
    total_minor: int
    shortened_orders: int
    refused_orders: int
    refused_units: int
    broken_off_and_repeated: int
    seconds: float
    orders_per_second: float


@dataclass(frozen=True, slots=True)
class Report:
    """The whole replay."""

    ways: dict[Way, WayReport]
    oversold: int
    lies: tuple[str, ...]
    undelivered: int
    troubles: tuple[str, ...]
    seconds: float

    @property
    def orders(self) -> int:
        return sum(way.orders for way in self.ways.values())

    @property
    def orders_per_second(self) -> float:
        return round(self.orders / self.seconds, 1) if self.seconds else 0.0

    @property
    def is_clean(self) -> bool:
        """Whether no unit was sold twice and no row lies."""
        return not self.oversold and not self.lies

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {
            "orders": self.orders,
            "orders_per_second": self.orders_per_second,
            "is_clean": self.is_clean,
            **asdict(self),
        }


def report(tally: Tally, installation: Installation, *, seconds: float) -> Report:
    """Read the books."""
    found = {row[0]: row[1:] for row in db.rows(_BY_CHANNEL, {"till": TILL, "web": WEB, "market": MARKET})}
    parked_orders, parked_units = _parked(installation)
    codes = {Way.TILL: TILL, Way.WEB: WEB, Way.MARKET: MARKET}
    ways = {way: _way(tally, way, found.get(codes[way], (0, 0, 0, 0))) for way in Way}
    return Report(
        ways=ways | {Way.MARKET: _with_parked(ways[Way.MARKET], parked_orders, parked_units)},
        oversold=max(int(db.rows(sql)[0][0]) for sql in (_OVERSOLD_LEVELS, _OVERSOLD_SKUS)),
        lies=tuple(str(lie) for lie in find_lies()),
        undelivered=int(db.rows(_WAITING)[0][0]),
        troubles=tuple(market.troubles(installation)),
        seconds=round(seconds, 1),
    )


def _way(tally: Tally, way: Way, found: tuple[int, ...]) -> WayReport:
    orders, units, shipped, total = found
    count = tally.counts[way]
    return WayReport(
        baskets=count.baskets,
        orders=orders,
        units=units,
        units_shipped=shipped,
        total_minor=total,
        shortened_orders=count.shortened,
        refused_orders=count.refused,
        refused_units=count.refused_units,
        broken_off_and_repeated=count.again,
        seconds=round(count.seconds, 1),
        orders_per_second=round(orders / count.seconds, 1) if count.seconds else 0.0,
    )


def _with_parked(way: WayReport, orders: int, units: int) -> WayReport:
    """Orders that the marketplace took and we could not are refusals too."""
    return replace(way, refused_orders=way.refused_orders + orders, refused_units=way.refused_units + units)


def _parked(installation: Installation) -> tuple[int, int]:
    orders, cursor, units = 0, None, 0
    while True:
        page = parking.parked_page(installation.channel_id, cursor=cursor, limit=200)
        short = [item.external_id for item in page.items if item.reason is ParkedReason.OUT_OF_STOCK]
        known = links.external_orders(installation.channel_id, short)
        lines = [line for order in known.values() for package in order.packages for line in package.lines]
        orders, units, cursor = orders + len(short), units + sum(line.quantity for line in lines), page.next_cursor
        if cursor is None:
            return orders, units
