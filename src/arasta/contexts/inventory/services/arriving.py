"""Promise goods that arrive to the order lines that they were sent for."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from arasta.contexts.inventory.events import PromisedGoodsArrived
from arasta.contexts.inventory.services.ledger import Posting
from arasta.contexts.inventory.types import MovementKind, StockLine
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.outbox.publishing import publish

_PROMISE = """
INSERT INTO inventory_allocation
  (id, order_id, line_id, channel_id, variant_id, location_id, quantity, kit_id, per_unit)
SELECT w.id, w.order_id, w.line_id, w.channel_id, w.variant_id, %(target)s, w.quantity - w.let_go, w.kit_id, w.per_unit
FROM inventory_promise_on_way w WHERE w.transfer_id = %(transfer)s AND w.quantity > w.let_go
ON CONFLICT (line_id, variant_id, location_id) DO UPDATE SET
  quantity = inventory_allocation.quantity + excluded.quantity, kit_id = excluded.kit_id, per_unit = excluded.per_unit
RETURNING id, order_id, line_id, variant_id
"""

_UNITS = """
SELECT line_id, variant_id, quantity - let_go FROM inventory_promise_on_way
WHERE transfer_id = %s AND quantity > let_go
"""


def promise_again(transfer_id: UUID, *, target: UUID, actor: Actor) -> Sequence[Posting]:
    """Allocate a transfer's promised units at its target; return what the caller posts with the arrival.

    Publishes PromisedGoodsArrived.
    """
    db.require_transaction()
    units = {(line, variant): count for line, variant, count in db.rows(_UNITS, [transfer_id])}
    if not units:
        return ()
    made = db.rows(_PROMISE, {"transfer": transfer_id, "target": target})
    orders = sorted({order for _, order, _, _ in made})
    publish(
        [PromisedGoodsArrived(order_id=order, transfer_id=transfer_id, location_id=target) for order in orders],
        actor=actor,
    )
    return [
        Posting(
            MovementKind.ALLOCATED,
            StockLine(variant, target, units[line, variant], line),
            ("allocation", key),
        )
        for key, _, line, variant in made
    ]
