"""Promises that travel: released where their goods lay, made again in the breath in which the goods arrive."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from arasta.contexts.inventory.services import allocations, ledger, transfers
from arasta.contexts.inventory.types import StockLine, Traced
from arasta.kernel import db
from arasta.kernel.access import Actor

# Of a kit's line, all components go the same way.
_PARTS = """
SELECT p.order_id, p.line_id, p.channel_id, p.variant_id, p.kit_id, p.per_unit, c.quantity * p.per_unit
FROM unnest(%s::uuid[], %s::int[]) AS c(id, quantity)
JOIN inventory_allocation a ON a.id = c.id
JOIN inventory_allocation p ON (p.line_id, p.location_id) = (a.line_id, a.location_id)
ORDER BY p.variant_id, p.line_id
"""

_WRITE = """
INSERT INTO inventory_promise_on_way
  (id, transfer_id, order_id, line_id, channel_id, variant_id, kit_id, per_unit, quantity)
SELECT gen_random_uuid(), %s, p.order_id, p.line_id, p.channel_id, p.variant_id, p.kit_id, p.per_unit, p.quantity
FROM json_to_recordset(%s::json) AS p(order_id uuid, line_id uuid, channel_id uuid, variant_id uuid, kit_id uuid,
                                      per_unit int, quantity int)
"""
_NAMES = ("order_id", "line_id", "channel_id", "variant_id", "kit_id", "per_unit", "quantity")

_LET_GO = """
UPDATE inventory_promise_on_way w SET let_go = w.let_go + n.units * w.per_unit
FROM unnest(%s::uuid[], %s::uuid[], %s::int[]) AS n(transfer_id, line_id, units)
WHERE (w.transfer_id, w.line_id) = (n.transfer_id, n.line_id)
"""

_STOP = """
SELECT id FROM inventory_transfer
WHERE status = 'in_transit' AND id IN (SELECT transfer_id FROM inventory_promise_on_way WHERE order_id = %s)
ORDER BY id FOR UPDATE
"""

_BROUGHT = """
SELECT t.target_id, t.source_id, w.variant_id, sum(w.quantity)::int
FROM inventory_promise_on_way w JOIN inventory_transfer t ON t.id = w.transfer_id
WHERE t.id = ANY(%s) AND t.status = 'received' GROUP BY 1, 2, 3 ORDER BY 3, 1, 2
"""


def send(
    lines: Sequence[tuple[UUID, StockLine]],
    *,
    target: UUID,
    note: str = "",
    traced: Mapping[UUID, tuple[Traced, ...]] | None = None,
    actor: Actor,
) -> UUID:
    """Send allocated units, (allocation, line) each, from their one location to another; return the transfer.

    The promises end here and are made again when somebody receives the transfer. `traced`: which lots or units go, by
    variant. Raises NothingOpen, SamePlace, AnotherLocation; publishes AvailabilityChanged.
    """
    source = lines[0][1].location_id
    with db.transaction():
        parts = db.rows(_PARTS, [[key for key, _ in lines], [line.quantity for _, line in lines]])
        units: dict[UUID, int] = defaultdict(int)
        for part in parts:
            units[part[3]] += part[6]
        ledger.ensure((variant, target) for variant in units)
        ledger.lock((variant, place) for variant in units for place in (source, target))
        allocations.release(lines, actor=actor)
        transfer_id = transfers.send(
            list(units.items()), source=source, target=target, note=note, traced=traced, actor=actor
        )
        promised = db.as_json([dict(zip(_NAMES, part, strict=True)) for part in parts])
        db.execute(_WRITE, [transfer_id, promised])
    return transfer_id


def stop(order_id: UUID) -> None:
    """Keep what is on its way for an order from arriving before the transaction is over.

    Else a promise could be let go in the moment in which its goods make an allocation of it. Locks the transfers.
    """
    db.require_transaction()
    db.rows(_STOP, [order_id])


def let_go(shares: Sequence[tuple[UUID, UUID, int]]) -> None:
    """Promise units, (transfer, order line, units) each, no longer: as they arrive they lie on the shelf, free."""
    if shares:
        db.execute(_LET_GO, [list(column) for column in zip(*shares, strict=True)])


def send_back(transfer_ids: Sequence[UUID], *, note: str = "", actor: Actor) -> list[UUID]:
    """Send what transfers brought for orders, and is free where it lies now, back to where it came from.

    Return the transfers. Publishes AvailabilityChanged.
    """
    with db.transaction():
        homes: dict[tuple[UUID, UUID], list[tuple[UUID, int]]] = defaultdict(list)
        brought = db.rows(_BROUGHT, [list(transfer_ids)])
        levels = ledger.lock((variant, here) for here, _, variant, _ in brought)
        for here, home, variant, units in brought:
            level = levels[variant, here]
            free = min(units, level.available - level.reserved)
            if free > 0:
                homes[here, home].append((variant, free))
        return [
            transfers.send(lines, source=here, target=home, note=note, actor=actor)
            for (here, home), lines in homes.items()
        ]
