"""Write to customers about how their orders come to them: changed, still to be paid, as it was before.

One transaction each: read what happened, queue the letters.
"""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import override

from arasta.contexts.orders.events import OrderWayChanged
from arasta.contexts.orders.queries import unpaid_ways
from arasta.contexts.orders.queries.orders import OrderDetail
from arasta.contexts.orders.queries.worth import wanted_worth
from arasta.contexts.payments import queries as payment_book
from arasta.flows.telling.letters import Letter, hearers, queue
from arasta.flows.telling.places import Places, amount, where
from arasta.flows.telling.promised import Promised
from arasta.kernel import db
from arasta.kernel.money import Money
from arasta.kernel.web.templatetags.arasta import moment


def tell_way_changed(fact: OrderWayChanged, *, event_id: str) -> None:
    """Say how an order reaches its customer now and what it comes to; what is missing is asked for by a payment link."""
    with db.transaction():
        found, places = hearers([fact.order_id]), Places()
        promised = Promised(found)
        for order in found:
            facts = promised.facts(order) | where(order, places)
            if fact.is_taken_back:
                queue([(order, Letter("change_taken_back", event_id, facts))])
                continue
            more = _more(order)
            facts["total"] = amount(wanted_worth(order), order.language)["amount"]
            facts |= {"more": amount(more, order.language)["amount"], "until": _until(order)} if more else {}
            letters = [(order, Letter("order_changed", event_id, facts))]
            if more:
                link = Letter("payment_link", event_id, amount(more, order.language), page="shop_pay")
                letters.append((order, link))
            queue(letters)


def tell_due_waits(order_id: UUID, *, event_id: str) -> None:
    """Remind of what is still to be paid of an order, once it waits for nothing else."""
    with db.transaction():
        for order in hearers([order_id]):
            if more := _more(order):
                facts = {**amount(more, order.language), "until": _until(order)}
                queue([(order, Letter("payment_reminder", event_id, facts, page="shop_pay"))])


def _more(order: OrderDetail) -> Money | None:
    """Return what an order is to be sent for, beyond what is paid; nothing of one that is fetched."""
    worth = wanted_worth(order)
    more = worth.minor - payment_book.kept_of(order.row.id)
    return Money(more, worth.currency) if more > 0 and order.row.location_id is None else None


def _until(order: OrderDetail) -> str:
    waiting = unpaid_ways.unpaid_way(order.row.id)
    with override(order.language):
        return moment(waiting.until, "full") if waiting else ""
