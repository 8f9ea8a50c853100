"""The people behind the counter: the worker that delivers facts, and the pickers who send some of the parcels."""

from __future__ import annotations

from dataclasses import dataclass

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services import orders as requests
from arasta.contexts.fulfillment.types import FulfillmentOrderRow, FulfillmentStatus, ShipmentToMake
from arasta.demo.replay.plan import share
from arasta.flows.shipping.ship import ship
from arasta.kernel import clock
from arasta.kernel.access import Actor, ActorKind
from arasta.kernel.outbox.delivery import deliver_pending
from arasta.kernel.pages import MOST, encode_cursor

PICKER = Actor(ActorKind.STAFF, id="replay", name="Picker of the replay", permissions=frozenset({"*"}))
ONE_STAYS_OF = 4
PARCELS_AT_ONCE = 20


@dataclass(slots=True)
class BackOffice:
    """Looks through new work once; one in four requests is left open, as on any evening."""

    shipped: int = 0
    _seen: str | None = None

    def work(self) -> None:
        """Deliver facts, then accept and send what they asked for."""
        deliver_pending()
        while rows := fulfillment.fulfillment_page(
            statuses={FulfillmentStatus.OPEN}, cursor=self._seen, limit=MOST
        ).items:
            self._seen = encode_cursor(rows[-1].created_at.isoformat(), str(rows[-1].id))
            self._send([row for row in rows if share(row.order_number, ONE_STAYS_OF)])
        deliver_pending()

    def _send(self, rows: list[FulfillmentOrderRow]) -> None:
        for start in range(0, len(rows), PARCELS_AT_ONCE):
            some = rows[start : start + PARCELS_AT_ONCE]
            requests.accept([row.id for row in some], at=clock.now(), actor=PICKER)
            ship([_parcel(row) for row in some], at=clock.now(), actor=PICKER)
            self.shipped += len(some)


def _parcel(row: FulfillmentOrderRow) -> ShipmentToMake:
    return ShipmentToMake(row.id, "Replay Parcels", f"CJ{row.number}")
