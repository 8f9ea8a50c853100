"""Write to customers about what they come for: something of it was not found.

One transaction: read what is asked, queue the letter.
"""

from __future__ import annotations

from arasta.contexts.inventory.queries import locations
from arasta.contexts.pickup.events import ShortfallAsked
from arasta.flows.telling.letters import Letter, hearers, queue
from arasta.kernel import db


def tell_short(fact: ShortfallAsked) -> None:
    """Ask what shall become of a pickup of which something was not found."""
    with db.transaction():
        for order in hearers([fact.order_id]):
            place = locations.by_id(language=order.language).get(fact.location_id)
            names = {line.id: line.name for line in order.lines}
            facts = {
                "place": place.name if place else "",
                "goods": f"{fact.quantity} × {names[fact.order_line_id]}",
            }
            part = f"{fact.fulfillment_order_id}:{fact.order_line_id}"
            queue([(order, Letter("pickup_short", part, facts, page="shop_pickup"))])
