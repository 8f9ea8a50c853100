"""Tell that somebody came for their goods, and that staff come to them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from arasta.contexts.pickup.events import CustomerArrived, CustomerSeen
from arasta.contexts.pickup.types import ArrivalToTell, Way
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.outbox.publishing import publish

_LONGEST = 60

_TELL = """
INSERT INTO pickup_arrival (fulfillment_order_id, order_id, location_id, way, bay, car, seen_by, arrived_at)
SELECT a.*, '', %s FROM unnest(%s::uuid[], %s::uuid[], %s::uuid[], %s::text[], %s::text[], %s::text[]) AS a
ON CONFLICT (fulfillment_order_id) DO UPDATE SET way = excluded.way, bay = excluded.bay, car = excluded.car
RETURNING fulfillment_order_id, (xmax = 0)
"""

_SEE = """
UPDATE pickup_arrival SET seen_at = %s, seen_by = %s WHERE fulfillment_order_id = ANY(%s) AND seen_at IS NULL
RETURNING fulfillment_order_id, order_id, location_id
"""


def tell(arrivals: Sequence[ArrivalToTell], *, at: datetime, actor: Actor) -> None:
    """Say that customers are here; whoever says it again only corrects where. Publishes CustomerArrived, once."""
    with db.transaction():
        columns = [
            [one.fulfillment_order_id for one in arrivals],
            [one.order_id for one in arrivals],
            [one.location_id for one in arrivals],
            [one.way.value for one in arrivals],
            [_short(one.bay, one.way) for one in arrivals],
            [_short(one.car, one.way) for one in arrivals],
        ]
        new = {row[0] for row in db.rows(_TELL, [at, *columns]) if row[1]}
        publish([_fact(one) for one in arrivals if one.fulfillment_order_id in new], actor=actor)


def see(fulfillment_order_ids: Sequence[UUID], *, at: datetime, actor: Actor) -> None:
    """Say that staff come with the goods; only the first to say so is remembered. Publishes CustomerSeen."""
    with db.transaction():
        seen = db.rows(_SEE, [at, actor.name, list(fulfillment_order_ids)])
        publish(
            [
                CustomerSeen(fulfillment_order_id=row[0], order_id=row[1], location_id=row[2], by=actor.name)
                for row in seen
            ],
            actor=actor,
        )


def _short(text: str, way: Way) -> str:
    """At the desk nobody needs a bay or a car."""
    return " ".join(text.replace("\x00", "").split())[:_LONGEST] if way is Way.CURBSIDE else ""


def _fact(one: ArrivalToTell) -> CustomerArrived:
    return CustomerArrived(
        fulfillment_order_id=one.fulfillment_order_id,
        order_id=one.order_id,
        location_id=one.location_id,
        way=one.way.value,
        bay=_short(one.bay, one.way),
        car=_short(one.car, one.way),
    )
