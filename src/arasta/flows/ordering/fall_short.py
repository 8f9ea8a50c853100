"""Units of a pickup that are not on the shelf: the customer is asked, and nothing is canceled before they answer.

ask (one transaction): note what is missing; answer (one transaction): cancel what the customer gives up, take what was
not found off the stock; outside: give back what was paid for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from arasta.contexts.fulfillment.queries import orders as fulfillment
from arasta.contexts.fulfillment.services.moves import AnotherLocationsWork
from arasta.contexts.fulfillment.types import ACTIVE, DeliveryKind, FulfillmentLineId, FulfillmentOrderRow
from arasta.contexts.inventory.services import levels
from arasta.contexts.inventory.services.levels import Correction
from arasta.contexts.inventory.types import StockPromised
from arasta.contexts.orders.queries import orders as order_book
from arasta.contexts.orders.services import statuses
from arasta.contexts.pickup.services import shortfalls
from arasta.contexts.pickup.types import ShortfallAnswer, ShortfallRow, ShortfallToAsk
from arasta.flows.ordering.cancel_order import drop_lines, drop_rest, refund
from arasta.flows.ordering.give_back import give_back_canceled
from arasta.flows.ordering.order_payments import note_payments
from arasta.flows.ordering.refusals import PaymentUnclear
from arasta.kernel import db
from arasta.kernel.access import Actor
from arasta.kernel.errors import Conflict, Invalid, gettext_noop

NOT_FOUND = "not found when it was gathered for a pickup"


class NothingMissing(Invalid):
    code = "nothing_missing"
    template = gettext_noop("Say how many units of which line were not found.")


class NotFetched(Conflict):
    code = "not_fetched"
    template = gettext_noop(
        "This is sent, not fetched, so nobody is asked. Keep fewer units of the order; its customer is told."
    )


class TooLateToMiss(Conflict):
    code = "too_late_to_miss"
    template = gettext_noop("This pickup is closed already.")


def report(fulfillment_order_id: UUID, missing: Mapping[FulfillmentLineId, int], *, at: datetime, actor: Actor) -> None:
    """Ask the customer about units of a pickup that were not found, where it waits or where it is brought from.

    Raises UnknownFulfillmentOrder, AnotherLocationsWork, NotFetched, TooLateToMiss, NothingMissing; publishes
    ShortfallAsked.
    """
    with db.transaction():
        statuses.lock(fulfillment.order_ids_of([fulfillment_order_id]))
        row = _here(fulfillment_order_id, actor)
        if row.kind is DeliveryKind.DELIVERY:
            raise NotFetched
        if row.status not in ACTIVE:
            raise TooLateToMiss
        shortfalls.ask(_to_ask(row, missing), at=at, actor=actor)


def turned_up(fulfillment_order_id: UUID, *, at: datetime, actor: Actor) -> None:
    """Withdraw the question about what a location did not find.

    Raises UnknownFulfillmentOrder, AnotherLocationsWork, ShortfallAnswered if nothing is asked.
    """
    row = _here(fulfillment_order_id, actor)
    shortfalls.answer(row.order_id, ShortfallAnswer.FOUND, at=at, actor=actor)


def take_rest(order_id: UUID, *, at: datetime, actor: Actor) -> None:
    """Cancel what was not found and go on with the rest; an order of which nothing is left or gone is canceled whole.

    Raises ShortfallAnswered, OrderClosed; the money for it is given back.
    """
    with db.transaction():
        statuses.lock([order_id])
        rows = shortfalls.answer(order_id, ShortfallAnswer.TAKE_REST, at=at, actor=actor)
        units = Counter[UUID]()
        for row in rows:
            units[row.order_line_id] += row.quantity
        is_whole = False
        if is_rest(order_id, units):
            is_whole = drop_rest(order_id, reason=NOT_FOUND, at=at, actor=actor)
        else:
            drop_lines(order_id, units, reason=NOT_FOUND, at=at, actor=actor)
            note_payments(order_id, actor=actor)
        _write_off(rows, actor)
    _give_back(order_id, actor, is_whole=is_whole)


def cancel_all(order_id: UUID, *, at: datetime, actor: Actor) -> None:
    """Cancel all that has not left because something was not found. Raises ShortfallAnswered, OrderClosed."""
    with db.transaction():
        statuses.lock([order_id])
        rows = shortfalls.answer(order_id, ShortfallAnswer.CANCEL_ALL, at=at, actor=actor)
        is_whole = drop_rest(order_id, reason=NOT_FOUND, at=at, actor=actor)
        _write_off(rows, actor)
    _give_back(order_id, actor, is_whole=is_whole)


def _here(fulfillment_order_id: UUID, actor: Actor) -> FulfillmentOrderRow:
    row = fulfillment.fulfillment_order(fulfillment_order_id)
    if not actor.may_at(row.location_id):
        raise AnotherLocationsWork(number=row.number)
    return row


def _give_back(order_id: UUID, actor: Actor, *, is_whole: bool) -> None:
    if is_whole:
        refund(order_id, actor=actor)
        return
    with suppress(PaymentUnclear):  # whoever hears that lines were canceled asks again
        give_back_canceled(order_id, actor=actor)


def _write_off(rows: Sequence[ShortfallRow], actor: Actor) -> None:
    """Take what was not found off the stock.

    Where somebody waited for the units, they were promised to them as they became free: then the shelf is counted by
    hand, and this customer is not kept waiting for it.
    """
    corrections = [Correction(row.variant_id, row.location_id, -row.quantity) for row in rows]
    try:
        with db.savepoint():
            levels.adjust(corrections, reason=NOT_FOUND, actor=actor)
    except StockPromised:
        return


def is_rest(order_id: UUID, units: Mapping[UUID, int]) -> bool:
    """Tell whether units, by line, are all that is left of an order."""
    lines = order_book.order(order_id).lines
    return all(line.quantity - line.canceled - line.shipped == units.get(line.id, 0) for line in lines)


def _to_ask(row: FulfillmentOrderRow, missing: Mapping[FulfillmentLineId, int]) -> list[ShortfallToAsk]:
    lines = {line.id: line for line in row.lines}
    wanted = {key: units for key, units in missing.items() if units}
    if not wanted or any(key not in lines or not 0 < units <= lines[key].left for key, units in wanted.items()):
        raise NothingMissing
    return [
        ShortfallToAsk(
            fulfillment_order_id=row.id,
            order_id=row.order_id,
            order_line_id=lines[key].order_line_id,
            variant_id=lines[key].variant_id,
            location_id=row.location_id,
            quantity=units,
        )
        for key, units in wanted.items()
    ]
